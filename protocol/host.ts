import * as z from 'zod/mini';
import { threadPieceHead } from './host-threads.ts';
import { cantMove, nodeId, text } from './node.ts';
import { snapshotHead } from './snapshot.ts';
import { taskSpec } from './task.ts';

/**
 * Between an agent and a host process (descriptor 3, a unix socket pair). CONTROL frames carry these; RECORD frames
 * are the task's stream; BULK frames carry `{ what, last }` and a piece of a program or snapshot as tail.
 * Descriptor 4 is one-way to the host: each byte on it raises the poll flag (a helper thread in the host reads it).
 * Descriptor 6 is that thread's: BULK frames with pieces of large buffers that travel ahead, and both ways what concerns
 * threads that share the host's memory (host-threads.ts).
 *
 * Life: ready → (program bulk) → prepared → start | (snapshot) restored → activate → running
 *       running → capture → captured (+ snapshot bulk) → exit, or → resume → running
 *       running → capture → ahead → more → (ahead bulk) → more → … → captured: see docs/design/live-copy.md
 */
export const toHost = z.discriminatedUnion('op', [
  /**
   * The program image follows as BULK `{ what: 'program' }`. Compile it for that task; answer `prepared`. `toRestore`: the task
   * runs elsewhere and will come by `restore`, so take the time now to make ready what that needs.
   */
  z.object({ op: z.literal('prepare'), spec: taskSpec, toRestore: z.boolean() }),
  /** Make the task new. It does not execute before `activate`. */
  z.object({ op: z.literal('start') }),
  /** Make the task from a snapshot, which follows as BULK `{ what: 'snapshot' }`; answer `restored` or `refused`. */
  z.object({
    op: z.literal('restore'),
    head: snapshotHead,
    /** From a checkpoint file: its home is another process now, and the `spec` of `prepare` tells of that one. */
    anew: z.optional(z.literal(true)),
  }),
  /** Execute, as this incarnation, on this node. `clockOffsetMs`: home's clock minus this machine's. */
  z.object({ op: z.literal('activate'), inc: z.int(), node: nodeId, clockOffsetMs: z.number() }),
  /** Stop at the next safe point, or when so many polls have passed (tests: a place that repeats), and send the state. Repeats itself until done or cancelled. */
  z.object({
    op: z.literal('capture'),
    id: z.int(),
    afterPolls: z.optional(z.int()),
    /** Large buffers may travel ahead while the task runs, if the host has so much memory to spare: then `ahead` is its first answer. */
    aheadBytes: z.optional(z.int()),
    /** The state is for the task's deputy and goes to it in the task's own stream; then `kept`, and the task goes on, but for `hold`. */
    checkpoint: z.optional(z.literal(true)),
    /** With `checkpoint`: after `kept` the task is frozen until `resume` or the end of the process. */
    hold: z.optional(z.literal(true)),
    /** With `checkpoint`: the deputy's number of that. */
    asked: z.optional(z.int()),
  }),
  /**
   * The next piece of what travels ahead for capture `id`. With a poke. Answered on descriptor 6, by an empty piece where nothing has
   * changed. It is asked for when the last one begins to come: two pieces are under way at most. `come`: so many have come whole.
   * What is sent in the freeze, when all have, comes as BULK `{ what: 'ahead' }` before `captured`.
   */
  z.object({ op: z.literal('more'), id: z.int(), come: z.int() }),
  z.object({ op: z.literal('cancel'), id: z.int() }),
  /**
   * A capture may come: let everything it needs be compiled and in caches, so that it does not happen during the freeze.
   * To an idle spare as it is; with a poke, as for `capture`, to a host whose task runs: it stops shortly and goes on. No answer.
   */
  z.object({ op: z.literal('warm') }),
  /** To an idle spare: tell V8's code of your script, as compiled by now, as BULK `{ what: 'code' }`. */
  z.object({ op: z.literal('code') }),
  /** How the call on a file of this node came out, with what was read as the tail. The runtime reads `error` as a deputy's. */
  z.object({
    op: z.literal('filed'),
    id: z.int(),
    value: z.optional(z.unknown()),
    error: z.optional(z.unknown()),
  }),
  /** Go on as if capture `id` had not been: the same process, the same heap. */
  z.object({ op: z.literal('resume'), id: z.int() }),
]);
export type ToHost = z.infer<typeof toHost>;

/** Calls on names: done at once. */
export const NAME_CALLS_HERE = [
  'fs.stat',
  'fs.lstat',
  'fs.statfs',
  'fs.access',
  'fs.readdir',
  'fs.opendir',
  'fs.readlink',
  'fs.realpath',
] as const;
/** Calls that change nothing and name all that they need: done where the file is, if the task executes there (DFSA). */
export const FILE_CALLS_HERE = [...NAME_CALLS_HERE, 'fs.readFile', 'fs.ahead', 'fs.readAt'] as const;
const fileCallHere = z.object({
  op: z.literal('file'),
  id: z.int(),
  name: z.enum(FILE_CALLS_HERE),
  args: z.array(z.unknown()).check(z.maxLength(4)),
});
export type FileCallHere = Omit<z.infer<typeof fileCallHere>, 'op' | 'id'>;

export const fromHost = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('ready'),
    pid: z.int(),
    nodeVersion: text,
    /** V8 did not take the code that came with the script. */
    codeRefused: z.optional(z.literal(true)),
  }),
  z.object({ op: z.literal('prepared') }),
  /** The snapshot follows as BULK `{ what: 'snapshot' }`. The task is frozen until `resume` or the end of the process. */
  z.object({
    op: z.literal('captured'),
    id: z.int(),
    head: snapshotHead,
    captureMs: z.number(),
    /** Bytes of the state that went ahead and were still right: not sent again. */
    aheadBytes: z.optional(z.number()),
  }),
  /** The task goes on; a round of pieces begins, of so many bytes at most. The host asks itself for the capture when it is time. */
  z.object({ op: z.literal('ahead'), id: z.int(), round: z.int(), bytes: z.number() }),
  /** The state of capture `id`, a checkpoint, has been sent; the task already goes on, unless it is held. */
  z.object({ op: z.literal('kept'), id: z.int(), stateBytes: z.number(), captureMs: z.number() }),
  /** Capture `id` has not happened yet, for this reason; the host goes on trying. */
  z.object({ op: z.literal('holding'), id: z.int(), why: cantMove }),
  /** Capture `id` failed after the stack was taken (something in the heap cannot be carried); the task already goes on. */
  z.object({ op: z.literal('uncapturable'), id: z.int(), why: cantMove }),
  z.object({ op: z.literal('restored'), restoreMs: z.number() }),
  z.object({ op: z.literal('refused'), reason: text }),
  /** All that pins the task now; sent when it changes. */
  z.object({ op: z.literal('pins'), reasons: z.array(cantMove) }),
  /** A call on files of this node; answered by `filed`. MAX_FILE_CALLS_HERE at a time. */
  fileCallHere,
  /** A bug of ours inside the host: the message for the log. */
  z.object({ op: z.literal('failed'), message: text }),
]);
export type FromHost = z.infer<typeof fromHost>;

export const bulkHead = z.object({
  what: z.enum(['program', 'snapshot', 'ahead', 'code']),
  last: z.boolean(),
});
/** Of a piece on descriptor 6, for capture `id`. */
export const pieceHead = z.object({ what: z.literal('ahead'), id: z.int(), last: z.boolean() });
export type PieceHead = z.infer<typeof pieceHead>;

export const sideHead = z.discriminatedUnion('what', [pieceHead, threadPieceHead]);

export { type FromHall, fromHall, type ThreadPieceHead, type ToHall } from './host-threads.ts';
export type BulkHead = z.infer<typeof bulkHead>;

export { HOST_AHEAD_FD, HOST_CHANNEL_FD, HOST_POKE_FD } from './descriptors.ts';
