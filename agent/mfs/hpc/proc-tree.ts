import { constants } from 'node:fs';
import type { AheadCall } from '../../../protocol/ahead.ts';
import type { StatFsResult, StatResult } from '../../../protocol/syscalls.ts';
import { noAnswers } from '../ahead.ts';
import { typeOf } from '../entry-type.ts';
import type { Attributes, FileTree, NamedEntry, TreeEntry, TreeFile } from '../tree.ts';
import { treeError } from '../tree-error.ts';
import { type AdminCommands, admin } from './admin.ts';
import { asTreeError } from './command-error.ts';
import { type Directory, directory, type Entry, isDirectory, type Value } from './entries.ts';
import { type NodesKnown, nodes } from './nodes.ts';
import { remote, type TaskCommands, tasks } from './tasks.ts';

/** As in sysfs: a size that no value reaches, so that who reads by size reads all of a value that has grown meanwhile. */
const SIZE = 4_096;
const MAX_WRITTEN_BYTES = 256;
const PROC_MAGIC = 0x9fa0;

/** `/proc`: what this node knows of nodes and tasks, as files; some set something when they are written to. */
export class ProcTree implements FileTree {
  private readonly root: Directory;

  constructor(
    private readonly nowMs: () => number,
    parts: AdminCommands & TaskCommands & NodesKnown,
  ) {
    const hpc = directory({ admin: admin(parts), nodes: nodes(parts.nodes), remote: remote(parts) });
    const known = tasks(parts);
    this.root = {
      list: () => ['hpc', ...known.list()],
      entry: (name) => (name === 'hpc' ? hpc : known.entry(name)),
    };
  }

  async stat(path: string): Promise<StatResult> {
    return this.statOf(path, this.find(path));
  }

  lstat(path: string): Promise<StatResult> {
    return this.stat(path);
  }

  async readdir(path: string): Promise<TreeEntry[]> {
    const found = this.find(path);
    if (!isDirectory(found)) throw treeError('ENOTDIR');
    const base = path.replace(/\/+$/, '');
    return [...found.list()].flatMap((name) => {
      const entry = found.entry(name);
      return entry ? [{ name, stat: this.statOf(`${base}/${name}`, entry) }] : [];
    });
  }

  async names(path: string): Promise<NamedEntry[]> {
    return (await this.readdir(path)).map(({ name, stat }) => ({ name, type: typeOf(stat) }));
  }

  async readFile(): Promise<null> {
    return null;
  }

  async answersAhead(_: string, names: string[], calls: AheadCall[]): Promise<Uint8Array> {
    return noAnswers(names, calls);
  }

  async open(path: string, flags: number): Promise<TreeFile> {
    const found = this.find(path, flags);
    if (flags & constants.O_CREAT && flags & constants.O_EXCL) throw treeError('EEXIST');
    if (isDirectory(found)) throw treeError('EISDIR');
    const wantsToWrite = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    if (wantsToWrite && !found.write) throw treeError('EACCES');
    return new OpenValue(found, () => this.statOf(path, found));
  }

  async readlink(path: string): Promise<string> {
    this.find(path);
    throw treeError('EINVAL');
  }

  async realpath(path: string): Promise<string> {
    this.find(path);
    return `/${namesOf(path).join('/')}`;
  }

  async access(path: string, mode: number): Promise<void> {
    const found = this.find(path);
    if (isDirectory(found)) return;
    if (mode & constants.X_OK || (mode & constants.W_OK && !found.write)) throw treeError('EACCES');
  }

  /** Who writes to a file may cut it off before; nothing else can be set. */
  async setAttributes(path: string, attributes: Attributes): Promise<void> {
    const found = this.find(path);
    assertSettable(attributes, !isDirectory(found) && found.write !== undefined);
  }

  async statfs(): Promise<StatFsResult> {
    return { type: PROC_MAGIC, bsize: SIZE, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0 };
  }

  mkdir = refuse;
  rmdir = refuse;
  unlink = refuse;
  rename = refuse;
  link = refuse;
  symlink = refuse;

  /** @throws ENOENT, ENOTDIR; EACCES where `flags` would make a new one */
  private find(path: string, flags = 0): Entry {
    let found: Entry = this.root;
    for (const name of namesOf(path)) {
      if (!isDirectory(found)) throw treeError('ENOTDIR');
      const next: Entry | undefined = found.entry(name);
      if (!next) throw treeError(flags & constants.O_CREAT ? 'EACCES' : 'ENOENT');
      found = next;
    }
    return found;
  }

  private statOf(path: string, entry: Entry): StatResult {
    const isDir = isDirectory(entry);
    const mode = isDir ? 0o040555 : entry.write ? 0o100644 : 0o100444;
    const now = `${BigInt(Math.round(this.nowMs())) * 1_000_000n}`;
    return {
      dev: 0,
      ino: inodeOf(namesOf(path).join('/')),
      mode,
      nlink: 1,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      rdev: 0,
      size: isDir ? 0 : SIZE,
      blksize: SIZE,
      blocks: 0,
      atimeNs: now,
      mtimeNs: now,
      ctimeNs: now,
      birthtimeNs: now,
    };
  }
}

/** A value as it is when it is first read: in pieces it is still one value. */
class OpenValue implements TreeFile {
  private text: Buffer | undefined;

  constructor(
    private readonly value: Value,
    private readonly statNow: () => StatResult,
  ) {}

  async stat(): Promise<StatResult> {
    return this.statNow();
  }

  async read(length: number, position: number): Promise<Uint8Array> {
    if (position === 0) this.text = undefined;
    this.text ??= Buffer.from(this.value.read());
    return this.text.subarray(position, position + length);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const text = Buffer.from(bytes.subarray(0, MAX_WRITTEN_BYTES)).toString('utf8').trim();
    try {
      await this.value.write?.(text);
    } catch (error) {
      throw asTreeError(error as Error);
    }
  }

  async setAttributes(attributes: Attributes): Promise<void> {
    assertSettable(attributes, this.value.write !== undefined);
  }

  async sync(): Promise<void> {}
  async close(): Promise<void> {}
}

function assertSettable({ mode, uid, gid }: Attributes, isWritable: boolean): void {
  if (!isWritable || mode !== undefined || uid !== undefined || gid !== undefined) throw treeError('EPERM');
}

async function refuse(): Promise<never> {
  throw treeError('EPERM');
}

function namesOf(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

/** Of one name always the same (FNV-1a). */
function inodeOf(path: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(path)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) + 1;
}
