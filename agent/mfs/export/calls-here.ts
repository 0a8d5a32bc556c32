import { constants } from 'node:fs';
import * as z from 'zod/mini';
import type { WireError } from '../../../protocol/errors.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import type { FileCallHere } from '../../../protocol/host.ts';
import { MAX_FILE_PIECE_BYTES } from '../../../protocol/limits.ts';
import { text } from '../../../protocol/node.ts';
import { fsError } from '../../deputy/mfs/errors.ts';
import { pathCalls } from '../../deputy/mfs/path-calls.ts';
import { attributeCalls } from '../../deputy/syscalls/attributes.ts';
import { contentCalls } from '../../deputy/syscalls/contents.ts';
import { nameCalls } from '../../deputy/syscalls/names.ts';
import { wireError } from '../../deputy/wire-error.ts';
import { ClusterTree } from '../cluster-tree.ts';
import { DEVICES, placeOf } from '../places.ts';
import type { FileTree } from '../tree.ts';
import { askersOf } from '../wire/service.ts';
import { TreeClient } from '../wire/tree-client.ts';

export interface FileAnswer {
  value?: unknown;
  error?: WireError;
  bytes?: Uint8Array;
}

const { O_RDONLY } = constants;
const table = { ...attributeCalls, ...nameCalls, ...contentCalls };
const HERE = '/mfs/here';

const readAt = z.tuple([
  text,
  text,
  z.int().check(z.gte(0), z.lte(MAX_FILE_PIECE_BYTES)),
  z.int().check(z.gte(0)),
]);
type ReadAt = z.infer<typeof readAt>;

/**
 * Calls of tasks that execute on this node on files of this node: each a whole system call in one message, done beside the files, and
 * answered as if it had come from the task's home (DFSA).
 */
export class CallsHere {
  private readonly tree: ClusterTree;

  constructor(
    private readonly self: number,
    exported: FileTree,
  ) {
    this.tree = this.treeOver(exported);
  }

  /** `refusal`: why that home may have no files, in words. */
  async answer({ name, args }: FileCallHere, refusal: string | null): Promise<FileAnswer> {
    try {
      if (name === 'fs.readAt') return await this.readAt(z.parse(readAt, args), refusal);
      const read = z.safeParse(table[name]!.args, args);
      // Opening for anything else may make a file.
      if (!read.success || (name === 'fs.readFile' && args[1] !== 'r'))
        return {
          error: { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message: `${name}: wrong arguments` },
        };
      const tree = refusal === null ? this.tree : this.treeOver(refusing(refusal));
      const files = { spot: async (path: string | Buffer) => this.spot(tree, String(path)) };
      return await pathCalls[name]!(files, read.data, EMPTY);
    } catch (error) {
      return { error: wireError(error) };
    }
  }

  /** Of a file that the task has open by its home, if that is still what the path leads to: any error sends it there. */
  private async readAt([path, identity, length, at]: ReadAt, refusal: string | null): Promise<FileAnswer> {
    if (refusal !== null) throw fsError('EACCES', 'read');
    const file = await this.spot(this.tree, path).tree.open(path, O_RDONLY, 0);
    try {
      if (file.identity !== identity) throw fsError('ESTALE', 'read');
      return { value: null, bytes: await file.read(length, at) };
    } finally {
      await file.close();
    }
  }

  private treeOver(tree: FileTree): ClusterTree {
    const mfs = placeOf({ [this.self]: () => ({ tree, shift: this.self * DEVICES }) });
    return new ClusterTree(placeOf({ mfs: () => mfs }), 0);
  }

  private spot(tree: ClusterTree, shown: string) {
    const isAlias = shown === HERE || shown.startsWith(`${HERE}/`);
    return { tree, path: isAlias ? `/mfs/${this.self}${shown.slice(HERE.length)}` : shown, shown };
  }
}

const refusing = (why: string): FileTree =>
  new TreeClient(askersOf({ serve: (_, __, say) => say({ error: { code: 'EACCES', why } }) }));
