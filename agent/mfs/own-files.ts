import * as z from 'zod/mini';
import type { WireError } from '../../protocol/errors.ts';
import type { FileCallHere } from '../../protocol/host.ts';
import { MAX_TASKS } from '../../protocol/limits.ts';
import { pathCalls } from '../deputy/mfs/path-calls.ts';
import { attributeCalls } from '../deputy/syscalls/attributes.ts';
import { contentCalls } from '../deputy/syscalls/contents.ts';
import { nameCalls } from '../deputy/syscalls/names.ts';
import { wireError } from '../deputy/wire-error.ts';
import { ClusterTree } from './cluster-tree.ts';
import { DEVICES, placeOf } from './places.ts';
import { askersOf, type Service } from './wire/service.ts';
import { TreeClient } from './wire/tree-client.ts';

export interface FileAnswer {
  value?: unknown;
  error?: WireError;
  bytes?: Uint8Array;
}

const table = { ...attributeCalls, ...nameCalls, ...contentCalls };
const HERE = '/mfs/here';

/**
 * Files of this node, for tasks that execute here: a call that changes nothing and names all that it needs is done where the file is, and
 * home is not asked (DFSA). It is judged, and answered, as if it had come from the task's home.
 */
export class OwnFiles {
  private readonly trees = new Map<number, ClusterTree>();
  /** By task; the oldest are forgotten. */
  private readonly used = new Map<string, { calls: number; bytes: number }>();

  constructor(
    private readonly self: number,
    private readonly serviceFor: (home: number) => Service,
  ) {}

  usedBy(task: string): { calls: number; bytes: number } | undefined {
    return this.used.get(task);
  }

  async call(task: string, home: number, { name, args }: FileCallHere): Promise<FileAnswer> {
    try {
      const read = z.safeParse(table[name]!.args, args);
      // Opening for anything else may make a file.
      if (!read.success || (name === 'fs.readFile' && args[1] !== 'r'))
        return {
          error: { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message: `${name}: wrong arguments` },
        };
      const files = { spot: async (path: string | Buffer) => this.spot(home, String(path)) };
      const answer: FileAnswer = await pathCalls[name]!(files, read.data, new Uint8Array(0));
      this.count(task, name === 'fs.readFile' ? (answer.bytes?.length ?? 0) : 0);
      return answer;
    } catch (error) {
      return { error: wireError(error) };
    }
  }

  private count(task: string, bytes: number): void {
    const before = this.used.get(task) ?? { calls: 0, bytes: 0 };
    this.used.set(task, { calls: before.calls + 1, bytes: before.bytes + bytes });
    if (this.used.size > MAX_TASKS) this.used.delete(this.used.keys().next().value as string);
  }

  private spot(home: number, shown: string) {
    const isAlias = shown === HERE || shown.startsWith(`${HERE}/`);
    const path = isAlias ? `/mfs/${this.self}${shown.slice(HERE.length)}` : shown;
    return { tree: this.treeFor(home), path, shown };
  }

  private treeFor(home: number): ClusterTree {
    let tree = this.trees.get(home);
    if (!tree) {
      const own = { tree: new TreeClient(askersOf(this.serviceFor(home))), shift: this.self * DEVICES };
      const mfs = placeOf({ [this.self]: () => own });
      tree = new ClusterTree(placeOf({ mfs: () => mfs }), 0);
      this.trees.set(home, tree);
    }
    return tree;
  }
}
