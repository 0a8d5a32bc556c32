import fs from 'node:fs';
import { join } from 'node:path';
import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import { writeWhole } from '../../whole-io.ts';
import type { StatePosition } from './task-log.ts';

const PIECE_BYTES = 256 * 1024;

/** The state of a task, in a file that has no name: it goes with this process. */
export class KeptState {
  private constructor(
    private readonly fd: number,
    private size: number,
    readonly head: SnapshotHead,
    readonly position: StatePosition,
    readonly atMs: number,
  ) {}

  /** One that is to be written. @throws Error of the system where there is no room */
  static make(head: SnapshotHead, position: StatePosition, atMs: number, directory: string): KeptState {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `state-${process.pid}-${KeptState.count++}`);
    const fd = fs.openSync(path, 'wx+', 0o600);
    fs.unlinkSync(path);
    return new KeptState(fd, 0, head, position, atMs);
  }
  private static count = 0;

  /** All of a file, which may lose its name. @throws Error of the system */
  static of(path: string, head: SnapshotHead, position: StatePosition, atMs: number): KeptState {
    const fd = fs.openSync(path, 'r');
    return new KeptState(fd, fs.fstatSync(fd).size, head, position, atMs);
  }

  /** @throws Error of the system where there is no room */
  write(piece: Uint8Array): void {
    writeWhole(this.fd, piece, this.size);
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
