import fs from 'node:fs';
import type { PlacedFile } from '../../../protocol/syscalls.ts';
import type { TreeFile } from '../../mfs/tree.ts';
import { as, fsError } from './errors.ts';
import type { Spot } from './task-files.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = fs.constants;
const ACCESS = 3;

/** Flags as Node's programs write them. */
const FLAGS: Record<string, number> = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};
const OTHER_NAMES: Record<string, string> = {
  sr: 'rs',
  'sr+': 'rs+',
  xw: 'wx',
  'xw+': 'wx+',
  xa: 'ax',
  'xa+': 'ax+',
  sa: 'as',
  'sa+': 'as+',
};

export function flagsOf(flags: string | number): number {
  return typeof flags === 'number' ? flags : (FLAGS[OTHER_NAMES[flags] ?? flags] ?? O_RDONLY);
}

export const makes = (flags: number): boolean => (flags & O_CREAT) !== 0;

/** An open file of another node, with its own position, as the kernel has it for a descriptor. */
export class RemoteFile {
  private position = 0;

  private constructor(
    private readonly file: TreeFile,
    private readonly flags: number,
    readonly path: string,
  ) {}

  static async open({ tree, path, shown }: Spot, flags: number, mode: number): Promise<RemoteFile> {
    // A new file has its mode from the task's own mask, not from that of an agent.
    const file = await as('open', [shown], tree.open(path, flags, mode & ~process.umask()));
    return new RemoteFile(file, flags, path);
  }

  /** Which file of the cluster it is, for reads where it lies; null where it is not only read, or one of home by another name. */
  get placed(): PlacedFile | null {
    const { path, flags } = this;
    const { identity } = this.file;
    const isRead = (flags & ACCESS) === O_RDONLY && path.startsWith('/mfs/');
    return isRead && identity !== undefined ? { path, identity } : null;
  }

  async read(length: number, at: number | null): Promise<Uint8Array> {
    if ((this.flags & ACCESS) === O_WRONLY) throw fsError('EBADF', 'read');
    const from = at ?? this.position;
    // Another read that begins meanwhile is of what follows.
    if (at === null) this.position += length;
    let got = 0;
    try {
      const bytes = await as('read', [], this.file.read(length, from));
      got = bytes.length;
      return bytes;
    } finally {
      if (at === null && this.position === from + length) this.position = from + got;
    }
  }

  /** @returns how much was written: all of it */
  async write(bytes: Uint8Array, at: number | null): Promise<number> {
    if ((this.flags & ACCESS) === O_RDONLY) throw fsError('EBADF', 'write');
    if ((this.flags & O_APPEND) !== 0) await as('write', [], this.file.write(bytes, null));
    else {
      const to = at ?? this.position;
      if (at === null) this.position += bytes.length;
      try {
        await as('write', [], this.file.write(bytes, to));
      } catch (error) {
        if (at === null && this.position === to + bytes.length) this.position = to;
        throw error;
      }
    }
    return bytes.length;
  }

  stat = () => as('fstat', [], this.file.stat());
  setAttributes: TreeFile['setAttributes'] = (attributes) => this.file.setAttributes(attributes);
  sync = (dataOnly: boolean) => as(dataOnly ? 'fdatasync' : 'fsync', [], this.file.sync(dataOnly));
  close = () => as('close', [], this.file.close());
}
