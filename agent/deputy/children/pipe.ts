import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { EMPTY } from '../../../protocol/frame.ts';

/** What is kept of a program's output for a task that is slow, or moving; then the program has to wait. */
const KEPT_BYTES = 256 * 1024;

/** One end of a pipe between another program and the task: read ahead a little, written as it comes. */
export class Pipe {
  readonly stream: Duplex;
  private chunks: Uint8Array[] = [];
  private keptBytes = 0;
  private isOver: boolean;
  private isClosed = false;
  private isFlowing = false;
  private settleOver: () => void = () => {};
  /** Its reader knows that nothing more comes. */
  readonly over = new Promise<void>((resolve) => {
    this.settleOver = resolve;
  });
  private waiting: { length: number; settle(read: ReadResult): void } | null = null;

  constructor(stream: Duplex) {
    this.stream = stream;
    (stream as Socket).unref();
    this.isOver = !stream.readable;
    if (stream.readable) this.listen();
    // What fails is told to who writes; to a reader it is the end.
    stream.on('error', () => {});
    stream.on('close', () => {
      this.isClosed = true;
      this.end();
    });
  }

  private listen(): void {
    const { stream } = this;
    stream.on('data', (bytes: Uint8Array) => {
      this.chunks.push(bytes);
      this.keptBytes += bytes.length;
      if (this.keptBytes >= KEPT_BYTES) stream.pause();
      this.serve();
    });
    stream.pause();
    stream.on('end', () => this.end());
  }

  /** Nothing more can come of it. */
  get isDone(): boolean {
    return this.isClosed && this.keptBytes === 0;
  }

  /** One read at a time: a second one is the end of the first. */
  read(length: number): Promise<ReadResult> {
    this.waiting?.settle({ bytes: EMPTY, isEnd: true });
    return new Promise((settle) => {
      this.waiting = { length, settle };
      if (!this.isFlowing) this.stream.resume();
      this.isFlowing = true;
      this.serve();
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write(bytes, (error) => (error ? reject(asWrite(error)) : resolve()));
    });
  }

  /** Nothing more goes in, once what was written has. */
  shut(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isClosed || !this.stream.writable) resolve();
      else this.stream.end(resolve);
    });
  }

  close(): void {
    this.chunks = [];
    this.keptBytes = 0;
    this.stream.destroy();
    this.settleOver();
  }

  private end(): void {
    this.isOver = true;
    this.serve();
  }

  private serve(): void {
    if (!this.waiting || (this.keptBytes === 0 && !this.isOver)) return;
    const { length, settle } = this.waiting;
    this.waiting = null;
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    const bytes = all.subarray(0, length);
    const rest = all.subarray(bytes.length);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.keptBytes = rest.length;
    if (this.keptBytes < KEPT_BYTES) this.stream.resume();
    settle({ bytes, isEnd: bytes.length === 0 });
    if (bytes.length === 0) this.settleOver();
  }
}

export interface ReadResult {
  bytes: Uint8Array;
  isEnd: boolean;
}

/** A stream that was closed meanwhile fails as the pipe itself would. */
function asWrite(error: NodeJS.ErrnoException): Error {
  if (error.syscall) return error;
  return Object.assign(new Error('write EPIPE'), { errno: -32, code: 'EPIPE', syscall: 'write' });
}
