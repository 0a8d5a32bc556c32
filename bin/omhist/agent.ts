import { AgentClient } from '../../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { targetsOf } from '../mosctl/reach.ts';

/** What the agent of this machine remembers, or that of another node. */
export async function fromAgent(query: HistoryQuery, node: string | undefined): Promise<HistoryRows> {
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  try {
    if (node !== undefined) {
      if (node === 'all')
        throw new OmosixError('EUSAGE', '-N all: each node has a history of its own: ask one');
      client.remote = targetsOf(node, await client.status())[0]!.info.id;
    }
    return await client.history(query);
  } finally {
    client.close();
  }
}
