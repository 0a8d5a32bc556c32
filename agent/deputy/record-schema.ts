import * as z from 'zod/mini';
import { MAX_NOTED_BLOBS } from '../../protocol/limits.ts';
import type { TaskRecord } from '../../protocol/records.ts';
import { snapshotHead } from '../../protocol/snapshot.ts';

const seq = z.int().check(z.gte(1));
const seen = z.int().check(z.gte(0));
const count = z.int().check(z.gte(0));
const at = z.optional(z.object({ acked: count, written: count, numbers: count, blobs: count }));

/** What a task may send; checked before anything is looked at, since its host may run on a foreign machine. */
export const taskRecord = z.discriminatedUnion('k', [
  z.object({
    k: z.literal('call'),
    seq,
    name: z.string().check(z.maxLength(64)),
    args: z.array(z.unknown()).check(z.maxLength(8)),
    mode: z.enum(['sync', 'async', 'oneway']),
    seen,
  }),
  z.object({ k: z.literal('wait'), seq, timeoutMs: z.nullable(z.number()), seen }),
  z.object({
    k: z.literal('attach'),
    inc: z.int().check(z.gte(1)),
    seq: z.int().check(z.gte(0)),
    seen,
    open: z.nullable(seq),
    at,
  }),
  z.object({
    k: z.literal('checkpoint'),
    head: snapshotHead,
    seq: z.int().check(z.gte(0)),
    seen,
    open: z.nullable(seq),
    sinceStartMs: z.number(),
    captureMs: z.optional(z.number()),
    hold: z.optional(z.literal(true)),
    at,
  }),
  z.object({
    k: z.literal('noted'),
    after: z.object({ numbers: count, blobs: count }),
    pairs: count,
    blobs: z.array(count).check(z.maxLength(MAX_NOTED_BLOBS)),
    gap: z.optional(z.object({ why: z.string().check(z.maxLength(1_000)) })),
  }),
  z.object({ k: z.literal('state'), last: z.boolean() }),
]);

/** The record, or null where it is none. */
export function parseTaskRecord(head: unknown): TaskRecord | null {
  const result = taskRecord.safeParse(head);
  return result.success ? result.data : null;
}
