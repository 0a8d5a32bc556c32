import fs from 'node:fs';
import { byteLengthOf, bytesOfName, nameOf } from '../names.ts';
import { treeError } from '../tree-error.ts';
import type { Roots } from './roots.ts';

const { O_NOFOLLOW, O_DIRECTORY } = fs.constants;
/** Of open(2) on Linux: a descriptor that only names a place. Node does not list it. */
export const O_PATH = 0o10000000;

/** As Linux has them. */
const MAX_LINKS = 40;
const MAX_PATH_BYTES = 4095;
/** Descriptors that one walk may hold, and names that may be ahead of it. */
const MAX_DEPTH = 1024;
const MAX_AHEAD = 8192;

/** Where a path has led. */
export interface Reached {
  /** What is there; null where nothing is. */
  fd: number | null;
  /** The directory in which it is, and its name there; null for the root and for `.` and `..`. */
  last: { directory: number; name: string } | null;
  /** Its own path, without links. */
  path: string;
  /** The path ended with a slash: it means a directory. */
  slash: boolean;
}

/** How the last name is taken: what it stands for, itself, as a name for something new, as what it stands for or shall. */
export type Manner = 'followed' | 'itself' | 'name' | 'created';

/** What a descriptor is of: the kernel follows this one link, and never another. */
export const at = (fd: number): string => `/proc/self/fd/${fd}`;

/** One name in an open directory. */
export function within({ directory, name }: { directory: number; name: string }): string | Buffer {
  const bytes = bytesOfName(name);
  const start = `${at(directory)}/`;
  return typeof bytes === 'string' ? start + bytes : Buffer.concat([Buffer.from(start), bytes]);
}

/**
 * Goes along `path` and calls `use` with where that leads, while the descriptors of the way are open. It goes one name
 * at a time from the machine's root. Each name is looked up in the directory that was reached, and links are followed by
 * nobody but this walk: whoever exchanges names meanwhile changes what is found, but never leads out of the roots.
 * @throws the system's errors: ENOENT for what is in no root, EACCES for what is hidden
 */
export function walk<T>(roots: Roots, path: string, manner: Manner, use: (reached: Reached) => T): T {
  const way = new Way(roots, manner);
  try {
    return use(way.go(path));
  } finally {
    way.close();
  }
}

class Way {
  /** The directories on the way, the machine's root first; names of all but that. */
  private readonly fds = [fs.openSync('/', O_PATH | O_DIRECTORY)];
  private readonly names: string[] = [];
  /** What the last name was, where it is none of these. */
  private end: number | null = null;
  /** Names that are still to be gone, the next one last. */
  private readonly ahead: string[] = [];
  private links = 0;

  constructor(
    private readonly roots: Roots,
    private readonly manner: Manner,
  ) {}

  go(path: string): Reached {
    this.push(path);
    for (let name = this.ahead.pop(); name !== undefined; name = this.ahead.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') this.back();
      else if (!this.ahead.every((one) => one === '')) this.through(name);
      else {
        const reached = this.last(name);
        if (reached) return reached;
      }
    }
    return { fd: this.directory, last: null, path: `/${this.names.join('/')}`, slash: true };
  }

  close(): void {
    for (const fd of this.fds) fs.closeSync(fd);
    if (this.end !== null) fs.closeSync(this.end);
  }

  private get directory(): number {
    return this.fds.at(-1)!;
  }

  private push(path: string): void {
    if (path === '') throw treeError('ENOENT');
    if (path.includes('\0')) throw treeError('EINVAL');
    if (byteLengthOf(path) > MAX_PATH_BYTES) throw treeError('ENAMETOOLONG');
    const names = path.split('/').reverse();
    if (this.ahead.length + names.length > MAX_AHEAD) throw treeError('ENAMETOOLONG');
    this.ahead.push(...names);
    if (path.startsWith('/')) while (this.names.length > 0) this.back();
  }

  /** `..` is the directory from which the walk came, never one that the system names. At the root it is the root. */
  private back(): void {
    if (this.names.length === 0) return;
    fs.closeSync(this.fds.pop()!);
    this.names.pop();
  }

  /** A name with others after it: a directory, or a link. */
  private through(name: string): void {
    const place = { directory: this.directory, name };
    if (!this.isShown(name)) {
      // Above the roots a link is no secret where it leads into one: the same path as on the machine itself.
      if (!this.follow(place)) throw treeError('ENOENT');
      return;
    }
    if (this.fds.length >= MAX_DEPTH) throw treeError('ENAMETOOLONG');
    try {
      this.fds.push(fs.openSync(within(place), O_PATH | O_NOFOLLOW | O_DIRECTORY));
      this.names.push(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR' || !this.follow(place)) throw error;
    }
  }

  /** Null where it was a link that is to be followed. */
  private last(name: string): Reached | null {
    const slash = this.ahead.length > 0;
    const place = { directory: this.directory, name };
    const mayLack = this.manner === 'name' || this.manner === 'created';
    const reached = { last: place, path: `/${[...this.names, name].join('/')}`, slash };
    if (!this.isShown(name)) {
      if (this.manner !== 'name' && this.follow(place)) return null;
      if (mayLack) return { fd: null, ...reached };
      throw treeError('ENOENT');
    }
    try {
      this.end = fs.openSync(within(place), O_PATH | O_NOFOLLOW);
    } catch (error) {
      if (mayLack && (error as NodeJS.ErrnoException).code === 'ENOENT') return { fd: null, ...reached };
      throw error;
    }
    const follows = this.manner !== 'name' && (this.manner !== 'itself' || slash);
    if (follows || slash) {
      const stat = fs.fstatSync(this.end);
      if (follows && stat.isSymbolicLink()) {
        fs.closeSync(this.end);
        this.end = null;
        // It may be something else by now: then it is looked at anew.
        if (!this.follow(place)) this.ahead.push(name);
        return null;
      }
      if (slash && !stat.isDirectory()) throw treeError('ENOTDIR');
    }
    return { fd: this.end, ...reached };
  }

  /** Whether it is in a root or on the way to one. */
  private isShown(name: string): boolean {
    const path = `/${[...this.names, name].join('/')}`;
    if (this.roots.isHidden(path)) throw treeError('EACCES', 'what belongs to an agent is not served');
    return this.roots.of(path) !== undefined || this.roots.isWay(path);
  }

  /** Its target is ahead from now on; false where it is no link. */
  private follow(place: { directory: number; name: string }): boolean {
    if (++this.links > MAX_LINKS) throw treeError('ELOOP');
    let target: string;
    try {
      target = nameOf(fs.readlinkSync(within(place), { encoding: 'buffer' }));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EINVAL' || code === 'ENOENT') return false;
      throw error;
    }
    this.push(target);
    return true;
  }
}
