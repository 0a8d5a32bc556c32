import { OmosixError } from '../../protocol/errors.ts';
import type { MemberEntry, PeerView, Trouble } from '../../protocol/members.ts';
import { fingerprintOf } from '../transport/fingerprint.ts';
import type { Peer } from '../transport/peer.ts';
import type { Membership } from './membership.ts';

const STATES: Partial<Record<Trouble['kind'], PeerView['state']>> = {
  notmember: 'refused',
  noroute: 'no route',
  version: 'other version',
};

/** A member as people see it: is it there, and if not, why. */
export function peerView(entry: MemberEntry, membership: Membership, peer: Peer | undefined): PeerView {
  const { key, id, name, addresses } = entry;
  const { ledger } = membership;
  const isSelf = key === ledger.ownKey;
  const isMember = entry.state === 'member';
  return {
    id,
    name,
    isSelf,
    addresses,
    fingerprint: fingerprintOf(key),
    grants: isMember && !isSelf ? [...ledger.grantsOf(key)] : [],
    ...(isSelf ? { state: 'up', reason: null } : isMember ? presence(peer, id) : past(entry)),
  };
}

function presence(peer: Peer | undefined, id: number): Pick<PeerView, 'state' | 'reason'> {
  if (!peer)
    return { state: 'down', reason: `two members have the ID ${id}: one of them will take another one` };
  if (peer.up) return { state: 'up', reason: null };
  const { trouble } = peer;
  return {
    state: (trouble && STATES[trouble.kind]) ?? 'down',
    reason: trouble?.message ?? 'it was not reached yet',
  };
}

const past = ({ state, by }: MemberEntry): Pick<PeerView, 'state' | 'reason'> => ({
  state: state === 'revoked' ? 'revoked' : 'forgotten',
  reason: `decided on the node with the key ${by.slice(0, 16)}`,
});

/** @throws OmosixError ENONODE where nobody or more than one is meant; members are meant first */
export function meant(who: string, entries: readonly MemberEntry[]): MemberEntry {
  const matches = [
    (one: MemberEntry) => String(one.id) === who,
    (one: MemberEntry) => one.name === who,
    (one: MemberEntry) => /^[0-9a-f]{8,64}$/.test(who) && fingerprintOf(one.key).startsWith(who),
  ];
  const members = entries.filter(({ state }) => state === 'member');
  for (const among of [members, entries]) {
    for (const match of matches) {
      const [found, ...others] = among.filter(match);
      if (found && others.length === 0) return found;
      if (!found) continue;
      const ids = [found, ...others].map((one) => `${one.id} (${fingerprintOf(one.key).slice(0, 16)})`);
      throw new OmosixError(
        'ENONODE',
        `${who} may be any of ${ids.join(', ')}: say which by its ID, or by its key`,
      );
    }
  }
  throw new OmosixError('ENONODE', `no member ${who}: mosctl peers lists them by ID, name and key`);
}
