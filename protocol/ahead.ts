import { putU32, u32At } from './bytes.ts';
import { MAX_AHEAD_BYTES } from './limits.ts';

/** Calls on an entry of a directory that may be answered before the program makes them: see docs/design/fs.md. */
export const AHEAD_CALLS = ['fs.stat', 'fs.lstat', 'fs.readFile'] as const;
export type AheadCall = (typeof AHEAD_CALLS)[number];

/** What of a file's attributes travels, in the order of Node's own binding, each as 64 bits with the low byte first; times in nanoseconds since the epoch. */
export const STAT_COUNTS = [
  'dev',
  'mode',
  'nlink',
  'uid',
  'gid',
  'rdev',
  'blksize',
  'ino',
  'size',
  'blocks',
] as const;
export const STAT_TIMES = ['atimeNs', 'mtimeNs', 'ctimeNs', 'birthtimeNs'] as const;
const STAT_FIELDS = [...STAT_COUNTS, ...STAT_TIMES] as const;
const WORD_BYTES = 8;
export const STAT_BYTES = STAT_FIELDS.length * WORD_BYTES;
export type StatWords = Record<(typeof STAT_FIELDS)[number], bigint>;

/** In the place of a length: that call is to be made. */
const NONE = 0xffff_ffff;
const LENGTH_BYTES = 4;

/**
 * Answers to the same calls on many entries, as bytes: how many entries they are of, the length of each answer, entry by entry, and the answers
 * one after the other. An entry's calls are answered in the order in which they were asked for.
 */
export class AheadAnswers {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private entries = 0;
  private slots = 0;
  private to: number;

  constructor(
    entries: number,
    private readonly calls: number,
  ) {
    this.to = LENGTH_BYTES * (1 + entries * calls);
    this.bytes = new Uint8Array(this.to + MAX_AHEAD_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  /** What is left for an answer. */
  get room(): number {
    return this.bytes.length - this.to;
  }

  stat(stat: StatWords): void {
    if (this.room < STAT_BYTES) {
      this.none();
      return;
    }
    for (let i = 0; i < STAT_FIELDS.length; i++) {
      const word = BigInt.asUintN(64, stat[STAT_FIELDS[i] as keyof StatWords]);
      this.view.setBigUint64(this.to + i * WORD_BYTES, word, true);
    }
    this.answered(STAT_BYTES);
  }

  /** `fill` puts the file's `length` bytes where it is told; false where it could not. */
  file(length: number, fill: (target: Uint8Array) => boolean): void {
    if (length > this.room || !fill(this.bytes.subarray(this.to, this.to + length))) this.none();
    else this.answered(length);
  }

  none(): void {
    this.put(NONE);
  }

  /** All calls on the entry have been looked at; those without an answer are to be made. */
  endEntry(): void {
    this.entries++;
    while (this.slots < this.entries * this.calls) this.none();
  }

  /** All of it; of entries that were not reached nothing is said. */
  whole(): Uint8Array {
    putU32(this.bytes, 0, this.entries);
    return this.bytes.slice(0, this.to);
  }

  private answered(length: number): void {
    this.put(length);
    this.to += length;
  }

  private put(length: number): void {
    putU32(this.bytes, LENGTH_BYTES * (1 + this.slots++), length);
  }
}

/** Where each answer lies in what `AheadAnswers` made for so many entries: `[from, to]`, or null for a call that is to be made. Null where it is something else. */
export function answersIn(
  bytes: Uint8Array,
  byteLength: number,
  asked: { entries: number; calls: number },
): { entries: number; places: ([from: number, to: number] | null)[] } | null {
  let at = LENGTH_BYTES * (1 + asked.entries * asked.calls);
  if (byteLength < at) return null;
  const entries = u32At(bytes, 0);
  if (entries > asked.entries) return null;
  const places: ([number, number] | null)[] = [];
  for (let slot = 0; slot < entries * asked.calls; slot++) {
    const length = u32At(bytes, LENGTH_BYTES * (1 + slot));
    if (length !== NONE && at + length > byteLength) return null;
    places[slot] = length === NONE ? null : [at, at + length];
    if (length !== NONE) at += length;
  }
  return { entries, places };
}

/** It is what `AheadAnswers` makes. */
export function areAnswers(bytes: Uint8Array, entries: number, calls: readonly AheadCall[]): boolean {
  const found = answersIn(bytes, bytes.length, { entries, calls: calls.length });
  return (
    found?.places.every(
      (place, slot) =>
        place === null || calls[slot % calls.length] === 'fs.readFile' || place[1] - place[0] === STAT_BYTES,
    ) ?? false
  );
}

/** The devices of all attributes in there are made those of another machine. */
export function shiftDevices(
  bytes: Uint8Array,
  entries: number,
  calls: readonly AheadCall[],
  shift: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = answersIn(bytes, bytes.byteLength, { entries, calls: calls.length });
  for (const [slot, place] of found?.places.entries() ?? []) {
    if (place === null || calls[slot % calls.length] === 'fs.readFile') continue;
    view.setBigUint64(place[0], view.getBigUint64(place[0], true) + BigInt(shift), true);
  }
}
