import { OmosixError } from '../../../protocol/errors.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import {
  type AckRecord,
  type AnswerRecord,
  type AttachRecord,
  type CallRecord,
  type DeputyRecord,
  type EventRecord,
  type LogPosition,
  NOTED_PAIR_BYTES,
  type NotedRecord,
  type WaitRecord,
} from '../../../protocol/records.ts';
import { digestOf } from './digest.ts';

export type Delivery = AnswerRecord | EventRecord | AckRecord;

/** Where a state of the task stands in its stream. */
export interface StatePosition {
  seq: number;
  seen: number;
  open: number | null;
  at: LogPosition;
}

interface Logged {
  record: Delivery;
  bytes: Uint8Array;
}

/** Who writes down what the log is made of, in its order: another deputy can go on from that. */
export interface LogJournal {
  told(record: Delivery, bytes: Uint8Array): void;
  /** A call that was not seen before. */
  called(record: CallRecord | WaitRecord, tail: Uint8Array, digest: number): void;
  noted(record: NotedRecord, bytes: Uint8Array): void;
  gap(why: string): void;
}

/** What an entry takes besides its bytes, roughly. */
const ENTRY_BYTES = 200;
const DIGEST_BYTES = 8;

/**
 * What the task was told since its last checkpoint, in order, and what it has done, as digests: whoever goes on from that state gets the
 * same again and is held to do the same (decision 9). All that the deputy tells its task goes through here: an incarnation gets what its
 * state has not had, an answer when it has asked for it. Pure but for `send`.
 */
export class TaskLog {
  private entries: Logged[] = [];
  /** So many were dropped before those; and where the answers are, by their number, counted from the very first entry. */
  private dropped = 0;
  private readonly answers = new Map<number, number>();
  /** The first entry that the present incarnation has not been sent. */
  private next = 0;
  /** Number of the synchronous call or wait that it waits for. */
  private asked = 0;
  private isAttached = false;
  /** Of the calls after `base.seq`, by number. */
  private digests: number[] = [];
  /** With how many there were after each. */
  private noted: { record: NotedRecord; bytes: Uint8Array; numbers: number; blobs: number }[] = [];
  private notes = { numbers: 0, blobs: 0 };
  private gapText: string | null = null;
  private heldBytes = 0;
  private base: StatePosition = {
    seq: 0,
    seen: 0,
    open: null,
    at: { acked: 0, written: 0, numbers: 0, blobs: 0 },
  };

  journal: LogJournal | null = null;

  constructor(private readonly send: (record: DeputyRecord, bytes: Uint8Array) => void) {}

  /** Another deputy's, as of that state; what it was made of since then is told, called and noted once more. */
  begin(position: StatePosition, digests: readonly number[]): void {
    const { seq, open, at } = position;
    this.digests = [...digests];
    this.base = { ...position, seq: open === null ? seq : seq - 1 };
    this.notes = { numbers: at.numbers, blobs: at.blobs };
  }

  /** Of calls that the state has made and will make again. */
  known(): readonly number[] {
    return this.digests;
  }

  /** What the next state has not had. */
  untold(): readonly { record: Delivery; bytes: Uint8Array }[] {
    return this.entries;
  }

  /** Why the task cannot be done again since its last checkpoint, in words; null where it can. Then only what it has not taken is kept. */
  get gap(): string | null {
    return this.gapText;
  }

  get bytes(): number {
    return this.heldBytes + DIGEST_BYTES * this.digests.length;
  }

  /** The task has taken these. */
  confirm(seq: number, seen: number): void {
    if (this.gapText === null) return;
    const last = this.entries.findLastIndex(
      ({ record }) =>
        (record.k === 'event' && record.n <= seen) || (record.k === 'answer' && record.seq < seq),
    );
    this.drop(Math.min(last + 1, this.next));
  }

  /** The present incarnation does again what one before it has done. */
  isBehind(lastSeq: number): boolean {
    // Of another deputy's calls the log may know one more than the stream: it was begun and has no answer.
    return this.next < this.entries.length || this.reached < Math.max(lastSeq, this.progress);
  }
  private reached = 0;

  /** Grows as the task comes on; an incarnation that does again what was done adds nothing. */
  get progress(): number {
    return this.base.seq + this.digests.length;
  }

  /** Something for the task. */
  tell(record: Delivery, bytes: Uint8Array): void {
    if (record.k === 'answer') this.answers.set(record.seq, this.dropped + this.entries.length);
    this.entries.push({ record, bytes });
    this.heldBytes += sizeOf({ bytes });
    this.journal?.told(record, bytes);
    this.pump();
  }

  /** It is gone; what is told from now on is kept. */
  detach(): void {
    this.isAttached = false;
  }

  /** An incarnation begins, of a state that the log reaches back to. @throws OmosixError EPROTOCOL */
  attach({ inc, seq, seen, open, at }: AttachRecord): void {
    const isTooOld =
      seq < this.base.seq || seen < this.base.seen || (at?.numbers ?? 0) < this.base.at.numbers;
    if (!at || (this.gapText === null && isTooOld))
      throw new OmosixError('EPROTOCOL', "the task's host sent a state from before its last checkpoint");
    // It may have counted before there was this log.
    if (this.gapText !== null) this.notes = { numbers: at.numbers, blobs: at.blobs };
    this.isAttached = true;
    this.asked = 0;
    this.reached = open === null ? seq : seq - 1;
    this.next = this.firstUntaken({ seq, seen, open, at });
    for (const { record, bytes } of this.noted) {
      const { after, pairs, blobs } = record;
      this.send({ k: 'notes', inc, after, pairs, blobs }, bytes);
    }
    this.send({ k: 'attached', inc }, EMPTY);
    this.pump();
  }

  /**
   * The task calls, or waits. What it has done before it is to do again.
   * @throws OmosixError EDIVERGED where it does not
   */
  called(record: CallRecord | WaitRecord, tail: Uint8Array): void {
    const { seq } = record;
    if (this.gapText === null) this.compare(record, tail);
    this.reached = Math.max(this.reached, seq);
    const isSync = record.k === 'wait' || record.mode === 'sync';
    if (!isSync) return;
    this.asked = seq;
    const at = (this.answers.get(seq) ?? -1) - this.dropped;
    // It was captured before it took the answer, and goes on here: it asks once more.
    if (at >= 0 && at < this.next) this.send(this.entries[at]!.record, this.entries[at]!.bytes);
    else this.pump();
  }

  hasAnswer(seq: number): boolean {
    return this.answers.has(seq);
  }

  /** @throws OmosixError EPROTOCOL where some are missing */
  note(record: NotedRecord, bytes: Uint8Array): void {
    const { after, blobs, gap } = record;
    if (after.numbers !== this.notes.numbers || after.blobs !== this.notes.blobs)
      throw new OmosixError('EPROTOCOL', "the task's host sent notes that are not the next ones");
    const counted = countsOf(record, bytes);
    this.notes = { numbers: after.numbers + counted, blobs: after.blobs + blobs.length };
    if (gap) this.giveUp(gap.why);
    if (this.gapText !== null) return;
    this.noted.push({ record, bytes, ...this.notes });
    this.heldBytes += sizeOf({ bytes });
    this.journal?.noted(record, bytes);
  }

  /** There is a newer state: what it has had need not be told again. */
  rebase(position: StatePosition): void {
    this.drop(this.firstUntaken(position));
    // The open call is made again.
    const seq = position.open === null ? position.seq : position.seq - 1;
    this.digests.splice(0, seq - this.base.seq);
    this.base = { ...position, seq };
    const { at } = position;
    this.keepNotes(({ numbers, blobs }) => numbers > at.numbers || blobs > at.blobs);
    this.gapText = null;
  }

  /** What the task has had is not kept: it cannot be done again before its next checkpoint. */
  giveUp(why: string): void {
    if (this.gapText === null) this.journal?.gap(why);
    this.gapText ??= why;
    this.keepNotes(() => false);
    this.digests = [];
  }

  /** Output that another deputy has written. */
  wrote(seq: number, digest: number): void {
    this.reached = Math.max(this.reached, seq);
    if (this.gapText === null) this.digests.push(digest);
  }

  private compare(record: CallRecord | WaitRecord, tail: Uint8Array): void {
    const { seq } = record;
    const index = seq - this.base.seq - 1;
    const known = this.digests[index];
    const digest = digestOf(record, tail);
    if (index === this.digests.length) {
      this.digests.push(digest);
      this.journal?.called(record, tail, digest);
    } else if (index > this.digests.length)
      throw new OmosixError('EPROTOCOL', `the task's host sent call ${seq}, which is not the next one`);
    else if (known !== undefined && known !== digest) {
      const name = record.k === 'call' ? record.name : 'wait';
      throw new OmosixError('EDIVERGED', `done again, its call ${seq} (${name}) is not what it was`);
    }
  }

  private drop(count: number): void {
    for (const entry of this.entries.splice(0, count)) {
      this.heldBytes -= sizeOf(entry);
      if (entry.record.k === 'answer') this.answers.delete(entry.record.seq);
    }
    this.dropped += count;
    this.next = Math.max(0, this.next - count);
  }

  private keepNotes(isKept: (note: { numbers: number; blobs: number }) => boolean): void {
    this.noted = this.noted.filter((note) => {
      if (isKept(note)) return true;
      this.heldBytes -= sizeOf(note);
      return false;
    });
  }

  /** The stream is in order: what a state has not had begins somewhere. */
  private firstUntaken({ seq, seen, open, at }: StatePosition): number {
    const isTaken = ({ record }: Logged): boolean => {
      if (record.k === 'event') return record.n <= seen;
      if (record.k === 'answer') return record.seq <= seq && record.seq !== open;
      return record.seq <= at.acked && (record.written ?? 0) <= at.written;
    };
    const index = this.entries.findIndex((entry) => !isTaken(entry));
    return index < 0 ? this.entries.length : index;
  }

  private pump(): void {
    while (this.isAttached && this.next < this.entries.length) {
      const { record, bytes } = this.entries[this.next]!;
      if (record.k === 'answer' && record.seq !== this.asked) return;
      this.next++;
      this.send(record, bytes);
    }
  }
}

const sizeOf = ({ bytes }: { bytes: Uint8Array }): number => bytes.length + ENTRY_BYTES;

/** How many readings a record tells of. */
function countsOf({ pairs, blobs }: NotedRecord, bytes: Uint8Array): number {
  const size = pairs * NOTED_PAIR_BYTES + blobs.reduce((sum, each) => sum + each, 0);
  if (size !== bytes.length)
    throw new OmosixError('EPROTOCOL', "the task's host sent notes of another size than they say");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (let i = 0; i < pairs; i++) count += view.getFloat64(i * NOTED_PAIR_BYTES + 8, true);
  if (!Number.isSafeInteger(count) || count < 0)
    throw new OmosixError('EPROTOCOL', "the task's host sent notes that count nothing");
  return count;
}
