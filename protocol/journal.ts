import * as z from 'zod/mini';
import { openedFile, probe } from './in-doubt.ts';
import { MAX_REPLICAS } from './limits.ts';
import { nodeId, text } from './node.ts';
import { snapshotHead } from './snapshot.ts';
import { placement, taskSpec } from './task.ts';

/**
 * What the deputy of a task under `--ha` writes down, in order, so that another one can go on from it (docs/design/ha.md): RECORD frames
 * (frame.ts), the entry being the head. A journal begins with a `base`; with each state of the task another one begins.
 */
const count = z.int().check(z.gte(0));

const position = z.object({
  seq: count,
  seen: count,
  open: z.nullable(count),
  at: z.object({ acked: count, written: count, numbers: count, blobs: count }),
});

/** Of the same shapes as in records.ts; whoever does it again judges each as if it came from the task. */
const call = z.looseObject({
  k: z.literal('call'),
  seq: count,
  name: text,
  mode: z.enum(['sync', 'async', 'oneway']),
});
const wait = z.looseObject({ k: z.literal('wait'), seq: count });

/** Which nodes the names below `/mfs` mean that mean another node for each task, or at another time. */
const meanings = z.object({ lastExec: nodeId, selected: nodeId, lastMade: z.nullable(nodeId) });
export type KeptMeanings = z.infer<typeof meanings>;

export const journalEntry = z.discriminatedUnion('e', [
  z.object({
    e: z.literal('base'),
    spec: taskSpec,
    placement,
    /** So many standbys; and how often a state is taken, ms. */
    wanted: count,
    everyMs: z.union([z.literal('auto'), z.number()]),
    /** The state in the file `state-N`; null: the task begins from its beginning. */
    state: z.nullable(snapshotHead),
    position,
    /** Of the call that the state was taken in, and makes again. */
    digests: z.array(z.int()).check(z.maxLength(1)),
    /** Highest event that the task was told, and output call that is done with. */
    lastEvent: count,
    acknowledged: count,
    /** So much of standard output and error was written. */
    sizes: z.tuple([count, count]),
    files: z.array(z.tuple([count, openedFile])),
    listeners: z.array(z.tuple([count, z.looseObject({})])),
    signals: z.array(text),
    umask: count,
    /** Null: it has not executed yet. */
    meanings: z.nullable(meanings),
  }),
  /** An answer, event or acknowledgement; its bytes are the tail. */
  z.object({ e: z.literal('told'), record: z.looseObject({ k: z.enum(['answer', 'event', 'ack']) }) }),
  /** A call or wait of the task's; its bytes are the tail. */
  z.object({ e: z.literal('call'), record: z.discriminatedUnion('k', [call, wait]) }),
  /** Output, whose bytes are in `stdout` or `stderr`; the digest stands for the call. */
  z.object({
    e: z.literal('wrote'),
    seq: count,
    fd: z.union([z.literal(1), z.literal(2)]),
    bytes: count,
    digest: count,
  }),
  /** What the task took of the world where it executes. */
  z.object({
    e: z.literal('noted'),
    record: z.object({
      k: z.literal('noted'),
      after: z.object({ numbers: count, blobs: count }),
      pairs: count,
      blobs: z.array(count),
    }),
  }),
  /** What a descriptor is now; null: closed. */
  z.object({ e: z.literal('file'), number: count, file: z.nullable(openedFile) }),
  z.object({ e: z.literal('meanings'), meanings }),
  /** How it was before a call that cannot simply be done twice. */
  z.object({ e: z.literal('probe'), seq: count, probe }),
  /** From here until the next state the task cannot be done again, and why. */
  z.object({ e: z.literal('gap'), why: text }),
]);
export type JournalEntry = z.infer<typeof journalEntry>;
export type JournalBase = Extract<JournalEntry, { e: 'base' }>;

/** Files that a deputy keeps and its standbys have copies of. Which journal counts says the highest `current-N`, which is empty. */
export const standbyFile = z
  .string()
  .check(z.regex(/^(?:program|stdout|stderr|(?:current|journal|state)-\d{1,9})$/));

/** Pieces of files, in order; their bytes follow each other in `bytes`. */
export const standbyPut = z.object({
  file: standbyFile,
  /** Where the piece begins: where the file ends. */
  at: count,
  bytes: count,
});
export type StandbyPut = z.infer<typeof standbyPut>;

/** What standbys a task has, as its deputy says: those that could follow, of so many that its user wants; `trouble`: why not more. */
export const protection = z.object({
  wanted: count,
  standbys: z.array(nodeId).check(z.maxLength(MAX_REPLICAS)),
  trouble: z.nullable(text),
});
export type Protection = z.infer<typeof protection>;

/** A task under `--ha` that a node is a standby of, or the home. */
export const standbyView = z.object({
  ha: text,
  command: text,
  /** Its home, as far as this node has heard. */
  primary: nodeId,
  bytes: count,
  /** Where this node is its home. */
  protection: z.optional(protection),
});
export type StandbyView = z.infer<typeof standbyView>;
