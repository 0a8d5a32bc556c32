import type { WireError } from './errors.ts';
import type { SnapshotHead } from './snapshot.ts';
import type { ThreadNews } from './threads.ts';

/**
 * The ordered stream between a task and its deputy (decision 9). Travels in RECORD frames: the record is the
 * head, `bytes` of a call, answer or event are the tail. Agents forward records without looking inside.
 *
 * Rules
 * - `seq` counts the task's calls from 1 and is part of its snapshot: no two effects share a number. The deputy
 *   executes each at most once and keeps the answers of what the task has not confirmed; a repeated `call` or
 *   `wait` with a number it has seen is answered again, never executed again.
 * - A synchronous call is answered by `answer` with its `seq`. While the task waits for it, other records are queued.
 *   An answer to a number it does not wait for (a repeated one) is ignored. After `attach` the deputy answers no call
 *   before the task has repeated it.
 * - A `oneway` call (output) has no answer; the deputy acknowledges it with `ack` when the bytes are out. The task
 *   stops writing at OUTPUT_WINDOW_BYTES unacknowledged bytes. It is numbered like any other.
 * - An `async` call is completed later by the event `done` that names its `seq`.
 * - Events are numbered from 1 by the deputy (`n`) and kept until a later record of the task says `seen >= n`.
 * - `attach` opens every incarnation (start, and after every move): the deputy says `attached`, repeats events above `seen`
 *   and, if it already has the answer of `open`, that answer when the task repeats the call. What reaches the task before
 *   `attached` was sent without knowing what had been lost with the incarnation before: it drops that, for all of it comes
 *   again.
 */
export type TaskRecord = StreamRecord | CheckpointRecord | StateRecord | NotedRecord;
export type StreamRecord = AttachRecord | CallRecord | WaitRecord;
export type DeputyRecord = AttachedRecord | AnswerRecord | AckRecord | EventRecord | NotesRecord;

/** How far a task whose stream is logged has come in what is not numbered (docs/design/recovery.md). */
export interface LogPosition {
  /** Highest numbers of oneway calls that it knows to be done with: output, and writes to files. */
  acked: number;
  written: number;
  /** What it has taken of the world where it executes: readings of clocks and the like, and bytes. */
  numbers: number;
  blobs: number;
}

export interface AttachRecord {
  k: 'attach';
  /** Incarnation: 1 at start, one more after each move. The home agent fences older ones. */
  inc: number;
  /** Highest number given to a call so far; 0 at start. */
  seq: number;
  /** Highest event number taken so far. */
  seen: number;
  /** Number of the call or wait that will be repeated, if the task was captured in one. */
  open: number | null;
  /** Of a task whose stream is logged. */
  at?: LogPosition | undefined;
}

/** The first record of the deputy for an incarnation. */
export interface AttachedRecord {
  k: 'attached';
  inc: number;
}

export interface CallRecord {
  k: 'call';
  seq: number;
  /** Name in the syscall table, e.g. `fs.open`. */
  name: string;
  /** JSON arguments; see syscalls.ts. A single large binary argument travels as the tail. */
  args: unknown[];
  mode: 'sync' | 'async' | 'oneway';
  seen: number;
}

/**
 * What a task whose stream is logged prints: as many writes as there are, each its size as u32 and its bytes; `seq` is that of the first, each has
 * a number. How many travel together depends on the moment.
 */
export const SIZED_WRITES = 'stdio.writes';

/** Of one of those sizes; of a number that is noted, and how often. */
export const WRITE_SIZE_BYTES = 4;
export const NOTED_PAIR_BYTES = 16;

/** `nextEvent(deadline)`: answered when an event above `seen` was delivered, or the deadline has passed. */
export interface WaitRecord {
  k: 'wait';
  seq: number;
  /** Milliseconds from now until the task's next timer; null waits for an event alone. */
  timeoutMs: number | null;
  seen: number;
}

export interface AnswerRecord {
  k: 'answer';
  seq: number;
  value?: unknown;
  error?: WireError;
}

/**
 * The task's state for a checkpoint file, which its deputy has asked for: in the stream, so that the deputy knows what the task
 * has done by then. Nothing else of the task comes before the last piece.
 */
export interface CheckpointRecord {
  k: 'checkpoint';
  head: SnapshotHead;
  seq: number;
  seen: number;
  open: number | null;
  /** On the task's own clock. */
  sinceStartMs: number;
  /** For so long it has stood still before the first of it left, ms. */
  captureMs?: number | undefined;
  /** It does nothing after it: another one may have been asked for before, and come late. */
  hold?: true | undefined;
  /** The deputy's number of what it has asked for; older ones do not say. */
  asked?: number | undefined;
  /** Of a task whose stream is logged. */
  at?: LogPosition | undefined;
}

/**
 * What a task whose stream is logged has taken of the world where it executes, not from its deputy; before anything that may depend on
 * it. The tail: `numbers` pairs of a number and how often it was read in a row, each a double as the processor has it; then the blobs.
 */
export interface NotedRecord {
  k: 'noted';
  /** So many numbers and blobs were noted before. */
  after: { numbers: number; blobs: number };
  pairs: number;
  /** Their sizes. */
  blobs: number[];
  /** Something that cannot be noted, in words: until the next checkpoint it could not be done again. */
  gap?: { why: string } | undefined;
}

/** The same on the way back, to an incarnation that does it again; before `attached`. */
export interface NotesRecord {
  k: 'notes';
  inc: number;
  after: { numbers: number; blobs: number };
  pairs: number;
  blobs: number[];
}

/** A piece of that state: the graph, then the buffers. */
export interface StateRecord {
  k: 'state';
  last: boolean;
}

/** All output up to `seq` is out, or has failed: then an `outputerror` event was sent before. `written`: the same of oneway writes to files. */
export interface AckRecord {
  k: 'ack';
  seq: number;
  written?: number;
}

export type EventRecord = { k: 'event'; n: number } & TaskEvent;

export type TaskEvent =
  /** An async call has ended; bytes in the tail. */
  | { name: 'done'; seq: number; value?: unknown; error?: WireError }
  /** A signal the task has a handler for (`process.watchSignal`). */
  | { name: 'signal'; signal: string }
  /** The oneway write `seq` to `fd` failed (EPIPE, ENOSPC…); the error is as node's stream emits it. Told once a descriptor: all later writes to it are dropped, and the task knows that they fail alike. */
  | { name: 'outputerror'; seq: number; fd: 1 | 2; error: WireError }
  /** A oneway write to a file failed, and with it those that follow it, until the next call that is answered has told of it. */
  | { name: 'writeerror'; fd: number; error: WireError }
  /** The terminal has a new size. */
  | { name: 'resize'; columns: number; rows: number }
  /** A message to a port that the task holds and has started; it is the tail. `ports` come with it. */
  | { name: 'message'; port: number; ports: number[] }
  /** The other end of a port is closed: nothing comes any more. */
  | { name: 'portclose'; port: number }
  /** Of a thread that the task has started. */
  | ({ name: 'thread'; thread: number } & ThreadNews);
