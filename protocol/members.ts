import * as z from 'zod/mini';
import { text } from './node.ts';

/** What nodes and commands say about members: see docs/design/cluster.md. */

export const port = z.int().check(z.gte(1), z.lte(65535));
/** A name or an IP address; DNS allows 253 characters. */
export const hostName = z.string().check(z.minLength(1), z.maxLength(253));
export const address = z.object({ host: hostName, port });
export type Address = z.infer<typeof address>;

/** Why a peer is not reached, in a word for programs and a sentence for people. */
export const trouble = z.object({
  kind: z.enum(['nobody', 'noroute', 'noname', 'silent', 'notmember', 'otherkey', 'version', 'broken']),
  message: text,
});
export type Trouble = z.infer<typeof trouble>;
