import fs from 'node:fs';
import tty from 'node:tty';
import type { WireError } from '../../protocol/errors.ts';
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
  private doneSeq = 0;
  private toldSeq = 0;

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
    this.line.enqueue(fd, bytes, true, (error) => {
      if (error && !this.line.failed.has(fd)) {
        this.line.failed.add(fd);
        for (const user of this.line.users)
          user.listener.onError(user === this ? seq : user.doneSeq + 1, fd, streamError(fd, error));
      }
      this.doneSeq = seq;
    });
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

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      const { fd, isStream } = this.queue[0]!;
      if (isStream && this.failed.has(fd)) {
        this.finishFirst(null);
        if (this.queue.length === 0) this.tell();
        continue;
      }
      let count = 1;
      while (count < Math.min(this.queue.length, MAX_VECTOR) && this.queue[count]!.fd === fd) count++;
      const batch = this.queue.slice(0, count);
      try {
        this.advance(
          await this.writev(
            fd,
            batch.map((item) => (item.written === 0 ? item.bytes : item.bytes.subarray(item.written))),
          ),
        );
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN')
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        else this.finishFirst(error as Error);
      }
      this.tell();
    }
    this.busy = false;
    for (const resolve of this.idle.splice(0)) resolve();
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

  private writev(fd: number, pieces: Uint8Array[]): number | Promise<number> {
    let regular = this.isRegular.get(fd);
    if (regular === undefined) {
      regular = kindOf(fd) === 'file';
      this.isRegular.set(fd, regular);
    }
    if (regular) return fs.writevSync(fd, pieces);
    return new Promise((resolve, reject) => {
      fs.writev(fd, pieces, (error, bytes) => (error ? reject(error) : resolve(bytes)));
    });
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
