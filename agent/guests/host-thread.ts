import { Duplex } from 'node:stream';
import { OmosixError } from '../../protocol/errors.ts';
import { FrameType } from '../../protocol/frame.ts';
import { type FromHall, fromHall, type ThreadPieceHead, type ToHall } from '../../protocol/host.ts';
import { BULK_CHUNK_BYTES, MAX_HOST_THREADS } from '../../protocol/limits.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import { Host } from './host.ts';
import type { ProcessUsage } from './usage.ts';

/** The threads of one host process that share its memory; all speak over one descriptor of it. */
export class HostThreads {
  private readonly threads = new Map<number, HostThread>();
  /** Those whose reader is slow: all wait for them, since they have one descriptor. */
  private readonly full = new Set<number>();
  private last = 0;
  private isOpen = true;

  constructor(private readonly side: FrameStream) {}

  /** @throws OmosixError EREFUSED */
  begin(memoryMb: number | null): HostThread {
    if (this.threads.size >= MAX_HOST_THREADS)
      throw new OmosixError('EREFUSED', `its host has ${MAX_HOST_THREADS} threads already`);
    const thread = ++this.last;
    const pipe = new ThreadPipe({
      write: (bytes) => {
        this.side.sendParts(FrameType.BULK, { what: 'thread', thread } satisfies ThreadPieceHead, [bytes]);
        return this.side.drained();
      },
      wantsMore: () => {
        this.full.delete(thread);
        if (this.full.size === 0) this.side.resume();
      },
    });
    const host = new HostThread(pipe, () => this.say({ op: 'end', thread }));
    if (this.isOpen) {
      this.threads.set(thread, host);
      this.say({ op: 'begin', thread, memoryMb });
    } else host.over('its host process is gone');
    return host;
  }

  /** Bytes of a thread's channel. */
  take({ thread }: ThreadPieceHead, bytes: Uint8Array): void {
    const host = this.threads.get(thread);
    if (!host || host.pipe.took(bytes)) return;
    this.full.add(thread);
    this.side.pause();
  }

  said(head: unknown): void {
    const { thread, reason }: FromHall = validated(fromHall, head);
    this.threads.get(thread)?.over(reason);
    this.threads.delete(thread);
  }

  /** The process is gone. */
  close(reason: string): void {
    this.isOpen = false;
    for (const host of this.threads.values()) host.over(reason);
    this.threads.clear();
  }

  private say(message: ToHall): void {
    this.side.send(FrameType.CONTROL, message);
  }
}

interface Side {
  /** Resolves when more may follow. */
  write(bytes: Uint8Array): Promise<void>;
  wantsMore(): void;
}

/** A thread's channel as a stream. */
class ThreadPipe extends Duplex {
  constructor(private readonly side: Side) {
    super();
  }
  /** False where its reader is to be waited for. */
  took(bytes: Uint8Array): boolean {
    return this.push(bytes);
  }
  override _read(): void {
    this.side.wantsMore();
  }
  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    void this.writeInPieces(chunk).then(() => done());
  }
  private async writeInPieces(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; at += BULK_CHUNK_BYTES)
      await this.side.write(chunk.subarray(at, at + BULK_CHUNK_BYTES));
  }
}

/** A thread of a host process, in which a task executes that shares memory with the main one. It never moves. */
export class HostThread extends Host {
  /** It runs until its next instruction that looks whether it shall end, and may write to memory that others see. */
  readonly diesAtOnce = false;
  readonly pipe: ThreadPipe;
  private readonly end: () => void;

  constructor(pipe: ThreadPipe, end: () => void) {
    super(new FrameStream(pipe, 'passed'));
    this.pipe = pipe;
    this.end = end;
    this.frames.onClose = (error) => {
      // A lie: nothing more of it is believed.
      if (error) this.kill();
    };
  }

  get alive(): boolean {
    return !this.isGone;
  }
  kill(): void {
    if (this.alive) this.end();
  }
  over(reason: string): void {
    this.gone(reason);
    this.pipe.destroy();
  }

  /** It is never captured. */
  poke(): void {}
  beginAccount(): void {}
  /** All that its process uses is the main task's. */
  usage(): ProcessUsage {
    return { cpuMs: 0, wantedMs: 0, residentBytes: 0 };
  }
  /** The main task's host is stopped, and all its threads with it. */
  signal(): void {}
}
