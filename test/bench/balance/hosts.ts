import { join } from 'node:path';
import { CpuLimit } from '../../support/lan/cpu-limit.ts';
import { Lan } from '../../support/lan/lan.ts';
import { LanNode, until } from '../../support/lan/node.ts';
import { mapOf } from '../cluster.ts';
import { programFile } from '../programs.ts';

/** Of one CPU, of each host. Home is the last: a user sits at the best one. */
export const SHARES = [0.2, 0.2, 0.4, 0.6] as const;
/** Until agents are connected, have measured their speed and keep a spare host, and loads have fallen again. */
const SETTLE_MS = 20_000;

/** Hosts of unequal speed on a LAN, with nothing to do yet. */
export class Hosts {
  readonly nodes: LanNode[] = [];
  private readonly lan = new Lan();
  private readonly limits = SHARES.map((share, index) => new CpuLimit(`host${index + 1}`, share));

  static async start(dist: string, root: string): Promise<Hosts> {
    const hosts = new Hosts();
    try {
      await hosts.begin(dist, root);
    } catch (error) {
      await hosts.remove();
      throw error;
    }
    return hosts;
  }

  private async begin(dist: string, root: string): Promise<void> {
    const commands = { path: (command: string) => join(dist, `${command}.js`) };
    for (const [index, { members }] of this.limits.entries())
      this.nodes.push(new LanNode(await this.lan.add(`host${index + 1}`, members), commands));
    const map = await mapOf(this.lan, this.nodes);
    await Promise.all(this.nodes.map((node) => node.omd('--map', map, '--name', node.name)));
    for (const node of this.nodes) await until(async () => (await node.sees()).length === this.nodes.length);
    // Compiled, once for all.
    await this.home.must('omrun', '--home', programFile(root, 'rounds'), '1');
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }

  get home(): LanNode {
    return this.nodes.at(-1)!;
  }

  /** Of how many of its periods each host has spent all that it may, since it began or was asked. */
  atLimit(): number[] {
    return this.limits.map((limit) => limit.atLimit());
  }

  async remove(): Promise<void> {
    await this.lan.remove();
    for (const limit of this.limits) limit.remove();
  }
}
