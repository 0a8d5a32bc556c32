/** Five machines on a LAN, each with an agent that knows the others. */
import { writeFileSync } from 'node:fs';
import { Commands } from '../support/commands.ts';
import { Lan } from '../support/lan/lan.ts';
import { until } from '../support/lan/node.ts';
import type { Build } from '../versions/builds.ts';
import { ChaosNode } from './chaos-node.ts';

export const MACHINES = 5;
/** Of the disk on which an agent keeps what it remembers. */
const DISK_MEGABYTES = 48;

export class Five {
  readonly commands = new Commands();
  readonly lan = new Lan();
  readonly nodes: ChaosNode[] = [];
  /** The version before. */
  previous: Build | null = null;

  /** `isClockFaked`: their wall clocks can be set, each by itself. */
  static async start(isClockFaked: boolean): Promise<Five> {
    const five = new Five();
    try {
      await five.build(isClockFaked);
      return five;
    } catch (error) {
      await five.remove();
      throw error;
    }
  }

  private async build(isClockFaked: boolean): Promise<void> {
    const map = `${this.lan.directory}/omosix.map`;
    for (let index = 0; index < MACHINES; index++) {
      const machine = await this.lan.add(`chaos${index + 1}`);
      for (const part of ['state', 'cache']) {
        await machine.must(['mkdir', '-m', '700', '-p', `${machine.home}/${part}`]);
        const options = `size=${DISK_MEGABYTES}m,mode=0700`;
        await machine.must(['mount', '-t', 'tmpfs', '-o', options, 'none', `${machine.home}/${part}`]);
      }
      this.nodes.push(new ChaosNode(machine, this.commands, index, isClockFaked, ['--map', map]));
    }
    const lines = await Promise.all(
      this.nodes.map(async (node) => {
        const key = (await node.must('omd', '--key')).trim().split(' ')[1];
        return `${node.index + 1} ${this.lan.addressOf(node.machine)} 1 key=${key}\n`;
      }),
    );
    writeFileSync(map, lines.join(''));
    for (const node of this.nodes) await node.startAgent();
    await this.allSee();
  }

  /** Waits until each sees all. */
  async allSee(): Promise<void> {
    const names = this.nodes.map(({ name }) => name).join();
    for (const node of this.nodes)
      await until(async () => (await node.sees().catch(() => [])).join() === names);
  }

  async remove(): Promise<void> {
    await this.lan.remove();
    this.previous?.remove();
    for (const node of this.nodes) node.remove();
    this.commands.remove();
  }
}
