/** Agents on loopback that know of an etcd, and a task under --ha on them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TestCluster, type TestNode } from '../agent/fixtures/cluster.ts';
import type { Commands } from '../support/commands.ts';
import { Etcds } from '../support/etcds.ts';
import { until } from '../support/until.ts';

export const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));

interface Record {
  task: string;
  deputy: { pid: number };
  end: { how: string; code?: number; reason?: string } | null;
}

/** A deputy of the task, on some node: what it has written, and how it is. */
export interface Seen {
  node: number;
  record: Record;
  stdout: string;
  stderr: string;
}

export class HaCluster {
  private constructor(
    private readonly commands: Commands,
    readonly etcds: Etcds,
    readonly cluster: TestCluster,
  ) {}

  static async start(commands: Commands, nodes = 3, members = 1): Promise<HaCluster> {
    const etcds = await Etcds.start(members);
    try {
      const more = ['--etcd', etcds.urls.join(',')];
      const cluster = await TestCluster.start({ command: (name) => commands.path(name) }, nodes, ...more);
      const ha = new HaCluster(commands, etcds, cluster);
      await ha.ready();
      return ha;
    } catch (error) {
      await etcds.close();
      throw error;
    }
  }

  /** All know of each other that they reach etcd. */
  private async ready(): Promise<void> {
    for (const { id } of this.cluster.nodes)
      await until(async () => {
        const { out } = await this.run(id, 'mosctl', 'status', '--json');
        const [{ nodes }] = JSON.parse(out) as [{ nodes: { info: { ha?: boolean } }[] }];
        return nodes.length === this.cluster.nodes.length && nodes.every(({ info }) => info.ha === true);
      });
  }

  node(id: number): TestNode {
    return this.cluster.nodes.find((each) => each.id === id)!;
  }

  /** A command of node `id`, in its words. */
  run(id: number, command: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, OMOSIX_HOME: this.node(id).home };
    return new Promise((resolve) => {
      execFile(process.execPath, [this.commands.path(command), ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  /** @returns PID of its deputy on node `home` */
  async begin(home: number, program: string, ...args: string[]): Promise<number> {
    const { code, out, err } = await this.run(home, 'omrun', '-d', ...args.filter((one) => one.startsWith('-')), join(PROGRAMS, `${program}.ts`), ...args.filter((one) => !one.startsWith('-')));
    if (code !== 0) throw new Error(`omrun ended by ${code}: ${err}`);
    return Number(out.trim().split(':')[1]);
  }

  /** What a node has of detached tasks. */
  on(id: number): Seen[] {
    const shelf = join(this.node(id).home, 'state', 'tasks');
    if (!existsSync(shelf)) return [];
    return readdirSync(shelf).flatMap((name) => {
      const file = (which: string): string => {
        const path = join(shelf, name, which);
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      };
      const text = file('task.json');
      if (text === '') return [];
      return [{ node: id, record: JSON.parse(text) as Record, stdout: file('stdout'), stderr: file('stderr') }];
    });
  }

  /** The deputy that has followed, on any of these nodes. */
  async next(nodes: readonly number[], isIt: (seen: Seen) => boolean = () => true, limitMs = 60_000): Promise<Seen> {
    const untilMs = performance.now() + limitMs;
    for (;;) {
      const found = nodes.flatMap((id) => this.on(id)).find(isIt);
      if (found) return found;
      if (performance.now() > untilMs) {
        const there = JSON.stringify(nodes.flatMap((id) => this.on(id)), null, 1);
        throw new Error(`no such deputy; there are ${there}`);
      }
      await sleep(100);
    }
  }

  /** A process that was stopped goes on, if it still is there. */
  go(pid: number): void {
    try {
      process.kill(pid, 'SIGCONT');
    } catch {
      // It has ended.
    }
  }

  directory(name: string): string {
    const path = join(this.commands.newDirectory(), name);
    mkdirSync(path);
    return path;
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    await this.etcds.close();
  }
}
