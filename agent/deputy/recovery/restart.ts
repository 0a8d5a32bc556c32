import { setTimeout as sleep } from 'node:timers/promises';
import { isOmosixError } from '../../../protocol/errors.ts';
import type { Placement, TaskSpec } from '../../../protocol/task.ts';
import type { AgentClient } from '../../control/client.ts';
import type { CompiledProgram } from '../images.ts';
import type { Again } from './recovery.ts';

interface RestartParts {
  client: AgentClient;
  spec: TaskSpec;
  placement: Placement;
  program: CompiledProgram;
  /** The highest incarnation that has come to its deputy. */
  lastInc: number;
}

/** What kills one may kill the next before it has begun: it is tried so often, each time after twice as long. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 20;

/** Has the agent start the task once more: from its last state, or from its beginning. @throws OmosixError where it does not */
export async function restart({ state }: Again, parts: RestartParts): Promise<void> {
  const { client, spec, placement, program, lastInc } = parts;
  const restore = state && { head: state.head, state: () => state.pieces() };
  for (let tries = 1; ; tries++) {
    try {
      return await client.run(spec, placement, program.bytes, restore ?? undefined, lastInc);
    } catch (error) {
      if (tries === MOST_TRIES || !isOmosixError(error) || error.code !== 'EREFUSED') throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** tries);
    }
  }
}

/** What its user is told. */
export function restartInWords(reason: string, { state, ageMs }: Again): string {
  const age = `${(ageMs / 1000).toFixed(1)} s`;
  const from = state ? `its state of ${age} ago` : `its beginning, ${age} ago`;
  return `${reason}; it goes on from ${from}`;
}
