import { AgentClient } from '../../agent/control/client.ts';
import { mergedHistory, type Told } from '../../agent/history/merge.ts';
import { idsOf } from '../../agent/omrun/node-list.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';
import { atATime } from '../../agent/space/at-a-time.ts';
import { within } from '../../agent/space/time-limit.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { isOmosixError } from '../../protocol/errors.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { printable } from '../command.ts';
import { targetsOf } from '../mosctl/reach.ts';

/** What is asked for, where nodes may still be names. */
export type NamedQuery = Omit<HistoryQuery, 'nodes'> & { named: readonly string[] | null };

/** Of several nodes each one answers within this, or is named: an answer takes a process there. */
const LIMIT_MS = 10_000;
/** Nodes that are being asked at a time. */
const AT_A_TIME = 16;

/** What the agent of this machine remembers, or, of `on`, those nodes together. */
export async function fromAgent(query: NamedQuery, on?: string): Promise<HistoryRows> {
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  try {
    const { named, ...rest } = query;
    if (named === null && on === undefined) return await client.history(rest);
    const nodes = await client.status();
    const meant: HistoryQuery = { ...rest, ...(named && { nodes: idsOf(named, nodes) }) };
    if (on === undefined) return await client.history(meant);
    const targets = targetsOf(on, nodes);
    const [only] = targets;
    if (only && targets.length === 1) return await client.on(only.info.id).history(meant);
    return mergedHistory(await together(client, targets, meant));
  } finally {
    client.close();
  }
}

/** All at the same time; who does not answer is named, and keeps the others from nothing. */
async function together(
  client: AgentClient,
  targets: readonly NodeViewMessage[],
  query: HistoryQuery,
): Promise<Told[]> {
  const told: Told[] = [];
  const late = `it has not answered within ${LIMIT_MS / 1000} s`;
  const ask = async ({ info: { id, name } }: NodeViewMessage): Promise<void> => {
    try {
      told.push({ node: id, rows: await within(LIMIT_MS, client.on(id).history(query), late) });
    } catch (error) {
      if (!isOmosixError(error as Error)) throw error;
      process.stderr.write(`omhist: node ${id} (${name}): ${printable((error as Error).message)}\n`);
      process.exitCode = 1;
    }
  };
  await atATime(AT_A_TIME, targets, ask);
  return told;
}
