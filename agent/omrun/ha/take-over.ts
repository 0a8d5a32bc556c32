import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOmosixError, OmosixError } from '../../../protocol/errors.ts';
import { ETCD_PATIENCE_MS } from '../../../protocol/limits.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import { agentAgain } from '../../cluster/user-agent.ts';
import { AgentClient } from '../../control/client.ts';
import type { Ending } from '../../deputy/deputy.ts';
import { Primary } from '../../deputy/ha/primary.ts';
import { beginningOf, wholeBytes } from '../../deputy/ha/replay.ts';
import { runTask } from '../../deputy/run-task.ts';
import { endingSignals } from '../../deputy/signals.ts';
import { generationOf } from '../../ha/standby-store.ts';
import { controlSocketOf, placesOf } from '../../places.ts';
import type { Begun } from '../detach.ts';
import { judgeOf, ownPlaces } from '../judge.ts';
import type { OmrunParts } from '../main.ts';
import { Reporter } from '../reporter.ts';
import { copiesIn } from './begin.ts';
import { couldStandBy, inEtcd } from './membership.ts';
import { noThreads } from './no-threads.ts';

/**
 * `--take-over ID`, which an agent starts that is a standby of the task: becomes its deputy, unless somebody else does. Null then.
 * @throws OmosixError what is in the way
 */
export async function takeOver(
  ha: string,
  parts: OmrunParts,
  onStarted: (begun: Begun) => void,
): Promise<Ending | null> {
  const places = placesOf(process.env);
  const socket = controlSocketOf(places);
  let client = await AgentClient.connect(socket);
  const etcd = await inEtcd(client);
  try {
    const { configuration, seen } = await etcd.claims.view(ha, ETCD_PATIENCE_MS);
    const others = (configuration?.replicas ?? []).filter((node) => node !== client.node);
    const taken = await etcd.claims.takeOver(ha, seen, others, etcd.lease, ETCD_PATIENCE_MS);
    if ('refusal' in taken) return null;
    const { claim } = taken;
    const directory = copiesIn(places.state, ha);
    mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
    // Nothing of the deputy before comes any more: what is there is what it has done.
    renameSync(await client.take(ha, claim.epoch), directory);
    const generation = generationOf(directory);
    if (generation === null)
      throw new OmosixError('ESNAPSHOT', 'what this node has of the task is not whole');
    const journal = readFileSync(join(directory, `journal-${generation}`));
    const beginning = beginningOf(journal);
    const { base } = beginning;
    const image = readFileSync(join(directory, 'program'));
    const hash = createHash('sha256').update(image).digest('hex');
    if (hash !== base.spec.program)
      throw new OmosixError('ESNAPSHOT', 'what this node has of the program is not whole');
    const program = { hash, hasAddons: false, shares: null, inputs: [base.spec.file], bytes: () => image };
    const spec: TaskSpec = { ...base.spec, task: `${client.node}:${process.pid}` };
    const reporter = new Reporter({ verbose: false, nodes: null, stats: null }, spec.file);
    const judge = judgeOf(spec, program, ownPlaces(places), places.state, (line) => reporter.warn(line));
    const primary = new Primary({
      directory,
      claim,
      client: () => client,
      candidates: () => couldStandBy(client),
      program: () => image,
      base,
      left: { beginning, journalBytes: wholeBytes(journal), generation, replicas: others },
      warn: (line) => reporter.warn(line),
      patienceMs: ETCD_PATIENCE_MS,
      onRead: ([out, err]) => {
        appendFileSync(1, out);
        appendFileSync(2, err);
      },
    });
    process.umask(spec.umask);
    const states = join(places.state, 'states');
    // Where it has executed counts no more than where it was at home.
    const placement = { ...base.placement, nodes: [] };
    const running = runTask({
      client,
      reconnect: async (isAnew) => {
        client = await agentAgain(socket, null, client.node, isAnew);
        return client;
      },
      spec,
      placement,
      group: noThreads(),
      program,
      ending: endingSignals({ isDetached: true }),
      checkpoints: { everyMs: base.everyMs, directory: '.', keep: 1, isFileless: true },
      states,
      tell: (line) => reporter.tell(line),
      warn: (line) => reporter.warn(line),
      madeBy: parts.version,
      onLife: (event) => {
        reporter.life(event);
        if (event.event === 'start' && event.task === spec.task) onStarted(spec);
      },
      launcher: () => null,
      judge,
      ha: primary,
    });
    return await running.catch(async (error: Error) => {
      // Where it cannot be done again no other home could.
      await primary.end('lost', isOmosixError(error) && error.code === 'ELOST');
      throw error;
    });
  } finally {
    await etcd.close();
  }
}
