import fs from 'node:fs';
import { join } from 'node:path';
import { readWhole, writeWhole } from '../../whole-io.ts';

/** A piece of one of the files, which have it already. */
export interface Piece {
  file: string;
  at: number;
  bytes: number;
}

/** The deputy's own copy of what its standbys have: files that only grow, in one directory. */
export class OwnCopy {
  private readonly fds = new Map<string, number>();
  private readonly sizes = new Map<string, number>();
  private isClosed = false;

  /** @throws Error of the system */
  constructor(readonly directory: string) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** A file that is there already, of which so much counts. */
  adopt(file: string, bytes: number): void {
    const path = join(this.directory, file);
    const fd = fs.openSync(path, fs.existsSync(path) ? 'r+' : 'w+', 0o600);
    fs.ftruncateSync(fd, bytes);
    this.fds.set(file, fd);
    this.sizes.set(file, bytes);
  }

  /** After `close` nothing is kept. @throws Error of the system where there is no room */
  append(file: string, parts: readonly Uint8Array[]): Piece {
    if (this.isClosed) return { file, at: 0, bytes: 0 };
    const at = this.sizes.get(file) ?? 0;
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    writeWhole(this.fd(file), all, at);
    this.sizes.set(file, at + all.length);
    return { file, at, bytes: all.length };
  }

  read({ file, at, bytes }: Piece): Uint8Array {
    const buffer = Buffer.allocUnsafe(bytes);
    if (readWhole(this.fd(file), buffer, at) < bytes) throw new Error(`${file} is shorter than it was`);
    return buffer;
  }

  all(): Piece[] {
    return [...this.sizes].map(([file, bytes]) => ({ file, at: 0, bytes }));
  }

  remove(file: string): void {
    const fd = this.fds.get(file);
    if (fd !== undefined) fs.closeSync(fd);
    this.fds.delete(file);
    this.sizes.delete(file);
    fs.rmSync(join(this.directory, file), { force: true });
  }

  /** Nobody needs it any more. */
  close(): void {
    this.isClosed = true;
    for (const fd of this.fds.values()) fs.closeSync(fd);
    this.fds.clear();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private fd(file: string): number {
    let fd = this.fds.get(file);
    if (fd === undefined) {
      fd = fs.openSync(join(this.directory, file), 'w+', 0o600);
      this.fds.set(file, fd);
    }
    return fd;
  }
}
