import { membersOf } from '../../discovery/members/book.ts';
import { decodeToken, type Token } from '../../discovery/members/token.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { JoinRequest } from '../../protocol/join.ts';
import type { Address } from '../../protocol/members.ts';
import { SPOKEN } from '../../protocol/version.ts';
import { AgentClient } from '../control/client.ts';
import { controlSocketOf, type Places } from '../places.ts';
import { fingerprintOf } from '../transport/fingerprint.ts';
import type { NodeKey } from '../transport/keys.ts';
import type { Welcome } from '../transport/ssh-join-dial.ts';
import { Ledger, sha256 } from './ledger.ts';

export interface Joined {
  id: number;
  inviter: string;
  members: number;
  /** IDs of other members that have this node's name. */
  sameName: number[];
}

/** Makes this machine a member of the cluster that the token is from. @throws OmosixError in one line for the user */
export async function joinCluster(
  word: string,
  { places, name, addresses }: { places: Places; name: string; addresses: Address[] },
): Promise<Joined> {
  const token = decodeToken(word, sha256);
  await assertNoAgent(places);
  const { nodeKey } = await import('../transport/keys.ts');
  const key = nodeKey(places.state);
  const ledger = new Ledger(places.state, key.public);
  assertSameCluster(ledger, token, places.state);
  const request: JoinRequest = { op: 'join', ...SPOKEN, name, addresses };
  const { id, inviter, entries } = await present(key, token, request);
  if (entries.find((entry) => entry.key === key.public)?.id !== id)
    throw new OmosixError('EPROTOCOL', `${inviter.name} let us in, and its book does not say so`);
  ledger.enter(entries, inviter.key);
  const others = membersOf(ledger.book).filter((entry) => entry.key !== key.public);
  return {
    id,
    inviter: inviter.name,
    members: others.length + 1,
    sameName: others.filter((entry) => entry.name === name).map((entry) => entry.id),
  };
}

/** An agent that only serves omrun gives way when it is idle; any other keeps its book to itself while it runs. */
async function assertNoAgent(places: Places): Promise<void> {
  const client = await AgentClient.connect(controlSocketOf(places)).catch((error: Error) => {
    if (isOmosixError(error) && error.code === 'ENOAGENT') return null;
    throw error;
  });
  if (!client) return;
  const { agent } = await client.overview();
  const isIdle = agent.ephemeral && (await client.tasks()).length === 0;
  if (!isIdle) {
    client.close();
    throw new OmosixError(
      'EREFUSED',
      `an agent runs here already (pid ${agent.pid}): end it with 'mosctl shutdown', then join`,
    );
  }
  const closed = new Promise<void>((resolve) => {
    client.onClose = () => resolve();
  });
  await client.shutdown();
  await closed;
}

/** Two clusters become one only when somebody means it. */
function assertSameCluster(ledger: Ledger, { fingerprint }: Token, state: string): void {
  if (fingerprint === ledger.fingerprint)
    throw new OmosixError('EREFUSED', 'this token was made here: it is for another machine');
  const others = membersOf(ledger.book).filter(({ key }) => key !== ledger.ownKey);
  if (others.length === 0 || others.some(({ key }) => fingerprintOf(key) === fingerprint)) return;
  const names = others.slice(0, 3).map(({ name }) => name);
  throw new OmosixError(
    'EREFUSED',
    `this machine is in a cluster with ${names.join(', ')} already, and the token is from another one: to leave, remove ${state}/members.json`,
  );
}

/** At one address after the other, until the node that made the token has answered. */
async function present(key: NodeKey, token: Token, request: JoinRequest): Promise<Welcome> {
  const { showToken } = await import('../transport/ssh-join-dial.ts');
  const failures: string[] = [];
  for (const address of token.addresses) {
    try {
      return await showToken(key, token, address, request);
    } catch (error) {
      if (isOmosixError(error) && error.code !== 'ELINK') throw error;
      failures.push((error as Error).message);
    }
  }
  throw new OmosixError('ELINK', `the inviting node is not reached: ${failures.join('; ')}`);
}
