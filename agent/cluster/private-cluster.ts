import { lstatSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER_PREFIX, type Places, privateDirectory } from '../places.ts';
import { ClusterNode, type NodeReady } from './cluster-node.ts';

/**
 * N agents on loopback for the time of one run (docs/design/private-cluster.md). They end when this process does,
 * however it does: their standard input ends.
 */
export class PrivateCluster {
  private readonly places: Places;
  private readonly directory: string;
  private readonly nodes: ClusterNode[];
  private closing = false;
  readonly size: number;

  /** `omd` is the agent's program file. @throws where the runtime directory is not ours */
  constructor(count: number, omd: string, places: Places) {
    this.places = places;
    this.size = count;
    assertOwn(privateDirectory(places.runtime));
    this.directory = mkdtempSync(join(places.runtime, CLUSTER_PREFIX));
    this.nodes = Array.from(
      { length: count },
      (_, index) =>
        new ClusterNode(index + 1, omd, {
          home: join(this.directory, String(index + 1)),
          hostCode: join(places.cache, 'hosts'),
        }),
    );
  }

  /** Resolves when node 1, the home, can take a task; `joined` when all know each other. */
  async start(): Promise<{ home: NodeReady; joined: Promise<void> }> {
    // Home first: the task need not wait for the others, which start while it runs.
    const home = await this.nodes[0]!.start();
    return { home, joined: this.join(home) };
  }

  /** Ends all nodes and removes what they left. Resolves when nothing is left. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.nodes.map((node) => node.stop()));
    rmSync(this.directory, { recursive: true, force: true });
    try {
      rmdirSync(this.places.runtime);
    } catch {
      // Somebody else's agent or cluster lives there.
    }
  }

  private async join(home: NodeReady): Promise<void> {
    const others = await Promise.all(this.nodes.slice(1).map((node) => node.start())).catch((error) => {
      // The run was over before they were up.
      if (this.closing) return null;
      throw error;
    });
    if (others === null || this.closing) return;
    const map = JSON.stringify(
      [home, ...others].map(({ id, host, port, key }) => ({ id, host, port, key, name: `node${id}` })),
    );
    for (const node of this.nodes) node.tell(map);
  }
}

/** A directory in /tmp that somebody else made before us could hand them our agents. */
function assertOwn(directory: string): void {
  const stat = lstatSync(directory);
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0) {
    throw new Error(`${directory} must be a directory that only you can enter`);
  }
}
