import fs from 'node:fs';
import tty from 'node:tty';
import type { WireError } from '../../protocol/errors.ts';
import { native } from './syscalls/native.ts';
import { wireError } from './wire-error.ts';

export type OutputFd = 1 | 2;

interface Item {
  fd: number;
  bytes: Uint8Array;
  written: number;
  /** A numbered oneway write, or a call that waits for its own end. */
  done(error: Error | null): void;
  /** Not tried where an earlier one to the same descriptor failed: the task tells the program that it fails alike. */
  isStream: boolean;
}

interface OutputListener {
  /** All numbered writes up to `seq` are done with. */
  onDone(seq: number): void;
  /** A descriptor's first failure. */
  onError(seq: number, fd: OutputFd, error: WireError): void;
}

/** Pieces that one system call writes at most. */
const MAX_VECTOR = 256;
/** A descriptor that somebody else made non-blocking and that is full: tried again so soon. */
const RETRY_MS = 5;

/** One task's standard output and error, on a line that its threads share. */
export class Output {
  private readonly listener: OutputListener;
  private readonly line: OutputLine;
  private pushedSeq = 0;
  private doneSeq = 0;
  private toldSeq = 0;
  private readonly waiting: { seq: number; resolve(): void }[] = [];

  constructor(listener: OutputListener, line: OutputLine = new OutputLine()) {
    this.listener = listener;
    this.line = line;
    line.users.add(this);
  }

  get queuedBytes(): number {
    return this.line.queuedBytes;
  }

  /** The task's numbered write. */
  push(seq: number, fd: OutputFd, bytes: Uint8Array): void {
    this.pushedSeq = seq;
    this.line.enqueue(fd, bytes, true, (error) => {
      if (error && !this.line.failed.has(fd)) {
        this.line.failed.add(fd);
        for (const user of this.line.users)
          user.listener.onError(user === this ? seq : user.doneSeq + 1, fd, streamError(fd, error));
      }
      this.doneSeq = seq;
      while (this.waiting.length > 0 && this.waiting[0]!.seq <= seq) this.waiting.shift()!.resolve();
    });
  }

  /** What can be written at once is; then null, or the time when what the task has pushed by now is out. */
  pushed(): Promise<void> | null {
    if (this.doneSeq !== this.pushedSeq) this.line.flushFiles();
    if (this.doneSeq === this.pushedSeq) return null;
    return new Promise((resolve) => this.waiting.push({ seq: this.pushedSeq, resolve }));
  }

  write(fd: number, bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.line.enqueue(fd, bytes, false, (error) => (error ? reject(error) : resolve(bytes.length)));
    });
  }

  drained(): Promise<void> {
    return this.line.drained();
  }

  /** Its task is over. */
  close(): void {
    this.line.users.delete(this);
  }

  tell(): void {
    if (this.doneSeq === this.toldSeq) return;
    this.toldSeq = this.doneSeq;
    this.listener.onDone(this.doneSeq);
  }
}

/**
 * Standard output and error, in one order. One write at a time; what gathers meanwhile goes out together. Pipes and
 * terminals are written on a worker thread: a full one holds back the task (which stops at its window), not the deputy.
 */
export class OutputLine {
  readonly users = new Set<Output>();
  readonly failed = new Set<number>();
  private readonly queue: Item[] = [];
  private readonly isRegular = new Map<number, boolean>();
  private readonly idle: (() => void)[] = [];
  private busy = false;
  private isWriting = false;
  /** Bytes that were accepted and are not out. */
  queuedBytes = 0;

  drained(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  enqueue(fd: number, bytes: Uint8Array, isStream: boolean, done: Item['done']): void {
    this.queue.push({ fd, bytes, written: 0, done, isStream });
    this.queuedBytes += bytes.length;
    if (this.busy) return;
    this.busy = true;
    // After the messages that came together, so that their bytes go out together.
    queueMicrotask(() => void this.pump());
  }

  /** Files are written at once: whoever looks at one now is to find what was written before. */
  flushFiles(): void {
    if (this.isWriting) return;
    while (this.queue.length > 0 && this.isFile(this.queue[0]!.fd)) this.next();
    this.tell();
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      const writing = this.next();
      if (writing) {
        this.isWriting = true;
        await writing;
        this.isWriting = false;
      }
      if (writing || this.queue.length === 0) this.tell();
    }
    this.busy = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /** Brings out the first and what can go with it, a file's at once. */
  private next(): Promise<void> | undefined {
    const { fd, isStream } = this.queue[0]!;
    if (isStream && this.failed.has(fd)) {
      this.finishFirst(null);
      return undefined;
    }
    let count = 1;
    while (count < Math.min(this.queue.length, MAX_VECTOR) && this.queue[count]!.fd === fd) count++;
    const pieces = this.queue
      .slice(0, count)
      .map(({ written, bytes }) => (written === 0 ? bytes : bytes.subarray(written)));
    if (!this.isFile(fd)) return this.writeSlowly(fd, pieces);
    try {
      this.advance(fs.writevSync(fd, pieces));
    } catch (error) {
      this.finishFirst(error as Error);
    }
    return undefined;
  }

  private async writeSlowly(fd: number, pieces: Uint8Array[]): Promise<void> {
    try {
      this.advance((await native('writev', false, fd, pieces)) as number);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.finishFirst(error as Error);
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** `bytes` more are out. */
  private advance(bytes: number): void {
    let left = bytes;
    while (this.queue.length > 0) {
      const item = this.queue[0]!;
      const missing = item.bytes.length - item.written;
      if (left < missing) {
        item.written += left;
        return;
      }
      left -= missing;
      this.finishFirst(null);
      if (left === 0 && this.queue[0]?.bytes.length !== 0) return;
    }
  }

  private finishFirst(error: Error | null): void {
    const item = this.queue.shift()!;
    this.queuedBytes -= item.bytes.length;
    item.done(error);
  }

  private tell(): void {
    for (const user of this.users) user.tell();
  }

  private isFile(fd: number): boolean {
    let regular = this.isRegular.get(fd);
    if (regular === undefined) {
      regular = kindOf(fd) === 'file';
      this.isRegular.set(fd, regular);
    }
    return regular;
  }
}

function kindOf(fd: number): 'tty' | 'pipe' | 'file' | 'other' {
  if (tty.isatty(fd)) return 'tty';
  try {
    const stat = fs.fstatSync(fd);
    return stat.isFIFO() || stat.isSocket() ? 'pipe' : stat.isFile() ? 'file' : 'other';
  } catch {
    return 'other';
  }
}

/** As node's process.stdout words it: its pipes and terminals say `write EPIPE`, its files as node:fs does. */
function streamError(fd: number, error: Error): WireError {
  const wire = wireError(error);
  const kind = kindOf(fd);
  return kind === 'pipe' || kind === 'tty' ? { ...wire, message: `write ${wire.code}` } : wire;
}
