import fs from 'node:fs';
import type { AheadCall } from '../../protocol/ahead.ts';
import type { StatFsResult, StatResult } from '../../protocol/syscalls.ts';
import { localAnswersAhead } from './ahead.ts';
import { direntType } from './entry-type.ts';
import { bytesOfName, nameOf } from './names.ts';
import { statFsResult, statResult } from './stat.ts';
import { timesOf } from './times.ts';
import type { Attributes, FileTree, NamedEntry, TreeEntry, TreeFile } from './tree.ts';

const { promises } = fs;
const EXACT = { bigint: true } as const;
const SAME = -1;

/** This process's own view of the machine's files. */
export class LocalTree implements FileTree {
  async stat(path: string): Promise<StatResult> {
    return statResult(await promises.stat(bytesOfName(path), EXACT));
  }
  async lstat(path: string): Promise<StatResult> {
    return statResult(await promises.lstat(bytesOfName(path), EXACT));
  }
  async readdir(path: string): Promise<TreeEntry[]> {
    const names = await promises.readdir(bytesOfName(path), { encoding: 'buffer' });
    const entries: TreeEntry[] = [];
    for (const bytes of names) {
      const name = nameOf(bytes);
      entries.push({ name, stat: await this.lstat(`${path}/${name}`) });
    }
    return entries;
  }
  async names(path: string): Promise<NamedEntry[]> {
    const entries = await promises.readdir(bytesOfName(path), { encoding: 'buffer', withFileTypes: true });
    return entries.map((entry) => ({
      name: nameOf(entry.name as unknown as Buffer),
      type: direntType(entry),
    }));
  }
  async readFile(): Promise<null> {
    return null;
  }
  async answersAhead(path: string, names: string[], calls: AheadCall[]): Promise<Uint8Array> {
    return localAnswersAhead(path, names, calls);
  }
  async open(path: string, flags: number, mode: number): Promise<TreeFile> {
    return new LocalFile(await promises.open(bytesOfName(path), flags, mode));
  }
  async mkdir(path: string, mode: number): Promise<void> {
    await promises.mkdir(bytesOfName(path), { mode });
  }
  rmdir(path: string): Promise<void> {
    return promises.rmdir(bytesOfName(path));
  }
  unlink(path: string): Promise<void> {
    return promises.unlink(bytesOfName(path));
  }
  rename(from: string, to: string): Promise<void> {
    return promises.rename(bytesOfName(from), bytesOfName(to));
  }
  link(existing: string, path: string): Promise<void> {
    return promises.link(bytesOfName(existing), bytesOfName(path));
  }
  symlink(target: string, path: string): Promise<void> {
    return promises.symlink(bytesOfName(target), bytesOfName(path));
  }
  async readlink(path: string): Promise<string> {
    return nameOf(await promises.readlink(bytesOfName(path), { encoding: 'buffer' }));
  }
  async realpath(path: string): Promise<string> {
    return nameOf(await promises.realpath(bytesOfName(path), { encoding: 'buffer' }));
  }
  access(path: string, mode: number): Promise<void> {
    return promises.access(bytesOfName(path), mode);
  }
  async setAttributes(path: string, attributes: Attributes, follow: boolean): Promise<void> {
    const name = bytesOfName(path);
    const { size, mode, uid, gid } = attributes;
    if (size !== undefined) await promises.truncate(name, size);
    if (mode !== undefined) await promises.chmod(name, mode);
    if (uid !== undefined || gid !== undefined)
      await promises[follow ? 'chown' : 'lchown'](name, uid ?? SAME, gid ?? SAME);
    const times = timesOf(attributes, await promises[follow ? 'stat' : 'lstat'](name));
    if (times) await promises[follow ? 'utimes' : 'lutimes'](name, ...times);
  }
  async statfs(path: string): Promise<StatFsResult> {
    return statFsResult(await promises.statfs(bytesOfName(path), EXACT));
  }
}

class LocalFile implements TreeFile {
  constructor(private readonly handle: fs.promises.FileHandle) {}

  async stat(): Promise<StatResult> {
    return statResult(await this.handle.stat(EXACT));
  }
  async read(length: number, position: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let got = 0;
    while (got < length) {
      const { bytesRead } = await this.handle.read(bytes, got, length - got, position + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return bytes.subarray(0, got);
  }
  async write(bytes: Uint8Array, position: number | null): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const at = position === null ? null : position + done;
      done += (await this.handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
    }
  }
  async setAttributes(attributes: Attributes): Promise<void> {
    const { size, mode, uid, gid } = attributes;
    if (size !== undefined) await this.handle.truncate(size);
    if (mode !== undefined) await this.handle.chmod(mode);
    if (uid !== undefined || gid !== undefined) await this.handle.chown(uid ?? SAME, gid ?? SAME);
    const times = timesOf(attributes, await this.handle.stat());
    if (times) await this.handle.utimes(...times);
  }
  sync(dataOnly: boolean): Promise<void> {
    return dataOnly ? this.handle.datasync() : this.handle.sync();
  }
  close(): Promise<void> {
    return this.handle.close();
  }
}
