import { readFileSync } from 'node:fs';
import type { NodeMask } from '../../protocol/task.ts';
import type { AgentClient } from '../control/client.ts';
import { idsOf } from './node-list.ts';
import type { Options } from './options.ts';

/** So far up a task is looked for that this omrun belongs to. */
const MOST_ANCESTORS = 64;

/** `omrun -k`: lock and node mask of the task that has started this omrun, itself or by programs between; as given where there is none. */
export async function steeringOfStarter(
  client: AgentClient,
  { lock, mask }: Pick<Options, 'lock' | 'mask'>,
): Promise<{ lock: boolean; mask: NodeMask | null }> {
  const tasks = (await client.tasks()).filter(
    ({ home, task }) => home === client.node && !task.includes('.'),
  );
  let pid: number | null = process.ppid;
  for (let step = 0; pid !== null && pid > 1 && step < MOST_ANCESTORS; step++) {
    const starter = tasks.find((task) => task.pid === pid);
    if (starter) return { lock: starter.lock === true, mask: mask ?? starter.mask ?? null };
    pid = parentOf(pid);
  }
  return { lock, mask };
}

/** The node mask with the IDs of nodes that it names; `areUp` waits for those of a private cluster. @throws OmosixError ENONODE */
export async function withNamedNodes<Some extends Pick<Options, 'mask' | 'maskNames'>>(
  options: Some,
  client: AgentClient,
  areUp: () => Promise<void>,
): Promise<Some> {
  const { mask, maskNames } = options;
  if (mask === null || maskNames.length === 0) return options;
  await areUp();
  const nodes = [...mask.nodes, ...idsOf(maskNames, await client.status())];
  return { ...options, mask: { ...mask, nodes } };
}

/** Field 4 of its stat, counted from the last bracket; null where there is no /proc. */
function parentOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
