import { MAX_INVITATIONS } from '../../protocol/limits.ts';

/** One `mosctl invite`, as the inviting node remembers it. The secret itself is in the token only. */
export interface Invitation {
  number: number;
  /** SHA-256 of the secret, hex. */
  secretHash: string;
  expiresAtMs: number;
  /** The key that has come in by it. */
  usedBy: string | null;
}

/** So long it is remembered why a token is no good any more. */
const REMEMBERED_MS = 7 * 24 * 3600 * 1000;

/** `again`: the same node, which had not heard that it is in. */
export type Verdict = 'ok' | 'again' | 'used' | 'expired';

export function issue(all: readonly Invitation[], made: Invitation, nowMs: number): Invitation[] {
  const kept = all.filter(({ expiresAtMs }) => expiresAtMs > nowMs - REMEMBERED_MS);
  return [...kept, made].slice(-MAX_INVITATIONS);
}

export const nextNumber = (all: readonly Invitation[]): number =>
  Math.max(0, ...all.map(({ number }) => number)) + 1;

/** The invitation that these belong to. Takes as long whatever is wrong. */
export function find(all: readonly Invitation[], number: number, secretHash: string): Invitation | undefined {
  let found: Invitation | undefined;
  for (const one of all) {
    const isSame = sameText(one.secretHash, secretHash);
    if (isSame && one.number === number) found = one;
  }
  return found;
}

/** What becomes of a node that has shown the secret. */
export function verdict({ usedBy, expiresAtMs }: Invitation, key: string, nowMs: number): Verdict {
  if (usedBy === key) return 'again';
  if (usedBy !== null) return 'used';
  return nowMs < expiresAtMs ? 'ok' : 'expired';
}

export const used = (all: readonly Invitation[], number: number, by: string): Invitation[] =>
  all.map((one) => (one.number === number ? { ...one, usedBy: by } : one));

function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}
