/** Three machines on a LAN, each with an agent that knows the others. */
import { writeFileSync } from 'node:fs';
import { Commands } from '../support/commands.ts';
import { Lan } from '../support/lan/lan.ts';
import { LanNode, until } from '../support/lan/node.ts';

const NAMES = ['lab1', 'lab2', 'lab3'] as const;

export class Trio {
  readonly commands = new Commands();
  readonly lan = new Lan();
  nodes: [LanNode, LanNode, LanNode] = [] as never;

  /** The machines; no agent runs yet. */
  static async build(): Promise<Trio> {
    const trio = new Trio();
    const nodes = [];
    for (const name of NAMES) nodes.push(new LanNode(await trio.lan.add(name), trio.commands));
    trio.nodes = nodes as [LanNode, LanNode, LanNode];
    return trio;
  }

  /** With agents on all, each of which lets the others do everything. */
  static async trusting(): Promise<Trio> {
    const trio = await Trio.build();
    await trio.startByMap();
    await trio.trust();
    return trio;
  }

  /** A map with all addresses and keys, in openMosix's format. */
  async map(): Promise<string> {
    const lines = await Promise.all(
      this.nodes.map(async (node, index) => {
        const key = (await node.must('omd', '--key')).trim().split(' ')[1];
        return `${index + 1} ${this.lan.addressOf(node.machine)} 1 key=${key}\n`;
      }),
    );
    const path = `${this.lan.directory}/omosix.map`;
    writeFileSync(path, lines.join(''));
    return path;
  }

  /** Agents on all, by the map. */
  async startByMap(...options: string[]): Promise<void> {
    const map = await this.map();
    await Promise.all(this.nodes.map((node) => node.omd('--map', map, '--name', node.name, ...options)));
    await this.allSee();
  }

  /** One after the other joins by a token, each of the one before it: any member may invite. */
  async startByToken(): Promise<void> {
    const [first, ...others] = this.nodes;
    await first.omd();
    let member: LanNode = first;
    for (const node of others) {
      await node.omd('--join', await member.token());
      member = node;
    }
    await this.allSee();
  }

  /** Each may do everything with each. */
  async trust(): Promise<void> {
    for (const node of this.nodes)
      for (const other of this.nodes)
        if (other !== node) await node.must('mosctl', 'grant', String(other.id), 'run,host,files,admin');
  }

  /** Waits until each sees all. */
  async allSee(): Promise<void> {
    for (const node of this.nodes) await until(async () => (await node.sees()).join() === NAMES.join());
  }

  async remove(): Promise<void> {
    await this.lan.remove();
    this.commands.remove();
  }
}
