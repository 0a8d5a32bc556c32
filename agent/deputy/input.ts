import fs from 'node:fs';
import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import tty from 'node:tty';
import type { Descriptor } from './syscalls/descriptors.ts';

/** As much as one read of a pipe or terminal takes: what a pipe of Linux holds. */
const CHUNK_BYTES = 64 * 1024;
const STDIN = 0;

export interface InputSource {
  /** None at the end. */
  read(length: number): Promise<Uint8Array>;
}

/**
 * Standard input, read only while the task asks: what it leaves is there for the next program of the pipeline, but
 * for the rest of the chunk it took from a pipe, as under node.
 */
export class Input {
  private source: InputSource | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private rest: Uint8Array<ArrayBuffer>;

  /** `file`: standard input of a checkpoint's task is read on from there. `rest`: what it had not read of what was taken. */
  constructor(file: Descriptor | null = null, rest: Uint8Array = new Uint8Array(0), source?: InputSource) {
    this.source = source ?? (file === null ? null : { read: (length) => readOn(file, length) });
    this.rest = new Uint8Array(rest);
  }

  /** Bytes that were taken from the stream and not read. */
  get unread(): Uint8Array {
    return this.rest;
  }

  /** The next bytes, at most `length`; none at the end. Reads are served in turn. */
  read(length: number): Promise<Uint8Array> {
    const mine = this.last.then(() => this.next(length));
    this.last = mine.catch(() => {});
    return mine;
  }

  private async next(length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    if (this.rest.length === 0) {
      this.source ??= open();
      this.rest = new Uint8Array(await this.source.read(length));
    }
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(bytes.length);
    return bytes;
  }
}

function open(): InputSource {
  const isTerminal = tty.isatty(STDIN);
  const stat = fs.fstatSync(STDIN);
  return isTerminal || stat.isFIFO() || stat.isSocket()
    ? new PolledInput(isTerminal)
    : { read: (length) => readFile(length) };
}

async function readOn(file: Descriptor, length: number): Promise<Uint8Array> {
  const bytes = await readFile(length, file.fd, file.offset);
  if (file.offset !== null) file.offset += bytes.length;
  return bytes;
}

/** Files and devices: a read on a worker thread does not last. */
function readFile(length: number, fd = STDIN, position: number | null = null): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length);
  return new Promise((resolve, reject) => {
    fs.read(fd, buffer, 0, length, position, (error, got) =>
      error ? reject(error) : resolve(buffer.subarray(0, got)),
    );
  });
}

/** Pipes and terminals: polled, since a thread that waits in `read` would keep the process from exiting. */
class PolledInput {
  private readonly socket: Socket;
  private ended = false;
  private waiting: { resolve(bytes: Uint8Array): void; reject(error: Error): void } | null = null;

  constructor(isTerminal: boolean) {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const options: SocketConstructorOpts & { manualStart: boolean; onread: OnReadOpts } = {
      readable: true,
      writable: false,
      manualStart: true,
      onread: {
        buffer,
        callback: (got) => {
          this.settle(Buffer.from(buffer.subarray(0, got)));
          return false;
        },
      },
    };
    this.socket = isTerminal ? new tty.ReadStream(STDIN, options) : new Socket({ ...options, fd: STDIN });
    this.socket.on('end', () => {
      this.ended = true;
      this.settle(new Uint8Array(0));
    });
    this.socket.on('error', (error) => {
      this.ended = true;
      this.waiting?.reject(error);
      this.waiting = null;
    });
  }

  read(): Promise<Uint8Array> {
    if (this.ended) return Promise.resolve(new Uint8Array(0));
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.resume();
    });
  }

  private settle(bytes: Uint8Array): void {
    this.waiting?.resolve(bytes);
    this.waiting = null;
  }
}
