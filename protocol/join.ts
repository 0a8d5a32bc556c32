import * as z from 'zod/mini';
import { addresses, memberEntries } from './members.ts';
import { nodeId, nodeName, text } from './node.ts';

/**
 * Between a node that wants to become a member and the member that has invited it: CONTROL frames over one ssh
 * channel, after the new node has proven the invitation's secret (ssh password) and its own key (ssh publickey).
 */
export const joinRequest = z.object({
  op: z.literal('join'),
  /** The oldest protocol that it speaks, and the newest. */
  version: z.int(),
  newest: z.optional(z.int()),
  name: nodeName,
  addresses,
});

export const joinAnswer = z.discriminatedUnion('op', [
  /** The book, in as many messages as it takes; then `welcome`. */
  z.object({ op: z.literal('book'), entries: memberEntries }),
  /** `id`: the new node's; it is entered in the book already. */
  z.object({ op: z.literal('welcome'), id: nodeId, name: nodeName }),
  z.object({ op: z.literal('refused'), reason: text }),
]);
export type JoinRequest = z.infer<typeof joinRequest>;
export type JoinAnswer = z.infer<typeof joinAnswer>;
