import type { EventRecord } from '../../../protocol/records.ts';
import { addTo, takeMany } from '../list.ts';
import { length } from './queue.ts';
import { errorOf } from './reply-error.ts';
import type { FailedBatch, OutputState, RuntimeState } from './state.ts';

/** Writes are acknowledged together up to so many bytes: few entries, though a program may print short lines. */
const GROUP_BYTES = 16 * 1024;

/** So many events that print may pass before a task that has other work looks whether its output failed. */
const UNREAD_BATCHES = 100;

/** Frames of the runtime between the guest's and the making of an error; they are not shown. */
const OWN_FRAMES = 12;

/**
 * The batch that a write now is part of. When a write fails, Node's stream holds back what follows until a tick that
 * is queued then, and fails all of it together; so a batch ends with the last tick that is queued at its first write.
 */
function batchNow({ output, turn, ticks }: RuntimeState): number {
  if (turn > output.batchEnd) {
    output.batch++;
    output.batchEnd = turn + length(ticks);
  }
  return output.batch;
}

/** The last group of writes, if a write now belongs to it. */
function groupOf(
  { output }: RuntimeState,
  fd: 1 | 2,
  bytes: number,
  fromConsole: boolean,
  batch: number,
): OutputState['unacked'][number] | undefined {
  const { unacked } = output;
  const last = unacked[unacked.length - 1];
  if (!last || last.fd !== fd || last.fromConsole !== fromConsole) return undefined;
  return last.batch === batch && last.bytes + bytes <= GROUP_BYTES ? last : undefined;
}

/** A write now may be one with the last one: nothing was sent since, and what becomes of the one becomes of the other. */
export function joinsLast(state: RuntimeState, fd: 1 | 2, bytes: number, fromConsole: boolean): boolean {
  return groupOf(state, fd, bytes, fromConsole, batchNow(state))?.lastSeq === state.seq;
}

/** A write is under way. */
export function noteWrite(
  state: RuntimeState,
  seq: number,
  fd: 1 | 2,
  bytes: number,
  fromConsole: boolean,
): void {
  const { output } = state;
  const batch = batchNow(state);
  output.unackedBytes += bytes;
  const last = groupOf(state, fd, bytes, fromConsole, batch);
  if (last) {
    last.lastSeq = seq;
    last.bytes += bytes;
  } else addTo(output.unacked, { firstSeq: seq, lastSeq: seq, fd, bytes, fromConsole, batch });
}

/** It is long since the stream was read: a program that never waits does not know what became of its output. */
export function isBehind({ batch, unacked }: OutputState): boolean {
  return unacked.length > 0 && batch - unacked[0]!.batch > UNREAD_BATCHES;
}

/** All writes up to `seq` are done with. */
export function acknowledge(output: OutputState, seq: number): void {
  let done = 0;
  for (; done < output.unacked.length && output.unacked[done]!.lastSeq <= seq; done++)
    output.unackedBytes -= output.unacked[done]!.bytes;
  takeMany(output.unacked, done);
}

/** A write that was under way has failed, and with it all that followed it to the same stream. */
export function failUnacked(
  { output }: RuntimeState,
  { fd, seq, error }: Extract<EventRecord, { name: 'outputerror' }>,
): void {
  if (output.failure[fd]) return;
  output.failure[fd] = error;
  for (const each of output.unacked) {
    if (each.fd !== fd || each.lastSeq < seq) continue;
    const failed = fail(output, fd, each.batch, each.fromConsole);
    // Where the guest made the write is no longer known.
    failed.error.stack = `${failed.error}\n    at afterWriteDispatched (node:internal/stream_base_commons)`;
  }
}

/** A write to a stream that has failed before. Returns the error, made where the guest writes. */
export function failWrite(state: RuntimeState, fd: 1 | 2, fromConsole: boolean): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit += OWN_FRAMES;
  try {
    return fail(state.output, fd, batchNow(state), fromConsole).error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function fail(output: OutputState, fd: 1 | 2, batch: number, fromConsole: boolean): FailedBatch {
  const known = output.failing.findLast((each) => each.fd === fd);
  if (known?.batch === batch) {
    known.fromConsole ||= fromConsole;
    return known;
  }
  const failed = { fd, batch, fromConsole, error: errorOf(output.failure[fd]!) };
  addTo(output.failing, failed);
  return failed;
}
