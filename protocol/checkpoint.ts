import * as z from 'zod/mini';
import { nodeId, text } from './node.ts';
import { snapshotHead } from './snapshot.ts';
import { taskSpec } from './task.ts';

/**
 * A checkpoint file: a task as it was at a safe point, for `omrun --restore`. What stands where in it is in
 * docs/image-format.md; these are its two JSON parts.
 */

/** What the task does once its checkpoint is on disk: `migrate PID checkpoint`, `chkstop`, `chkexit`. */
export const checkpointAfter = z.enum(['continue', 'stop', 'exit']);
export type CheckpointAfter = z.infer<typeof checkpointAfter>;

/** How a checkpoint came out. */
export const checkpointMade = z.object({ file: text, bytes: z.number(), frozenMs: z.number() });
export type CheckpointMade = z.infer<typeof checkpointMade>;

/** The task, and its state as the host took it down. */
export const checkpointHead = z.object({
  /** Of omosix: for people. */
  madeBy: text,
  madeAtMs: z.number(),
  /** Where it executed. */
  node: nodeId,
  spec: taskSpec,
  snapshot: snapshotHead,
  /** Highest number given to a call, highest event taken, and the call or wait that it was captured in. */
  seq: z.int(),
  seen: z.int(),
  open: z.nullable(z.int()),
  /** So long it had run, on its own clock. */
  sinceStartMs: z.number(),
});
export type CheckpointHead = z.infer<typeof checkpointHead>;

/** A file that was open; `number` is what the task calls it. */
export const openFile = z.object({
  number: z.int(),
  path: text,
  /** As `open` takes them, without what creates or empties a file. */
  flags: z.int(),
  position: z.int(),
  /** A regular file's size; null for devices and pipes. */
  size: z.nullable(z.int()),
});
export type OpenFile = z.infer<typeof openFile>;

/** Heads of records that were under way between task and deputy; `bytes` of each stand in the tail, in this order. */
const kept = z.array(z.object({ record: z.looseObject({}), bytes: z.int().check(z.gte(0)) }));

/** What the deputy held for the task. */
export const checkpointHome = z.object({
  cwd: text,
  umask: z.int(),
  files: z.array(openFile),
  /** Standard input, where it is a file. */
  stdin: z.nullable(openFile),
  /** Bytes taken from standard input that the task has not read: the tail begins with them. */
  stdinRest: z.int().check(z.gte(0)),
  /** Standard output and error, where they are files. */
  outputs: z.array(openFile),
  /** Standard streams that the task has closed. */
  closed: z.array(z.int()),
  signals: z.array(text),
  /** Its terminal was in raw mode. */
  isRaw: z.optional(z.boolean()),
  lastEvent: z.int(),
  acknowledged: z.int(),
  events: kept,
  /** Asynchronous calls that have no result yet: they are made again. */
  calls: kept,
  /** The answer to the open call, where there is one. */
  answers: kept,
});
export type CheckpointHome = z.infer<typeof checkpointHome>;
