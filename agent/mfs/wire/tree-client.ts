import fs from 'node:fs';
import type * as z from 'zod/mini';
import { type AheadCall, areAnswers } from '../../../protocol/ahead.ts';
import {
  type FilesRequest,
  fenceAnswer,
  fileAnswer,
  listAnswer,
  namesAnswer,
  openAnswer,
  pathAnswer,
  statAnswer,
  statFsAnswer,
} from '../../../protocol/files.ts';
import { MAX_FILE_PIECE_BYTES, MAX_LISTED } from '../../../protocol/limits.ts';
import type { StatFsResult, StatResult } from '../../../protocol/syscalls.ts';
import type { Attributes, ClusterFiles, NamedEntry, TreeEntry, TreeFile } from '../tree.ts';
import { treeError } from '../tree-error.ts';
import type { Asked, Askers } from './asker.ts';
import { ClientFile } from './client-file.ts';
import { believed, repeated } from './repeated.ts';

const { O_CREAT, O_EXCL } = fs.constants;

/** What happens twice as it happens once: it is asked again where its answer was lost. */
const REPEATABLE: ReadonlySet<FilesRequest['op']> = new Set<FilesRequest['op']>([
  'stat',
  'lstat',
  'readdir',
  'names',
  'readFile',
  'ahead',
  'readlink',
  'realpath',
  'access',
  'statfs',
  'set',
  'fence',
]);

/** The tree of somebody else, over whatever leads there. What that says is believed only as far as it can be true. */
export class TreeClient implements ClusterFiles {
  constructor(private readonly askers: Askers) {}

  async fenceAll(): Promise<number[]> {
    return this.value(fenceAnswer, { op: 'fence' });
  }
  async stat(path: string): Promise<StatResult> {
    return this.value(statAnswer, { op: 'stat', path });
  }
  async lstat(path: string): Promise<StatResult> {
    return this.value(statAnswer, { op: 'lstat', path });
  }
  async readdir(path: string): Promise<TreeEntry[]> {
    const { values } = await this.ask({ op: 'readdir', path });
    const entries = values.flatMap((value) => believed(listAnswer, value));
    if (entries.length > MAX_LISTED) throw treeError('EIO', 'a listing without an end');
    return entries;
  }
  async names(path: string): Promise<NamedEntry[]> {
    const { values } = await this.ask({ op: 'names', path });
    const entries = values.flatMap((value) => believed(namesAnswer, value));
    if (entries.length > MAX_LISTED) throw treeError('EIO', 'a listing without an end');
    return entries.map(([name, type]) => ({ name, type }));
  }
  async readFile(path: string): Promise<Uint8Array | null> {
    const { values, tail } = await this.ask({ op: 'readFile', path });
    if (believed(fileAnswer, values[0]) === 'large') return null;
    if (tail.length > MAX_FILE_PIECE_BYTES)
      throw treeError('EIO', 'the other side answers more than was asked');
    return tail;
  }
  async answersAhead(path: string, names: string[], calls: AheadCall[]): Promise<Uint8Array> {
    const { tail } = await this.ask({ op: 'ahead', path, names, calls });
    if (!areAnswers(tail, names.length, calls))
      throw treeError('EIO', 'the other side answers what is no answer');
    return tail;
  }
  async open(path: string, flags: number, mode: number): Promise<TreeFile> {
    const isExclusive = (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0;
    const opened = await repeated(this.askers, !isExclusive, async (asker) => {
      const { values } = await asker.ask({ op: 'open', path, flags, mode });
      return { asker, ...believed(openAnswer, values[0]) };
    });
    return new ClientFile(this.askers, path, flags, opened);
  }
  async mkdir(path: string, mode: number): Promise<void> {
    await this.ask({ op: 'mkdir', path, mode });
  }
  async rmdir(path: string): Promise<void> {
    await this.ask({ op: 'rmdir', path });
  }
  async unlink(path: string): Promise<void> {
    await this.ask({ op: 'unlink', path });
  }
  async rename(from: string, to: string): Promise<void> {
    await this.ask({ op: 'rename', from, to });
  }
  async link(existing: string, path: string): Promise<void> {
    await this.ask({ op: 'link', from: existing, to: path });
  }
  async symlink(target: string, path: string): Promise<void> {
    await this.ask({ op: 'symlink', target, path });
  }
  async readlink(path: string): Promise<string> {
    return this.value(pathAnswer, { op: 'readlink', path });
  }
  async realpath(path: string): Promise<string> {
    return this.value(pathAnswer, { op: 'realpath', path });
  }
  async access(path: string, mode: number): Promise<void> {
    await this.ask({ op: 'access', path, mode });
  }
  async setAttributes(path: string, attributes: Attributes, follow: boolean): Promise<void> {
    await this.ask({ op: 'set', path, attributes, follow });
  }
  async statfs(path: string): Promise<StatFsResult> {
    return this.value(statFsAnswer, { op: 'statfs', path });
  }

  private async value<T>(schema: z.ZodMiniType<T>, request: FilesRequest): Promise<T> {
    return believed(schema, (await this.ask(request)).values[0]);
  }

  private ask(request: FilesRequest): Promise<Asked> {
    return repeated(this.askers, REPEATABLE.has(request.op), (asker) => asker.ask(request));
  }
}
