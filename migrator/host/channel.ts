import { bytesOf, copyTo, part, u32At } from '../../protocol/bytes.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { bodyBytesOf, EMPTY, FrameType, frameHeader } from '../../protocol/frame.ts';
import { MAX_HEAD_BYTES } from '../../protocol/limits.ts';
import { utf8Decode } from '../../protocol/text.ts';
import { addTo } from '../runtime/list.ts';
import { Gathered, LOCK } from './gathered.ts';
import type { Wire } from './wire.ts';

// The program may have others.
const { min } = Math;
const { allocUnsafe } = Buffer;
const { store: unlock } = Atomics;

/** A frame whose tail is still in the wire: `tail()` copies it out, `tailInto` reads it where it belongs. */
export interface IncomingFrame {
  type: FrameType;
  head: unknown;
  tailBytes: number;
}

// The guest may put something else in its place.
const { parse } = JSON;

const PREFIX_BYTES = 4;
const FIXED_BYTES = 5;
const READ_AHEAD_BYTES = 64 * 1024;
/** As many as may be on their way when a file is read ahead. */
const MOST_SPARES = 16;

/** What comes after a silence so long is not held back: most programs print now and then. */
const SILENCE_MS = 2;
const nowMs = performance.now.bind(performance);

/**
 * Frames over a wire, read and written synchronously: a task that waits for an answer has nothing else to do.
 * Small frames come through a read-ahead buffer; large tails go straight to their place.
 */
export class SyncChannel {
  /** Room for what is read here, and behind it for what somebody else has read. */
  private readonly ahead: Uint8Array = Buffer.allocUnsafeSlow(2 * READ_AHEAD_BYTES);
  private from = 0;
  private to = 0;
  readonly gathered = new Gathered();
  /** Has what is gathered written soon. Without it nothing is gathered. */
  alarm: (() => void) | undefined;
  private lastWriteMs = 0;
  /** All of one size. */
  private spares: Uint8Array[] = [];

  constructor(readonly wire: Wire) {}

  /** What is gathered goes first. */
  send(type: FrameType, head: unknown, tail: Uint8Array = EMPTY): void {
    const header = frameHeader(type, head, bytesOf(tail));
    const words = this.gathered.lock();
    try {
      if (this.gathered.add(header, tail)) this.writeGathered();
      else this.writeWhole(header, tail);
    } finally {
      unlock(words, LOCK, 0);
    }
  }

  /** As `send`, but nobody waits for it: it may leave with what is sent next, or a little later. */
  sendSoon(type: FrameType, head: unknown, tail: Uint8Array): void {
    const { gathered, alarm } = this;
    if (!alarm || (gathered.isEmpty && nowMs() - this.lastWriteMs > SILENCE_MS)) {
      this.send(type, head, tail);
      this.lastWriteMs = nowMs();
      return;
    }
    const header = frameHeader(type, head, bytesOf(tail));
    const words = gathered.lock();
    try {
      if (!gathered.add(header, tail)) {
        this.writeGathered();
        this.lastWriteMs = nowMs();
        if (!gathered.add(header, tail)) this.writeWhole(header, tail);
      }
    } finally {
      unlock(words, LOCK, 0);
    }
    if (gathered.wantsAlarm()) alarm();
  }

  /** More for the tail of what `sendSoon` was given last; false where that has left. */
  extend(more: Uint8Array): boolean {
    return this.alarm !== undefined && this.gathered.extend(more);
  }

  private flush(): void {
    if (this.gathered.isEmpty) return;
    const words = this.gathered.lock();
    try {
      this.writeGathered();
    } finally {
      unlock(words, LOCK, 0);
    }
  }

  private writeGathered(): void {
    this.wire.write(this.gathered.held());
    this.gathered.clear();
  }

  /** In one write, unless copying takes longer than another one. */
  private writeWhole(header: Uint8Array, tail: Uint8Array): void {
    this.writeGathered();
    const headerBytes = bytesOf(header);
    const tailBytes = bytesOf(tail);
    if (tailBytes > READ_AHEAD_BYTES) {
      this.wire.write(header);
      this.wire.write(tail);
      return;
    }
    const whole = allocUnsafe(headerBytes + tailBytes);
    copyTo(whole, header, 0);
    copyTo(whole, tail, headerBytes);
    this.wire.write(whole);
  }

  /** Something has been read that nobody has taken. */
  get holdsBytes(): boolean {
    return this.to > this.from || this.wire.isReady === true;
  }

  /** Bytes that somebody else has read from the wire, at most READ_AHEAD_BYTES, when no more than that is held. */
  feed(bytes: Uint8Array): void {
    this.moveToFront();
    copyTo(this.ahead, bytes, this.to);
    this.to += bytesOf(bytes);
  }

  /** The next frame, but for its tail, which must be taken before the next call. At the channel's end the process ends. */
  receive(): IncomingFrame {
    const fixed = this.take(PREFIX_BYTES + FIXED_BYTES);
    const bodyBytes = bodyBytesOf(fixed);
    const type = fixed[PREFIX_BYTES]! as FrameType;
    const headBytes = u32At(fixed, PREFIX_BYTES + 1);
    if (headBytes > MAX_HEAD_BYTES || FIXED_BYTES + headBytes > bodyBytes || type > FrameType.BULK) {
      throw new OmosixError('EPROTOCOL', `frame of type ${type} with a head of ${headBytes} bytes announced`);
    }
    const head: unknown = parse(utf8Decode(this.take(headBytes)));
    return { type, head, tailBytes: bodyBytes - FIXED_BYTES - headBytes };
  }

  tail(frame: IncomingFrame): Uint8Array {
    if (frame.tailBytes === 0) return EMPTY;
    const { spares } = this;
    const spare = spares[spares.length - 1];
    const isRight = spare !== undefined && bytesOf(spare) === frame.tailBytes;
    if (isRight) spares.length--;
    const tail = isRight ? spare : new Uint8Array(frame.tailBytes);
    this.tailInto(tail);
    return tail;
  }

  /** What `tail` gave is not looked at any more. Large buffers cost more to make, and to collect, than to fill. */
  recycle(tail: Uint8Array): void {
    const first = this.spares[0];
    if (first !== undefined && bytesOf(first) !== bytesOf(tail)) this.spares = [];
    if (this.spares.length < MOST_SPARES) addTo(this.spares, tail);
  }

  /** Fills `target` with the next bytes of the current frame's tail. */
  tailInto(target: Uint8Array): void {
    const bytes = bytesOf(target);
    const held = min(this.to - this.from, bytes);
    copyTo(target, part(this.ahead, this.from, this.from + held), 0);
    this.from += held;
    for (let at = held; at < bytes; ) at += this.read(target, at, bytes - at);
  }

  /** `bytes` bytes as a view that lasts until the next call. */
  private take(bytes: number): Uint8Array {
    if (bytes > READ_AHEAD_BYTES) {
      const large = new Uint8Array(bytes);
      this.tailInto(large);
      return large;
    }
    if (READ_AHEAD_BYTES - this.from < bytes) this.moveToFront();
    while (this.to - this.from < bytes) this.to += this.read(this.ahead, this.to, READ_AHEAD_BYTES - this.to);
    const view = part(this.ahead, this.from, this.from + bytes);
    this.from += bytes;
    if (this.from === this.to) this.from = this.to = 0;
    return view;
  }

  private moveToFront(): void {
    copyTo(this.ahead, part(this.ahead, this.from, this.to), 0);
    this.to -= this.from;
    this.from = 0;
  }

  private read(target: Uint8Array, at: number, bytes: number): number {
    this.flush();
    return this.wire.read(target, at, bytes);
  }
}
