import { type AheadCall, shiftDevices } from '../../protocol/ahead.ts';
import type { StatFsResult, StatResult } from '../../protocol/syscalls.ts';
import { noAnswers } from './ahead.ts';
import { DIRECTORY_TYPE } from './entry-type.ts';
import type { Attributes, FileTree, NamedEntry, TreeEntry, TreeFile } from './tree.ts';
import { treeError } from './tree-error.ts';

/** Where a tree hangs in the whole; `shift` tells its devices from those of others. */
export interface Mount {
  tree: FileTree;
  shift: number;
}

/** A directory of the whole that is no tree's own: what hangs in it by name. */
export interface Place {
  names(): string[];
  get(name: string): Place | Mount | undefined;
}

const isMount = (what: Place | Mount): what is Mount => 'tree' in what;

/** What a path leads to: a directory of ours, or a path in a tree. */
type Found = { place: Place; number: number } | (Mount & { path: string; at: string });

const DIRECTORY = 0o040555;
const W_OK = 2;

/** All trees under one root: `/mfs` with the nodes' files, and what else hangs there. Its own directories nobody changes. */
export class ClusterTree implements FileTree {
  constructor(
    private readonly root: Place,
    private readonly sinceMs: number,
  ) {}

  stat(path: string): Promise<StatResult> {
    return this.looked(path, 'stat');
  }
  lstat(path: string): Promise<StatResult> {
    return this.looked(path, 'lstat');
  }

  async readdir(path: string): Promise<TreeEntry[]> {
    const found = this.find(path);
    if (!('tree' in found))
      return found.place
        .names()
        .map((name, index) => ({ name, stat: this.ownStat(found.number * 1000 + index) }));
    const entries = await found.tree.readdir(found.path);
    return entries.map(({ name, stat }) => ({ name, stat: shifted(stat, found.shift) }));
  }

  async names(path: string): Promise<NamedEntry[]> {
    const found = this.find(path);
    if ('tree' in found) return found.tree.names(found.path);
    return found.place.names().map((name) => ({ name, type: DIRECTORY_TYPE }));
  }

  async readFile(path: string): Promise<Uint8Array | null> {
    const found = this.find(path);
    return 'tree' in found ? found.tree.readFile(found.path) : null;
  }

  async answersAhead(path: string, names: string[], calls: AheadCall[]): Promise<Uint8Array> {
    const found = this.find(path);
    if (!('tree' in found)) return noAnswers(names, calls);
    const answers = await found.tree.answersAhead(found.path, names, calls);
    shiftDevices(answers, names.length, calls, found.shift);
    return answers;
  }

  async open(path: string, flags: number, mode: number): Promise<TreeFile> {
    const found = this.find(path);
    if (!('tree' in found)) throw treeError('EISDIR');
    const { shift } = found;
    const file = await found.tree.open(found.path, flags, mode);
    return {
      identity: file.identity,
      stat: async () => shifted(await file.stat(), shift),
      read: (length, position) => file.read(length, position),
      write: (bytes, position) => file.write(bytes, position),
      setAttributes: (attributes) => file.setAttributes(attributes),
      sync: (dataOnly) => file.sync(dataOnly),
      close: () => file.close(),
    };
  }

  async mkdir(path: string, mode: number): Promise<void> {
    const found = this.tryFind(path);
    if (found && (!('tree' in found) || found.path === '/')) throw treeError('EEXIST');
    if (!found || !('tree' in found)) throw treeError('EACCES');
    return found.tree.mkdir(found.path, mode);
  }
  async rmdir(path: string): Promise<void> {
    const { tree, path: inside } = this.inside(path);
    return tree.rmdir(inside);
  }
  async unlink(path: string): Promise<void> {
    const { tree, path: inside } = this.inside(path);
    return tree.unlink(inside);
  }
  async rename(from: string, to: string): Promise<void> {
    const [one, other] = this.both(from, to);
    return one.tree.rename(one.path, other.path);
  }
  async link(existing: string, path: string): Promise<void> {
    const [one, other] = this.both(existing, path);
    return one.tree.link(one.path, other.path);
  }
  async symlink(target: string, path: string): Promise<void> {
    const { tree, path: inside } = this.inside(path);
    return tree.symlink(target, inside);
  }
  async readlink(path: string): Promise<string> {
    const found = this.find(path);
    if (!('tree' in found)) throw treeError('EINVAL');
    return found.tree.readlink(found.path);
  }
  async realpath(path: string): Promise<string> {
    const found = this.find(path);
    if (!('tree' in found)) return `/${normal(path).join('/')}`;
    const real = await found.tree.realpath(found.path);
    return real === '/' ? found.at : found.at + real;
  }
  async access(path: string, mode: number): Promise<void> {
    const found = this.find(path);
    if ('tree' in found) return found.tree.access(found.path, mode);
    if ((mode & W_OK) !== 0) throw treeError('EACCES');
  }
  async setAttributes(path: string, attributes: Attributes, follow: boolean): Promise<void> {
    const { tree, path: inside } = this.inside(path);
    return tree.setAttributes(inside, attributes, follow);
  }
  async statfs(path: string): Promise<StatFsResult> {
    const found = this.find(path);
    if ('tree' in found) return found.tree.statfs(found.path);
    return { type: 0, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 };
  }

  private async looked(path: string, how: 'stat' | 'lstat'): Promise<StatResult> {
    const found = this.find(path);
    if (!('tree' in found)) return this.ownStat(found.number);
    return shifted(await found.tree[how](found.path), found.shift);
  }

  private inside(path: string): Extract<Found, Mount> {
    const found = this.find(path);
    if (!('tree' in found)) throw treeError('EACCES');
    return found;
  }

  private both(from: string, to: string): [Extract<Found, Mount>, Extract<Found, Mount>] {
    const one = this.inside(from);
    const other = this.tryFind(to);
    if (!other || !('tree' in other)) throw treeError('EACCES');
    if (one.tree !== other.tree) throw treeError('EXDEV');
    return [one, other];
  }

  private find(path: string): Found {
    const found = this.tryFind(path);
    if (!found) throw treeError('ENOENT');
    return found;
  }

  /** `..` goes up only in directories of ours: what it is in a tree is that tree's business, and its root is its top. */
  private tryFind(path: string): Found | undefined {
    const ahead = path.split('/').reverse();
    const trail: { place: Place; name: string }[] = [];
    let place = this.root;
    let number = 1;
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        place = trail.pop()?.place ?? place;
        continue;
      }
      const next = place.get(name);
      if (next === undefined) return undefined;
      if (isMount(next)) {
        const rest = ahead.slice().reverse();
        // `/mfs/2/..` is `/mfs`, and `/mfs/2/../3` another node.
        const first = rest.findIndex((one) => one !== '' && one !== '.');
        if (rest[first] === '..') {
          ahead.splice(ahead.length - 1 - first);
          continue;
        }
        const at = `/${[...trail.map((each) => each.name), name].join('/')}`;
        return { ...next, path: `/${rest.join('/')}`, at };
      }
      number = number * 1000 + place.names().indexOf(name) + 1;
      trail.push({ place, name });
      place = next;
    }
    return { place, number };
  }

  private ownStat(ino: number): StatResult {
    const ns = `${this.sinceMs}000000`;
    return {
      dev: 0,
      ino,
      mode: DIRECTORY,
      nlink: 2,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      rdev: 0,
      size: 0,
      blksize: 4096,
      blocks: 0,
      atimeNs: ns,
      mtimeNs: ns,
      ctimeNs: ns,
      birthtimeNs: ns,
    };
  }
}

/** Devices of machines have the same numbers: programs would take files of two of them for one. */
function shifted(stat: StatResult, shift: number): StatResult {
  const dev = Number(stat.dev) + shift;
  return Number.isSafeInteger(dev) ? { ...stat, dev } : stat;
}

function normal(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}
