import type { Fence } from '../../protocol/files.ts';
import type { Clock } from '../../protocol/ports.ts';
import { FENCED_FILES_SINCE } from '../../protocol/version.ts';
import type { Peer } from '../transport/peer.ts';
import { fencedAskers } from './fence/fenced.ts';
import type { FileTree } from './tree.ts';
import { treeError } from './tree-error.ts';
import type { Asker, Askers } from './wire/asker.ts';
import { TreeClient } from './wire/tree-client.ts';

/** A connection that breaks is mostly made again at once; a node that is away for longer is not waited for. */
const PATIENCE_MS = 5_000;

export interface NodeFilesOptions {
  clock: Clock;
  self: number;
  /** This node's own exports. */
  own: Askers;
  peer(node: number): Pick<Peer, 'up' | 'files' | 'name' | 'speaks'> | undefined;
}

/** The files of each node, over the one connection to it. */
export class NodeFiles {
  private readonly downSinceMs = new Map<number, number>();
  private readonly waiting = new Map<number, Set<() => void>>();
  private readonly trees = new Map<number, FileTree>();

  constructor(private readonly options: NodeFilesOptions) {}

  of(node: number): FileTree {
    let tree = this.trees.get(node);
    if (!tree) {
      tree = new TreeClient(this.askers(node));
      this.trees.set(node, tree);
    }
    return tree;
  }

  /** For a deputy that can be replaced. A node that could not tell it from the next one throws ENOTSUP. */
  fenced(node: number, fence: Fence): Askers {
    return fencedAskers(this.askers(node, FENCED_FILES_SINCE), fence);
  }

  up(node: number): void {
    this.downSinceMs.delete(node);
    this.wake(node);
  }

  down(node: number): void {
    this.downSinceMs.set(node, this.options.clock.monotonicMs());
  }

  /** It will not come back soon. */
  gone(node: number): void {
    this.downSinceMs.set(node, Number.NEGATIVE_INFINITY);
    this.wake(node);
  }

  private askers(node: number, since = 0): Askers {
    const { self, own } = this.options;
    return node === self ? own : { now: () => this.asker(node, since) };
  }

  private async asker(node: number, since: number): Promise<Asker> {
    const { clock, peer } = this.options;
    for (;;) {
      const { up, files, name, speaks = 0 } = peer(node) ?? { name: `node ${node}` };
      if (up && files && speaks < since)
        throw treeError(
          'ENOTSUP',
          `the omosix of ${name} speaks protocol ${speaks}, and files of a task with --ha need ${since}`,
        );
      if (up && files) return files;
      const left =
        (this.downSinceMs.get(node) ?? Number.NEGATIVE_INFINITY) + PATIENCE_MS - clock.monotonicMs();
      if (left <= 0) throw treeError('EHOSTUNREACH', `${name} cannot be reached`);
      await new Promise<void>((resolve) => {
        const waiting = this.waiting.get(node) ?? new Set();
        this.waiting.set(node, waiting.add(resolve));
        clock.after(left, resolve);
      });
    }
  }

  private wake(node: number): void {
    const waiting = this.waiting.get(node) ?? [];
    this.waiting.delete(node);
    for (const go of waiting) go();
  }
}
