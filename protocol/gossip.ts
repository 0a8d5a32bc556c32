import * as z from 'zod/mini';
import { MAX_GOSSIP_ENTRIES } from './limits.ts';
import { nodeInfo } from './node.ts';

/** What no honest node counts to, and no honest age comes to; above it nothing could supersede a lie. */
const MOST = 2 ** 40;
const count = z.int().check(z.gte(0), z.lt(MOST));
const wallMs = z.number();

/** What one node says of another, or of itself, the node being that of `info`: agent/gossip/entry.ts. */
export const gossipEntry = z.object({
  incarnation: count,
  beat: count,
  standing: z.enum(['alive', 'suspect', 'left']),
  ageMs: z.number().check(z.gte(0), z.lt(MOST)),
  info: nodeInfo,
});
export type GossipEntry = z.infer<typeof gossipEntry>;

/**
 * Of whom the sender knows what; itself among them. `asks`: an answer is wanted at once, which counts what is on its way there by then.
 * `sentAtMs` (sender's clock) and the echo of the last message of the other side measure round trip and clock offset
 * (as NTP, RFC 5905).
 */
export const gossip = z.object({
  op: z.literal('gossip'),
  asks: z.boolean(),
  sentAtMs: wallMs,
  echo: z.nullable(z.object({ sentAtMs: wallMs, receivedAtMs: wallMs, heldMs: z.number().check(z.gte(0)) })),
  entries: z.array(gossipEntry).check(z.maxLength(MAX_GOSSIP_ENTRIES)),
});
export type GossipMessage = z.infer<typeof gossip>;
