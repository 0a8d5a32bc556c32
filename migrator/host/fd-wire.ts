import { readSync, writeSync } from 'node:fs';
import { bytesOf } from '../../protocol/bytes.ts';
import type { Wire } from './wire.ts';

/** Waits without burning CPU when the descriptor turns out to be non-blocking. */
const pause = new Int32Array(new SharedArrayBuffer(4));
const PAUSE_MS = 1;

const { wait } = Atomics;

/** A descriptor that is read and written synchronously; `onEnd` ends the process at its end. */
export class FdWire implements Wire {
  constructor(
    private readonly fd: number,
    private readonly onEnd: () => never,
  ) {}

  read(target: Uint8Array, at: number, bytes: number): number {
    for (;;) {
      try {
        const got = readSync(this.fd, target, at, bytes, null);
        return got === 0 ? this.onEnd() : got;
      } catch (error) {
        this.retry(error);
      }
    }
  }

  write(bytes: Uint8Array): void {
    const end = bytesOf(bytes);
    for (let at = 0; at < end; ) {
      try {
        at += writeSync(this.fd, bytes, at, end - at);
      } catch (error) {
        this.retry(error);
      }
    }
  }

  private retry(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN') wait(pause, 0, 0, PAUSE_MS);
    else if (code === 'EPIPE' || code === 'ECONNRESET') this.onEnd();
    else if (code !== 'EINTR') throw error;
  }
}
