import * as z from 'zod/mini';
import { MAX_SNAPSHOT_BYTES } from './limits.ts';
import { nodeId, taskId, text } from './node.ts';

const bytes = z.int().check(z.gte(0), z.lte(MAX_SNAPSHOT_BYTES));

/** Of a function (`new Function`), as `toString` gives it; or of a script (indirect `eval`). */
const madeText = z.union([z.string(), z.object({ script: z.string() })]);
export type MadeText = z.infer<typeof madeText>;

/**
 * Head of a snapshot. It travels as JSON beside the state; agents read this and nothing else. The state follows as
 * a byte stream: the graph (a node:v8 payload made by migrator/runtime), then each buffer raw, in this order.
 */
export const snapshotHead = z.object({
  version: z.int(),
  task: taskId,
  program: text,
  nodeVersion: text,
  from: nodeId,
  /** Functions on the stack, outermost first: [function id, pc], so that the target can prepare their resume code. */
  frames: z.array(z.tuple([z.int(), z.int()])),
  objects: z.int(),
  graphBytes: bytes,
  bufferBytes: z.array(bytes),
  /**
   * Only between the hosts of a live move: for each buffer the number under which the target has it already, so that it does
   * not follow; or -1.
   */
  ahead: z.optional(z.array(z.int())),
  /** What the program made of text while it ran, in its order. */
  made: z.optional(z.array(madeText)),
});
export type SnapshotHead = z.infer<typeof snapshotHead>;

export const stateBytesOf = (head: SnapshotHead): number =>
  head.bufferBytes.reduce((sum, n) => sum + n, head.graphBytes);

/** Whether that buffer travelled ahead. */
export const isAhead = ({ ahead }: SnapshotHead, buffer: number): boolean => (ahead?.[buffer] ?? -1) >= 0;

/** What did not travel ahead. */
export const followingBytesOf = (head: SnapshotHead): number =>
  head.bufferBytes.reduce((sum, n, i) => sum + (isAhead(head, i) ? 0 : n), head.graphBytes);
