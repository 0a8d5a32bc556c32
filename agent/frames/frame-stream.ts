import type { Duplex } from 'node:stream';
import { isOmosixError } from '../../protocol/errors.ts';
import {
  EMPTY,
  type Frame,
  FrameDecoder,
  type FrameType,
  frameHeader,
  type Records,
} from '../../protocol/frame.ts';

/** Small pieces of one tick are joined into writes of up to this size, since each write costs; larger ones go uncopied. */
const JOIN_BYTES = 16 * 1024;
/** A sender waits from here until so little is left that the next piece still comes in time. */
const HIGH_BYTES = 2 * 1024 * 1024;
const LOW_BYTES = 1024 * 1024;

/**
 * Frames over any duplex byte stream: a unix socket, a host's descriptor, an ssh channel. What is sent within one
 * tick leaves together. The sender is never blocked: it asks `pressed` and waits for `drained`.
 */
export class FrameStream {
  /** Called once, after the last frame. `error` is the reason unless the other side ended in good order. */
  onClose: (error: Error | undefined) => void = () => {};

  private readonly decoder: FrameDecoder;
  private outgoing: Uint8Array[] = [];
  private outgoingBytes = 0;
  private writingBytes = 0;
  private flushing = false;
  private paused = false;
  private closed = false;
  private ended = false;
  private failure: Error | undefined;
  private readonly received: Uint8Array[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    private readonly stream: Duplex,
    records: Records = 'read',
  ) {
    this.decoder = new FrameDecoder(records, Buffer.allocUnsafe);
    stream.on('data', (chunk: Buffer) => this.take(chunk));
    stream.on('error', (error: Error) => {
      this.failure ??= error;
    });
    stream.on('end', () => this.finish());
    stream.on('close', () => this.finish());
  }

  /** The tail must not be changed afterwards. Sending on a closed stream does nothing: its `onClose` tells. */
  send(type: FrameType, head: unknown, tail: Uint8Array = EMPTY): void {
    const header = frameHeader(type, head, tail.length);
    this.sendEncoded(tail.length === 0 ? [header] : [header, tail]);
  }

  /** One frame whose tail lies in several pieces, which are not joined. */
  sendParts(type: FrameType, head: unknown, parts: readonly Uint8Array[]): void {
    let bytes = 0;
    for (const part of parts) bytes += part.length;
    this.sendEncoded([frameHeader(type, head, bytes), ...parts]);
  }

  /** Whole frames, in any pieces, which must not be changed afterwards. */
  sendEncoded(pieces: readonly Uint8Array[]): void {
    if (this.closed) return;
    for (const piece of pieces) {
      this.outgoing.push(piece);
      this.outgoingBytes += piece.length;
    }
    if (this.flushing) return;
    this.flushing = true;
    process.nextTick(() => this.flush());
  }

  /** True where a sender of much data waits for `drained`. */
  get pressed(): boolean {
    return !this.closed && this.outgoingBytes + this.writingBytes >= HIGH_BYTES;
  }

  /** All that was sent has been given to the system. */
  get idle(): boolean {
    return this.outgoingBytes + this.writingBytes === 0;
  }

  drained(): Promise<void> {
    if (!this.pressed) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Who takes the frames; until there is one they wait. A throw of EPROTOCOL ends the stream. */
  set onFrame(reader: (frame: Frame) => void) {
    this.reader = reader;
    this.take();
  }

  /** No more `onFrame` until `resume`: the other side feels it as back-pressure. */
  pause(): void {
    this.paused = true;
    this.stream.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.take();
    if (!this.paused) this.stream.resume();
  }

  /** Sends what is queued, then ends. */
  end(): void {
    this.flush();
    this.stream.end();
  }

  destroy(error?: Error): void {
    this.failure ??= error;
    this.stream.destroy();
    this.finish();
  }

  private flush(): void {
    this.flushing = false;
    const parts = this.outgoing;
    if (parts.length === 0) return;
    this.outgoing = [];
    this.outgoingBytes = 0;
    if (!this.closed && this.stream.writable) {
      if (parts.length === 1) this.writeOne(parts[0]!);
      else this.write(parts);
    }
    if (!this.pressed) this.wake();
  }

  private write(parts: Uint8Array[]): void {
    // A socket then writes all of them with one system call.
    this.stream.cork();
    for (let at = 0; at < parts.length; ) {
      let end = at;
      let bytes = 0;
      while (end < parts.length && (bytes === 0 || bytes + parts[end]!.length <= JOIN_BYTES)) {
        bytes += parts[end]!.length;
        end++;
      }
      this.writeOne(end === at + 1 ? parts[at]! : Buffer.concat(parts.slice(at, end), bytes));
      at = end;
    }
    this.stream.uncork();
  }

  private writeOne(bytes: Uint8Array): void {
    this.writingBytes += bytes.length;
    this.stream.write(bytes, () => this.wrote(bytes.length));
  }

  private wrote(bytes: number): void {
    this.writingBytes -= bytes;
    if (this.waiting.length > 0 && this.outgoingBytes + this.writingBytes <= LOW_BYTES) this.wake();
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Frames that were cut before `pause` was called are kept in `received` until `resume`. */
  private take(chunk?: Uint8Array): void {
    if (chunk) this.received.push(chunk);
    if (this.taking) return;
    this.taking = true;
    try {
      while (this.reader && !this.paused && !this.closed) {
        if (this.cut === undefined) {
          const next = this.received.shift();
          if (next === undefined) break;
          this.cut = this.decoder.push(next);
        }
        const step = this.cut.next();
        if (step.done) this.cut = undefined;
        else this.reader(step.value);
      }
    } catch (error) {
      // A lie in the framing or a message that its reader refuses: nothing after it can be trusted.
      this.destroy(error as Error);
      if (!isOmosixError(error)) throw error;
    } finally {
      this.taking = false;
    }
    if (this.ended && !this.holdsBack) this.finish();
  }
  private reader: ((frame: Frame) => void) | undefined;
  private cut: Generator<Frame> | undefined;
  private taking = false;

  private finish(): void {
    if (this.closed) return;
    // The end waits for its turn behind the frames that are held back.
    this.ended = true;
    if (this.failure === undefined && this.holdsBack) return;
    this.closed = true;
    if (this.failure === undefined && !this.decoder.idle)
      this.failure = new Error('the connection was cut within a message');
    this.stream.destroy();
    this.wake();
    this.onClose(this.failure);
  }

  private get holdsBack(): boolean {
    return this.cut !== undefined || this.received.length > 0;
  }
}
