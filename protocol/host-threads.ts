import * as z from 'zod/mini';
import { text } from './node.ts';

/**
 * Threads of one host, on its descriptor 6, for programs that share memory between their workers. Each is a task with a channel
 * of its own, which carries what descriptor 3 carries for the main one (host.ts); here it travels as the tails of BULK frames.
 *
 * Life: begin → (ready, prepare, … as of a host) → end, or its own end → ended
 */
const thread = z.int().check(z.gte(1));

export const toHall = z.discriminatedUnion('op', [
  /** `memoryMb`: of its old space; null leaves Node's default. */
  z.object({ op: z.literal('begin'), thread, memoryMb: z.nullable(z.int()) }),
  /** Wherever it is. Answered by `ended`. */
  z.object({ op: z.literal('end'), thread }),
]);
export type ToHall = z.infer<typeof toHall>;

/** It executes nothing any more, and writes to no memory. */
export const fromHall = z.object({ op: z.literal('ended'), thread, reason: text });
export type FromHall = z.infer<typeof fromHall>;

/** Of bytes of a thread's channel, both ways. */
export const threadPieceHead = z.object({ what: z.literal('thread'), thread });
export type ThreadPieceHead = z.infer<typeof threadPieceHead>;
