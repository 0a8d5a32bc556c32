import fs from 'node:fs';
import type { OpenedFile } from '../../../protocol/in-doubt.ts';
import type { PlacedFile } from '../../../protocol/syscalls.ts';
import type { Attributes, TreeFile } from '../../mfs/tree.ts';
import type { Ends } from './ends.ts';
import { as, fsError, inCall } from './errors.ts';
import { Place } from './place.ts';
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
  private readonly position = new Place();

  private constructor(
    private readonly file: TreeFile,
    private readonly flags: number,
    readonly path: string,
    private readonly end: CountedEnd | null = null,
  ) {}

  /** `ends`: what is appended to it is written at positions that are counted there. */
  static async open(
    { tree, path, shown }: Spot,
    flags: number,
    mode: number,
    ends: Ends | null = null,
  ): Promise<RemoteFile> {
    const isCounted = ends !== null && (flags & O_APPEND) !== 0;
    const opening = isCounted ? flags & ~O_APPEND : flags;
    // A new file has its mode from the task's own mask, not from that of an agent.
    const file = await as('open', [shown], tree.open(path, opening, mode & ~process.umask()));
    return new RemoteFile(file, flags, path, isCounted ? await countedEnd(ends, file, path, shown) : null);
  }

  /** What `describe` has told of, by another deputy. @throws ESTALE where another file has its name now */
  static async reopen({ tree, path, shown }: Spot, opened: OpenedFile, ends: Ends): Promise<RemoteFile> {
    const { flags, position, end, identity } = opened;
    const opening = flags & ~(O_APPEND | O_CREAT | O_EXCL | O_TRUNC);
    const file = await tree.open(path, opening, 0).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw fsError('ESTALE', 'open', shown, undefined, 'it is gone');
      throw inCall(error, 'open', shown);
    });
    if (identity === null || file.identity !== identity) {
      await file.close();
      throw fsError('ESTALE', 'open', shown, undefined, 'its name means another file now');
    }
    const again = new RemoteFile(
      file,
      flags,
      path,
      end === null ? null : await countedEnd(ends, file, path, shown, end),
    );
    again.position.moveTo(position);
    return again;
  }

  /** For `reopen` on another node; as of before what is under way. */
  describe(): OpenedFile {
    const { path, flags, position, end } = this;
    const identity = this.file.identity ?? null;
    return { path, flags, position: position.settled, end: end?.place.settled ?? null, identity };
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
    if (at !== null) return as('read', [], this.file.read(length, at));
    const from = this.position.take(length);
    let got = 0;
    try {
      const bytes = await as('read', [], this.file.read(length, from));
      got = bytes.length;
      return bytes;
    } finally {
      this.position.over(from, length, got);
    }
  }

  /** @returns how much was written: all of it */
  async write(bytes: Uint8Array, at: number | null): Promise<number> {
    if ((this.flags & ACCESS) === O_RDONLY) throw fsError('EBADF', 'write');
    // As in the kernel, what is appended is at the end, wherever it was meant to be.
    if (this.end) {
      const to = await this.writeFrom(this.end.place, bytes);
      if (at === null) this.position.moveTo(to + bytes.length);
    } else if ((this.flags & O_APPEND) !== 0) await as('write', [], this.file.write(bytes, null));
    else if (at !== null) await as('write', [], this.file.write(bytes, at));
    else await this.writeFrom(this.position, bytes);
    return bytes.length;
  }

  stat = () => as('fstat', [], this.file.stat());
  async setAttributes(attributes: Attributes): Promise<void> {
    await this.file.setAttributes(attributes);
    if (attributes.size !== undefined) this.end?.place.moveTo(attributes.size);
  }
  sync = (dataOnly: boolean) => as(dataOnly ? 'fdatasync' : 'fsync', [], this.file.sync(dataOnly));
  close(): Promise<void> {
    this.end?.leave();
    return as('close', [], this.file.close());
  }

  private async writeFrom(place: Place, bytes: Uint8Array): Promise<number> {
    const to = place.take(bytes.length);
    let done = 0;
    try {
      await as('write', [], this.file.write(bytes, to));
      done = bytes.length;
      return to;
    } finally {
      place.over(to, bytes.length, done);
    }
  }
}

interface CountedEnd {
  place: Place;
  leave(): void;
}

async function countedEnd(
  ends: Ends,
  file: TreeFile,
  path: string,
  shown: string,
  end?: number,
): Promise<CountedEnd> {
  try {
    return await ends.enterOpened(path, await as('open', [shown], file.stat()), end);
  } catch (error) {
    await file.close();
    throw error;
  }
}
