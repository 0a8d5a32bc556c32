import * as z from 'zod/mini';
import { addresses, grants, mapEntries, peerView, strangerView } from './members.ts';
import { text } from './node.ts';

/** What commands ask about members, and what the agent answers: a part of protocol/control.ts. */
const id = z.int();

/** Up to a year. */
const expiresMs = z.number().check(z.gt(0), z.lte(366 * 24 * 3600 * 1000));

/** `who`: an ID, a name, or the beginning of a key fingerprint. */
export const membershipRequests = [
  z.object({ op: z.literal('peers'), id }),
  /** `addresses`: where else the new node may find this one, tried first. */
  z.object({ op: z.literal('invite'), id, expiresMs, addresses }),
  z.object({ op: z.literal('revoke'), id, who: text }),
  z.object({ op: z.literal('forget'), id, who: text }),
  /** `grants` null: only tells. */
  z.object({ op: z.literal('grant'), id, who: text, grants: z.nullable(grants) }),
  /** The cluster's map; `entries`: those that have a key become members. Answered by `map`, as it then is. */
  z.object({ op: z.literal('map'), id, entries: z.nullable(mapEntries) }),
] as const;

export const membershipAnswers = [
  z.object({ op: z.literal('peers'), id, peers: z.array(peerView), strangers: z.array(strangerView) }),
  z.object({ op: z.literal('invited'), id, token: text, expiresAtMs: z.number(), addresses }),
  /** The member that was meant, as it is now. */
  z.object({ op: z.literal('peer'), id, peer: peerView }),
  z.object({ op: z.literal('map'), id, entries: mapEntries }),
] as const;

const membershipRequest = z.discriminatedUnion('op', membershipRequests);
export type MembershipRequest = z.infer<typeof membershipRequest>;
const membershipAnswer = z.discriminatedUnion('op', membershipAnswers);
export type MembershipAnswer = z.infer<typeof membershipAnswer>;
