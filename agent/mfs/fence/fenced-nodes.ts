import type { Fence } from '../../../protocol/files.ts';
import type { NodeView } from '../../../protocol/node.ts';
import type { Clock } from '../../../protocol/ports.ts';
import type { NodeFiles } from '../node-files.ts';
import type { FileTree } from '../tree.ts';
import type { Askers } from '../wire/asker.ts';
import { TreeClient } from '../wire/tree-client.ts';
import type { Say } from '../wire/tree-server.ts';
import { hearsOf } from './fenced.ts';

/** A node that has not answered by then is not waited for: a task stands still meanwhile. */
const HEARD_MS = 2_000;

/** The files of each node, as one deputy of a task asks for them. */
export class FencedNodes {
  private readonly known = new Map<number, { askers: Askers; tree: FileTree }>();

  constructor(
    private readonly nodes: NodeFiles,
    private readonly fence: Fence,
    private readonly world: { clock: Clock; nodes(): NodeView[] },
  ) {}

  of(node: number): FileTree {
    return this.at(node).tree;
  }

  /**
   * Says which of the nodes that are not dead have not heard of this deputy. Those that are alive are waited for; what is suspected is asked as
   * soon as it can be, and may well be the machine whose deputy this one follows.
   */
  async all(say: Say): Promise<void> {
    const nodes = this.world.nodes().filter(({ state }) => state !== 'dead');
    const deaf = new Set(nodes.map(({ info }) => info.id));
    const asked = nodes.map(async ({ info: { id }, state }) => {
      const heard = hearsOf(this.at(id).askers).then((isHeard) => isHeard && deaf.delete(id));
      if (state === 'alive') await this.within(heard);
      else heard.catch(() => {});
    });
    try {
      await Promise.all(asked);
      say({ value: [...deaf] });
    } catch (error) {
      const { code, why } = error as { code: string; why?: string };
      say({ error: { code, ...(why !== undefined && { why }) } });
    }
  }

  private within(heard: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.world.clock.after(HEARD_MS, resolve);
      heard.then(() => resolve(), reject).finally(cancel);
    });
  }

  private at(node: number) {
    let known = this.known.get(node);
    if (!known) {
      const askers = this.nodes.fenced(node, this.fence);
      known = { askers, tree: new TreeClient(askers) };
      this.known.set(node, known);
    }
    return known;
  }
}
