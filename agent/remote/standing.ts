import type { Membership } from '../membership/membership.ts';

/** What another node may do on this one. */
export interface Standing {
  self: number;
  from: number;
  isAdmin: boolean;
  mayHost: boolean;
  mayRun: boolean;
}

/** All nodes of a private cluster are one user's. */
export function standingOf(
  from: number,
  self: number,
  membership: Pick<Membership, 'isAdmin' | 'mayHost' | 'mayRun'> | null,
  isPrivate: boolean,
): Standing {
  const isAdmin = from === self || (membership?.isAdmin(from) ?? isPrivate);
  const mayHost = membership?.mayHost(from) ?? isAdmin;
  return { self, from, isAdmin, mayHost, mayRun: membership?.mayRun(from) ?? isAdmin };
}
