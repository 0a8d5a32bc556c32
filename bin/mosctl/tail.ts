import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** What of a file is read at a time, and of its end at first. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Whole lines of a file, as it grows; from its beginning where it begins anew. */
export class Tail {
  private at: number;
  private inode: number;
  /** What has come of a line, and of a character, that has not ended. */
  private rest = '';
  private decoder = new StringDecoder('utf8');
  /** It began within a line, which is none. */
  private isWithin: boolean;

  constructor(
    private readonly path: string,
    readonly mostBytes = MOST_BYTES,
  ) {
    const stat = statSync(path, { throwIfNoEntry: false });
    this.at = Math.max(0, (stat?.size ?? 0) - mostBytes);
    this.inode = stat?.ino ?? 0;
    this.isWithin = this.at > 0;
  }

  /** What there is more of it than at the last look. */
  read(): string[] {
    let fd: number;
    try {
      fd = openSync(this.path, 'r');
    } catch {
      return [];
    }
    try {
      const lines: string[] = [];
      const { size, ino } = fstatSync(fd);
      if (ino !== this.inode || size < this.at) this.beginAnew(ino);
      while (this.at < size) {
        const bytes = Buffer.alloc(Math.min(size - this.at, this.mostBytes));
        const length = readSync(fd, bytes, 0, bytes.length, this.at);
        if (length === 0) break;
        this.at += length;
        lines.push(...this.linesIn(bytes.subarray(0, length)));
      }
      return lines;
    } finally {
      closeSync(fd);
    }
  }

  private linesIn(bytes: Buffer): string[] {
    const lines = `${this.rest}${this.decoder.write(bytes)}`.split('\n');
    this.rest = lines.pop() as string;
    if (this.isWithin && lines.length > 0) {
      lines.shift();
      this.isWithin = false;
    }
    return lines;
  }

  private beginAnew(inode: number): void {
    this.inode = inode;
    this.at = 0;
    this.rest = '';
    this.decoder = new StringDecoder('utf8');
    this.isWithin = false;
  }
}
