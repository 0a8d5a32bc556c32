import { find, used, verdict } from '../../discovery/members/invitations.ts';
import { freeId, takenIds } from '../../discovery/members/node-id.ts';
import type { JoinRequest } from '../../protocol/join.ts';
import type { MemberEntry } from '../../protocol/members.ts';
import { commonVersion, SPOKEN, spokenInWords } from '../../protocol/version.ts';
import { keyBlob } from '../transport/fingerprint.ts';
import { type Ledger, sha256 } from './ledger.ts';

export type Admission = { entry: MemberEntry; entered: MemberEntry[] } | { refusal: string };

/** Whether the secret is that of an invitation, open or not. */
export const knowsInvitation = (ledger: Ledger, number: number, secret: Uint8Array): boolean =>
  find(ledger.invitations, number, hashOf(secret)) !== undefined;

/**
 * Enters a node that has shown the secret of an invitation and proven its key. The invitation is marked before the book
 * is written: killed in between, the same key may come again, and no other can.
 */
export function admit(
  ledger: Ledger,
  shown: { number: number; secret: Uint8Array; key: string },
  request: JoinRequest,
  nowMs: number,
): Admission {
  const { number, key } = shown;
  const invitation = find(ledger.invitations, number, hashOf(shown.secret));
  if (!invitation) return { refusal: 'the invitation was taken back' };
  if (commonVersion(request) === null) {
    return {
      refusal: `the inviting node speaks protocol ${spokenInWords(SPOKEN)}, this one ${spokenInWords(request)}: install the same version of omosix on both`,
    };
  }
  if (key === ledger.ownKey) return { refusal: 'it was shown by the node that made it' };
  const known = ledger.book.get(key);
  const isOut = known !== undefined && known.state !== 'member';
  const result = verdict(invitation, key, nowMs);
  if (result === 'used' || (result === 'again' && isOut))
    return { refusal: "this token was used already: 'mosctl invite' makes another" };
  if (result === 'expired') {
    const when = new Date(invitation.expiresAtMs).toISOString();
    return { refusal: `this token expired at ${when}: 'mosctl invite' makes another` };
  }
  if (result === 'ok') ledger.setInvitations(used(ledger.invitations, number, key));
  const taken = takenIds(ledger.book, key);
  const id = known && !taken.has(known.id) ? known.id : freeId(sha256, keyBlob(key), taken);
  const { name, addresses } = request;
  const entry: MemberEntry = {
    key,
    id,
    name,
    addresses,
    version: (known?.version ?? 0) + (known?.state === 'member' ? 0 : 1),
    revision: (known?.revision ?? 0) + 1,
    state: 'member',
    by: known?.state === 'member' ? known.by : ledger.fingerprint,
  };
  return { entry, entered: ledger.put([entry]) };
}

const hashOf = (secret: Uint8Array): string => Buffer.from(sha256(secret)).toString('hex');
