import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { DEFAULT_PORT } from '../../discovery/static-map.ts';
import { port } from '../../protocol/members.ts';
import { writeState } from '../state-file.ts';
import { Ledger } from './ledger.ts';

/** Reading a key loads ssh2, which takes a while. */
const keyOf = async (state: string): Promise<string> => {
  const { nodeKey } = await import('../transport/keys.ts');
  return nodeKey(state).public;
};

/** Who is a member, as this node knows it; null for an agent that is alone with the tasks of its machine. */
export async function ledgerOf(
  state: string,
  { isPrivate, isEphemeral, hasMap }: { isPrivate: boolean; isEphemeral: boolean; hasMap: boolean },
): Promise<Ledger | null> {
  if (isPrivate) return null;
  if (isEphemeral && !hasMap && !Ledger.exists(state)) return null;
  return new Ledger(state, await keyOf(state));
}

const PORT = 'port.json';

/** Where this node listens unless told otherwise: members and firewalls know it by that port. */
export function keptPort(state: string): number {
  try {
    const kept = z.safeParse(port, JSON.parse(readFileSync(join(state, PORT), 'utf8')));
    return kept.success ? kept.data : DEFAULT_PORT;
  } catch {
    return DEFAULT_PORT;
  }
}

export const keepPort = (state: string, used: number): void => writeState(state, PORT, used);
