import type { AgentClient } from '../../agent/control/client.ts';
import { addressText } from '../../protocol/members.ts';

/** Where nodes listen, by the members' book; null where nobody tells. */
export async function addressesOf(client: AgentClient | null): Promise<Map<number, string> | null> {
  try {
    const book = await client?.peers();
    if (!book) return null;
    return new Map(
      book.peers.flatMap(({ id, addresses: [first] }) => (first ? [[id, addressText(first)]] : [])),
    );
  } catch {
    return null;
  }
}
