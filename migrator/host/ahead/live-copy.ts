import { Buffer } from 'node:buffer';
import { isSharedArrayBuffer } from 'node:util/types';
import { mayChangeLength } from '../../runtime/heap/kinds/array-buffer.ts';
import { bufferBytes, mapSet, sharedBytes, typedArrayBuffer } from '../../runtime/heap/pristine.ts';
import { goesOn, LEAST_AHEAD_BYTES, LEAST_BUFFER_BYTES } from './rounds.ts';
import { RUN_HEAD_BYTES, writeRunHead } from './run.ts';

/** Changes are looked for by so much, and there by blocks. */
const CHUNK_BYTES = 64 * 1024;
const BLOCK_BYTES = 4096;
/** Sent at a time in the freeze. */
const FREEZE_PIECE_BYTES = 1024 * 1024;
/** Looked through at a time while the task waits for it: some milliseconds. */
const SCAN_BYTES = 32 * 1024 * 1024;
/** Views are of so much at most, whatever a Buffer may hold. */
const SEGMENT_BYTES = 1024 * 1024 * 1024;

// The guest may have patched its own by the time these are used.
const Bytes = Uint8Array;
const { call, bind } = Function.prototype;
const setBytes: (target: Uint8Array, source: Uint8Array, at: number) => void = bind.call(
  call,
  Bytes.prototype.set,
);
const compare: (
  one: Uint8Array,
  other: Uint8Array,
  otherFrom: number,
  otherTo: number,
  from: number,
  to: number,
) => number = bind.call(call, Buffer.prototype.compare);
const mapGet: (map: Map<ArrayBufferLike, number>, buffer: ArrayBufferLike) => number | undefined = bind.call(
  call,
  Map.prototype.get,
);
const sort: (views: Uint8Array[], order: (one: Uint8Array, other: Uint8Array) => number) => void = bind.call(
  call,
  Array.prototype.sort,
);
const { floor, min } = Math;

const bytesOf = (buffer: ArrayBufferLike): number =>
  isSharedArrayBuffer(buffer) ? sharedBytes(buffer) : bufferBytes(buffer);

/** What is said of the buffers of a captured task, of which some went ahead. */
export interface SentAhead {
  /** For each buffer the number under which the target has it, or -1. */
  ahead?: number[];
  /** What did not have to be sent again. */
  aheadBytes?: number;
}

/** A part of a buffer of the task and what the target has of it. */
interface Segment {
  buffer: ArrayBufferLike;
  number: number;
  bufferBytes: number;
  base: number;
  live: Uint8Array;
  shadow: Uint8Array;
}

/**
 * Sends large buffers of a running task ahead: all of them once, then round by round what has changed. What the target has is kept
 * as a shadow, so that every change is seen, whoever made it. See docs/design/live-copy.md.
 */
export class LiveCopy {
  /** The capture that it is made for. */
  readonly id: number;
  round = 1;
  private segments: Segment[] = [];
  private readonly numbers = new Map<ArrayBufferLike, number>();
  /** By number. */
  private readonly sizes: number[] = [];
  private segment = 0;
  private at = 0;
  private changedBytes = 0;
  private previousBytes = 0;

  /** `views`: the buffers of a heap. Undefined where it would not be worth the trouble, or take more than `mostBytes` of memory. */
  static of(id: number, views: readonly Uint8Array[], mostBytes: number): LiveCopy | undefined {
    const large: Uint8Array[] = [];
    for (let i = 0; i < views.length; i++) {
      const view = views[i]!;
      if (view.byteLength >= LEAST_BUFFER_BYTES && !mayChangeLength(typedArrayBuffer(view)))
        large[large.length] = view;
    }
    sort(large, (one, other) => other.byteLength - one.byteLength);
    let bytes = 0;
    const chosen: Uint8Array[] = [];
    for (let i = 0; i < large.length; i++) {
      const view = large[i]!;
      if (bytes + view.byteLength > mostBytes) continue;
      bytes += view.byteLength;
      chosen[chosen.length] = view;
    }
    if (bytes < LEAST_AHEAD_BYTES) return undefined;
    try {
      return new LiveCopy(id, chosen);
    } catch {
      // No memory for the shadows.
      return undefined;
    }
  }

  private constructor(id: number, views: readonly Uint8Array[]) {
    this.id = id;
    for (let number = 0; number < views.length; number++) {
      const buffer = typedArrayBuffer(views[number]);
      const bytes = views[number]!.byteLength;
      mapSet(this.numbers, buffer, number);
      this.sizes[number] = bytes;
      for (let base = 0; base < bytes; base += SEGMENT_BYTES) {
        const length = min(SEGMENT_BYTES, bytes - base);
        const live = new Bytes(buffer, base, length);
        const shadow = new Bytes(length);
        this.segments[this.segments.length] = { buffer, number, bufferBytes: bytes, base, live, shadow };
      }
    }
  }

  /** What this round sends at most. */
  get bytes(): number {
    return this.round > 1 ? this.previousBytes : this.wholeBytes();
  }

  /** Writes the next piece of this round; its bytes, perhaps none. */
  nextPiece(room: Uint8Array): number {
    return this.fill(room, SCAN_BYTES);
  }

  get isRoundOver(): boolean {
    return this.segment === this.segments.length;
  }

  /** Whether there is to be another round, which then begins; if not, it is time to freeze. */
  nextRound(): boolean {
    const { round, changedBytes } = this;
    const previousBytes = round === 1 ? changedBytes : this.previousBytes;
    if (!goesOn({ round, changedBytes, previousBytes })) return false;
    this.begin();
    return true;
  }

  /** In the freeze: sends what has changed since in the buffers that the task still has, which are among `views`. */
  finish(views: readonly Uint8Array[], send: (piece: Uint8Array) => void): SentAhead {
    const ahead: number[] = [];
    const isThere = new Bytes(this.sizes.length);
    for (let i = 0; i < views.length; i++) {
      const number = this.numberOf(views[i]!);
      ahead[i] = number;
      if (number >= 0) isThere[number] = 1;
    }
    const kept: Segment[] = [];
    for (let i = 0; i < this.segments.length; i++)
      if (isThere[this.segments[i]!.number] === 1) kept[kept.length] = this.segments[i]!;
    this.segments = kept;
    this.begin();
    const room = new Bytes(FREEZE_PIECE_BYTES);
    while (!this.isRoundOver) {
      const bytes = this.fill(room, Infinity);
      if (bytes > 0) send(new Bytes(room.buffer, 0, bytes));
    }
    return { ahead, aheadBytes: this.wholeBytes() - this.changedBytes };
  }

  private numberOf(view: Uint8Array): number {
    if (view.byteLength < LEAST_BUFFER_BYTES) return -1;
    const number = mapGet(this.numbers, typedArrayBuffer(view));
    return number !== undefined && this.sizes[number] === view.byteLength ? number : -1;
  }

  private wholeBytes(): number {
    let bytes = 0;
    for (let i = 0; i < this.segments.length; i++) bytes += this.segments[i]!.live.byteLength;
    return bytes;
  }

  private begin(): void {
    this.round++;
    this.previousBytes = this.changedBytes;
    this.changedBytes = 0;
    this.segment = 0;
    this.at = 0;
  }

  private fill(piece: Uint8Array, scanBytes: number): number {
    const { segments } = this;
    let held = 0;
    let scanned = 0;
    while (this.segment < segments.length && scanned < scanBytes) {
      const room = piece.byteLength - held - RUN_HEAD_BYTES;
      if (room < BLOCK_BYTES) break;
      const segment = segments[this.segment]!;
      const from = this.at;
      // Detached or resized: the snapshot will not name it.
      const isGone = bytesOf(segment.buffer) !== segment.bufferBytes;
      if (isGone || from >= segment.live.byteLength) {
        this.segment++;
        this.at = 0;
        continue;
      }
      const range = this.round === 1 ? everything(segment, from, room) : changed(segment, from, room);
      const start = range[0];
      const end = range[1];
      if (start < end) {
        const { number, base, shadow } = segment;
        const bytes = new Bytes(segment.buffer, base + start, end - start);
        writeRunHead(piece, held, {
          buffer: number,
          bufferBytes: segment.bufferBytes,
          at: base + start,
          bytes: end - start,
        });
        setBytes(piece, bytes, held + RUN_HEAD_BYTES);
        setBytes(shadow, bytes, start);
        held += RUN_HEAD_BYTES + end - start;
        this.changedBytes += end - start;
      }
      scanned += end - from;
      this.at = end;
    }
    return held;
  }
}

type Range = readonly [start: number, end: number];

const everything = ({ live }: Segment, from: number, room: number): Range => [
  from,
  min(live.byteLength, from + room),
];

/** The first changed blocks of the chunk that `from` is in; nothing (its end, twice) where it is unchanged. */
function changed({ live, shadow }: Segment, from: number, room: number): Range {
  const chunkEnd = min(live.byteLength, (floor(from / CHUNK_BYTES) + 1) * CHUNK_BYTES);
  const isSame = (start: number, end: number): boolean => compare(live, shadow, start, end, start, end) === 0;
  if (isSame(from, chunkEnd)) return [chunkEnd, chunkEnd];
  const blockEnd = (start: number): number => min(chunkEnd, start + BLOCK_BYTES);
  let start = from;
  while (start < chunkEnd && isSame(start, blockEnd(start))) start = blockEnd(start);
  let end = start;
  while (end < chunkEnd && blockEnd(end) - start <= room && !isSame(end, blockEnd(end))) end = blockEnd(end);
  return [start, end];
}
