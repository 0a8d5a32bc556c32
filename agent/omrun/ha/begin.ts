import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmosixError } from '../../../protocol/errors.ts';
import { ETCD_PATIENCE_MS } from '../../../protocol/limits.ts';
import type { Placement, TaskSpec } from '../../../protocol/task.ts';
import type { AgentClient } from '../../control/client.ts';
import type { CheckpointPlan } from '../../deputy/checkpoint-plan.ts';
import type { Ending } from '../../deputy/deputy.ts';
import { Primary } from '../../deputy/ha/primary.ts';
import type { CompiledProgram } from '../../deputy/images.ts';
import { systemClock } from '../../system-clock.ts';
import { couldStandBy, inEtcd } from './membership.ts';

const LOOK_MS = 100;

interface BeginParts {
  client(): AgentClient;
  wanted: number;
  spec: TaskSpec;
  placement: Placement;
  everyMs: CheckpointPlan['everyMs'];
  program: CompiledProgram;
  state: string;
  warn(line: string): void;
}

/** Nodes that have just begun are not known as such yet. */
async function enough(client: AgentClient, wanted: number): Promise<number[]> {
  const untilMs = systemClock.monotonicMs() + ETCD_PATIENCE_MS;
  for (;;) {
    const able = await couldStandBy(client);
    if (able.length >= wanted || systemClock.monotonicMs() > untilMs) return able;
    await sleep(LOOK_MS);
  }
}

/** Where the deputies of this machine have their copies. */
export const copiesIn = (state: string, ha: string): string => join(state, 'ha', `own-${process.pid}-${ha}`);

/**
 * `--ha K`: the first deputy of a new task.
 * @throws OmosixError EREFUSED where there is no etcd or there are not K nodes that could be standbys, EETCD
 */
export async function beginHa(
  parts: BeginParts,
): Promise<{ primary: Primary; over(running: Promise<Ending>): Promise<Ending> }> {
  const { client, wanted, spec, placement, program, state, warn } = parts;
  const { claims, lease, close } = await inEtcd(client());
  try {
    const able = await enough(client(), wanted);
    if (able.length < wanted)
      throw new OmosixError(
        'EREFUSED',
        `--ha ${wanted} needs ${wanted === 1 ? 'another node' : `${wanted} other nodes`} with --etcd, and ${
          able.length === 0 ? 'there is none' : `there ${able.length === 1 ? 'is 1' : `are ${able.length}`}`
        } (mosctl status shows them)`,
      );
    const ha = randomUUID();
    const claim = await claims.claim(ha, [], lease, ETCD_PATIENCE_MS);
    if (!claim) throw new OmosixError('EREFUSED', 'etcd has that task already');
    const primary = new Primary({
      directory: copiesIn(state, ha),
      claim,
      client,
      candidates: () => couldStandBy(client()),
      program: () => program.bytes(),
      base: { spec, placement, wanted, everyMs: parts.everyMs ?? 'auto' },
      left: null,
      warn,
      patienceMs: ETCD_PATIENCE_MS,
    });
    const over = async (running: Promise<Ending>): Promise<Ending> => {
      try {
        return await running;
      } catch (error) {
        // It has not begun: nobody is to begin it in its place.
        await primary.end('exit');
        throw error;
      } finally {
        await close();
      }
    };
    return { primary, over };
  } catch (error) {
    await close();
    throw error;
  }
}
