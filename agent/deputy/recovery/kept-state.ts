import fs from 'node:fs';
import { join } from 'node:path';
import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import type { StatePosition } from './task-log.ts';

const PIECE_BYTES = 256 * 1024;

/** The state of a task, in a file that has no name: it goes with this process. */
export class KeptState {
  private readonly fd: number;
  private size = 0;

  /** @throws Error of the system where there is no room */
  constructor(
    readonly head: SnapshotHead,
    readonly position: StatePosition,
    readonly atMs: number,
    directory: string,
  ) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `state-${process.pid}-${KeptState.count++}`);
    this.fd = fs.openSync(path, 'wx+', 0o600);
    fs.unlinkSync(path);
  }
  private static count = 0;

  /** @throws Error of the system where there is no room */
  write(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; )
      at += fs.writeSync(this.fd, piece, at, piece.length - at, this.size + at);
    this.size += piece.length;
  }

  *pieces(): Iterable<Uint8Array> {
    for (let at = 0; at < this.size; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, this.size - at));
      const bytes = fs.readSync(this.fd, piece, 0, piece.length, at);
      if (bytes === 0) throw new Error('the kept state is shorter than it was');
      yield piece.subarray(0, bytes);
      at += bytes;
    }
  }

  get bytes(): number {
    return this.size;
  }

  close(): void {
    fs.closeSync(this.fd);
  }
}
