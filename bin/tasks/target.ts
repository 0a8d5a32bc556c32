import type { AgentClient } from '../../agent/control/client.ts';
import { nodeCalled } from '../../agent/omrun/node-list.ts';
import type { MoveTarget } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';

/** What `migrate` does without moving a task. */
export const STOPS: Readonly<Record<string, { signal: 'SIGSTOP' | 'SIGCONT'; done: string }>> = {
  freeze: { signal: 'SIGSTOP', done: 'is stopped' },
  continue: { signal: 'SIGCONT', done: 'goes on' },
};

/** Where a user wants a task: `home`, `out`, `balance`, an ID or a name. @throws OmosixError EUSAGE, ENONODE */
export async function targetOf(client: AgentClient, where: string): Promise<MoveTarget> {
  if (where === 'home') return 0;
  if (where === 'balance' || where === 'out') return where;
  const id = Number(where);
  // The agent knows which nodes there are, and its answer says more than this command could.
  if (Number.isInteger(id) && id >= 1 && id <= 65535) return id;
  if (/^\d+$/.test(where) || where === 'all')
    throw new OmosixError('EUSAGE', `'${where}' is no node ID (1 to 65535), no name and not 'home'`);
  return nodeNamed(where, client);
}

/** The ID of the node of that name. @throws OmosixError EUSAGE, ENONODE */
export async function nodeNamed(name: string, client: AgentClient): Promise<number> {
  if (name === 'all') throw new OmosixError('EUSAGE', "'all' is no node's name");
  return nodeCalled(name, await client.status()).info.id;
}
