import fs from 'node:fs';
import type { AheadCall } from '../../../protocol/ahead.ts';
import { MAX_FILE_PIECE_BYTES, MAX_LISTED } from '../../../protocol/limits.ts';
import type { StatFsResult, StatResult } from '../../../protocol/syscalls.ts';
import { readWhole } from '../../whole-io.ts';
import { DIRECTORY_TYPE, direntType } from '../entry-type.ts';
import { bytesOfName, nameOf } from '../names.ts';
import { statFsResult, statResult } from '../stat.ts';
import type { Attributes, FileTree, NamedEntry, TreeEntry, TreeFile } from '../tree.ts';
import { asTreeError, treeError } from '../tree-error.ts';
import { exportAnswersAhead } from './ahead.ts';
import { ExportFile } from './export-file.ts';
import { changes, openReached } from './open.ts';
import type { Roots } from './roots.ts';
import { setAttributes } from './set-attributes.ts';
import { at, type Manner, type Reached, walk, within } from './walk.ts';

const EXACT = { bigint: true } as const;
const { W_OK, O_CREAT, O_EXCL, O_NOFOLLOW } = fs.constants;

/** At a time, of a file that tells no size. */
const UNTOLD_BYTES = 16 * 1024;

/** A place in a directory, where something can be made, removed or renamed. */
type Place = Reached & { last: NonNullable<Reached['last']> };

/** What this node exports, with the rights of its agent. It blocks while it works: for a thread that does nothing else. */
export class ExportTree implements FileTree {
  /** `roots`: what counts now. */
  constructor(private readonly roots: () => Roots) {}

  async stat(path: string): Promise<StatResult> {
    return this.on(path, 'followed', ({ fd }) => statResult(fs.fstatSync(fd!, EXACT)));
  }

  async lstat(path: string): Promise<StatResult> {
    return this.on(path, 'itself', ({ fd }) => statResult(fs.fstatSync(fd!, EXACT)));
  }

  async readdir(path: string): Promise<TreeEntry[]> {
    return this.on(path, 'followed', (reached) =>
      this.listed(
        reached,
        (fd) => fs.readdirSync(at(fd), { encoding: 'buffer' }).map(nameOf),
        (name) => name,
      ).flatMap((name) => {
        const stat = lookAt(reached.fd!, name);
        return stat ? [{ name, stat: statResult(stat) }] : [];
      }),
    );
  }

  async names(path: string): Promise<NamedEntry[]> {
    return this.on(path, 'followed', (reached) =>
      this.listed(
        reached,
        (fd) =>
          fs
            .readdirSync(at(fd), { encoding: 'buffer', withFileTypes: true })
            .map((entry) => ({ name: nameOf(entry.name as unknown as Buffer), type: direntType(entry) })),
        (name) => ({ name, type: DIRECTORY_TYPE }),
      ),
    );
  }

  async readFile(path: string): Promise<Uint8Array | null> {
    return this.on(path, 'followed', (reached) => {
      const fd = openReached(reached, fs.constants.O_RDONLY, 0);
      try {
        return contentsOf(fd);
      } finally {
        fs.closeSync(fd);
      }
    });
  }

  async answersAhead(path: string, names: string[], calls: AheadCall[]): Promise<Uint8Array> {
    try {
      return exportAnswersAhead(this.roots(), path, names, calls);
    } catch (error) {
      throw asTreeError(error);
    }
  }

  async open(path: string, flags: number, mode: number): Promise<TreeFile> {
    return this.opened(
      path,
      flags,
      mode,
      (fd, real) => new ExportFile(fd, flags, () => this.roots().modeOf(real)),
    );
  }

  /** A descriptor of this process. */
  descriptor(path: string, flags: number, mode: number): number {
    return this.opened(path, flags, mode, (fd) => fd);
  }

  async mkdir(path: string, mode: number): Promise<void> {
    this.place(path, (place) => {
      if (place.fd !== null) throw treeError('EEXIST');
      this.mayChange(place.path);
      fs.mkdirSync(within(place.last), mode);
      // The agent's own mask is not the one that counts.
      if ((mode & process.umask()) !== 0)
        walk(this.roots(), place.path, 'name', ({ fd }) => fd !== null && fs.chmodSync(at(fd), mode));
    });
  }

  async rmdir(path: string): Promise<void> {
    this.place(path, (place) => {
      this.mayLose(place);
      fs.rmdirSync(within(place.last));
    });
  }

  async unlink(path: string): Promise<void> {
    this.place(path, (place) => {
      this.mayLose(place);
      fs.unlinkSync(within(place.last));
    });
  }

  async rename(from: string, to: string): Promise<void> {
    this.place(from, (source) =>
      this.place(to, (target) => {
        this.mayLose(source);
        if (target.slash && !fs.fstatSync(source.fd!).isDirectory()) throw treeError('ENOTDIR');
        this.mayJoin(source, target);
        if (this.roots().isFixed(target.path)) throw treeError('EBUSY');
        fs.renameSync(within(source.last), within(target.last));
      }),
    );
  }

  async link(existing: string, path: string): Promise<void> {
    this.place(existing, (source) =>
      this.place(path, (target) => {
        if (source.fd === null) throw treeError('ENOENT');
        if (target.fd !== null) throw treeError('EEXIST');
        this.mayJoin(source, target);
        fs.linkSync(within(source.last), within(target.last));
      }),
    );
  }

  async symlink(target: string, path: string): Promise<void> {
    this.place(path, (place) => {
      if (place.fd !== null) throw treeError('EEXIST');
      this.mayChange(place.path);
      if (place.slash) throw treeError('ENOENT');
      fs.symlinkSync(bytesOfName(target), within(place.last));
    });
  }

  async readlink(path: string): Promise<string> {
    return this.on(path, 'itself', ({ last }) => {
      if (last === null) throw treeError('EINVAL');
      return nameOf(fs.readlinkSync(within(last), { encoding: 'buffer' }));
    });
  }

  async realpath(path: string): Promise<string> {
    return this.on(path, 'followed', (reached) => reached.path);
  }

  async access(path: string, mode: number): Promise<void> {
    this.on(path, 'followed', ({ fd, path: real }) => {
      if ((mode & W_OK) !== 0) this.mayChange(real);
      fs.accessSync(at(fd!), mode);
    });
  }

  async setAttributes(path: string, attributes: Attributes, follow: boolean): Promise<void> {
    this.on(path, follow ? 'followed' : 'itself', (reached) => {
      this.mayChange(reached.path);
      setAttributes(reached, attributes);
    });
  }

  async statfs(path: string): Promise<StatFsResult> {
    return this.on(path, 'followed', ({ fd }) => statFsResult(fs.statfsSync(at(fd!), EXACT)));
  }

  /** What is in a directory: all, or above the roots the ways to them. */
  private listed<T>({ fd, path }: Reached, all: (fd: number) => T[], way: (name: string) => T): T[] {
    const roots = this.roots();
    if (!fs.fstatSync(fd!).isDirectory()) throw treeError('ENOTDIR');
    const entries = roots.of(path) ? all(fd!) : roots.waysFrom(path).map(way);
    if (entries.length > MAX_LISTED) throw treeError('EOVERFLOW', `over ${MAX_LISTED} entries`);
    return entries;
  }

  private opened<T>(path: string, flags: number, mode: number, use: (fd: number, real: string) => T): T {
    return this.on(path, mannerOf(flags), (reached) => {
      if (changes(flags, reached.fd !== null)) this.mayChange(reached.path);
      return use(openReached(reached, flags, mode), reached.path);
    });
  }

  private on<T>(path: string, manner: Manner, use: (reached: Reached) => T): T {
    try {
      return walk(this.roots(), path, manner, use);
    } catch (error) {
      throw asTreeError(error);
    }
  }

  private place<T>(path: string, use: (place: Place) => T): T {
    return this.on(path, 'name', (reached) => {
      if (reached.last === null) throw treeError(reached.path === '/' ? 'EBUSY' : 'EINVAL');
      return use(reached as Place);
    });
  }

  private mayChange(path: string): void {
    const mode = this.roots().modeOf(path);
    if (mode !== 'rw') throw treeError(mode === 'ro' ? 'EROFS' : 'EACCES');
  }

  private mayLose({ fd, path }: Place): void {
    if (fd === null) throw treeError('ENOENT');
    this.mayChange(path);
    if (this.roots().isFixed(path)) throw treeError('EBUSY');
  }

  /** A file that is reached under two names would be under the rules of both. */
  private mayJoin(one: Place, other: Place): void {
    this.mayChange(other.path);
    if (!this.roots().areAlike(one.path, other.path)) throw treeError('EXDEV');
    this.mayChange(one.path);
  }
}

/** All of it, in memory of its own; null where that is too much for one answer. */
function contentsOf(fd: number): Uint8Array | null {
  const { size } = fs.fstatSync(fd);
  if (size > MAX_FILE_PIECE_BYTES) return null;
  if (size > 0) return readUpTo(fd, size);
  // A file that tells no size is read to where it ends.
  const pieces: Uint8Array[] = [];
  for (let got = 0; got <= MAX_FILE_PIECE_BYTES; got += UNTOLD_BYTES) {
    const piece = readUpTo(fd, UNTOLD_BYTES);
    pieces.push(piece);
    if (piece.length < UNTOLD_BYTES) return new Uint8Array(Buffer.concat(pieces));
  }
  return null;
}

function readUpTo(fd: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const got = readWhole(fd, bytes, null);
  return got === length ? bytes : bytes.slice(0, got);
}

function mannerOf(flags: number): Manner {
  const creates = (flags & O_CREAT) !== 0;
  if ((flags & O_NOFOLLOW) !== 0 || (creates && (flags & O_EXCL) !== 0)) return 'name';
  return creates ? 'created' : 'followed';
}

function lookAt(directory: number, name: string): fs.BigIntStats | null {
  try {
    return fs.lstatSync(within({ directory, name }), EXACT);
  } catch (error) {
    // It went while we listed, or its disk does not answer: what is not there is not listed.
    if ((error as NodeJS.ErrnoException).code) return null;
    throw error;
  }
}
