/** Agents on loopback that know of an etcd, and a task under --ha on them. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Machines, type Said } from '../members/fixtures/machines.ts';
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

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

export class HaCluster {
  private constructor(
    private readonly commands: Commands,
    readonly etcds: Etcds,
    private readonly machines: Machines,
    private readonly names: string[],
  ) {}

  static async start(commands: Commands, nodes = 3, members = 1): Promise<HaCluster> {
    const etcds = await Etcds.start(members);
    const machines = new Machines({ command: (name) => commands.path(name) });
    const ha = new HaCluster(commands, etcds, machines, NAMES.slice(0, nodes));
    try {
      await ha.found();
      return ha;
    } catch (error) {
      await ha.stop();
      throw error;
    }
  }

  /** Members who serve each other their files, and who all reach etcd. */
  private async found(): Promise<void> {
    const { machines, names } = this;
    const [founder, ...others] = names as [string, ...string[]];
    const etcd = ['--etcd', this.etcds.urls.join(','), '--id'];
    await machines.start(founder, ...etcd, '1');
    for (const [at, name] of others.entries())
      await machines.start(name, '--join', await machines.invite(founder), ...etcd, String(at + 2));
    await machines.acquainted(...names);
    for (const name of names) {
      await machines.mosctl(name, 'export', this.commands.directory, 'rw');
      for (const other of names)
        if (other !== name) await machines.mosctl(name, 'grant', other, 'run,host,files,admin');
    }
    for (const id of this.ids)
      await until(async () => {
        const { out } = await this.run(id, 'mosctl', 'status', '--json');
        const [{ nodes }] = JSON.parse(out) as [{ nodes: { info: { ha?: boolean } }[] }];
        return nodes.length === names.length && nodes.every(({ info }) => info.ha === true);
      });
  }

  get ids(): number[] {
    return this.names.map((_, at) => at + 1);
  }

  /** Its agent's process. */
  agent(id: number): number {
    return this.machines.pid(this.names[id - 1]!);
  }

  /** Where it keeps copies of tasks under --ha. */
  copies(id: number): string {
    return join(this.machines.home(this.names[id - 1]!), 'state', 'ha');
  }

  /** Where it takes connections of other nodes. */
  port(id: number): Promise<number> {
    return this.machines.port(this.names[id - 1]!);
  }

  /** One whose agent was killed comes back. */
  async back(id: number): Promise<void> {
    await this.machines.start(this.names[id - 1]!, '--etcd', this.etcds.urls.join(','));
    await this.machines.acquainted(...this.names);
  }

  /** A command of node `id`, in its words. */
  run(id: number, command: string, ...args: string[]): Promise<Said> {
    return this.machines.command(this.names[id - 1]!, command, ...args);
  }

  /** @returns PID of its deputy on node `home` */
  async begin(home: number, program: string, ...args: string[]): Promise<number> {
    const { code, out, err } = await this.run(
      home,
      'omrun',
      '-d',
      ...args.filter((one) => one.startsWith('-')),
      join(PROGRAMS, `${program}.ts`),
      ...args.filter((one) => !one.startsWith('-')),
    );
    if (code !== 0) throw new Error(`omrun ended by ${code}: ${err}`);
    return Number(out.trim().split(':')[1]);
  }

  /** What a node has of detached tasks. */
  on(id: number): Seen[] {
    const shelf = join(this.machines.home(this.names[id - 1]!), 'state', 'tasks');
    if (!existsSync(shelf)) return [];
    return readdirSync(shelf).flatMap((name) => {
      const file = (which: string): string => {
        const path = join(shelf, name, which);
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      };
      const text = file('task.json');
      if (text === '') return [];
      return [
        { node: id, record: JSON.parse(text) as Record, stdout: file('stdout'), stderr: file('stderr') },
      ];
    });
  }

  /** The deputy that has followed, on any of these nodes. Fails when nothing has come to pass there for so long: a machine that is busy is slow. */
  async next(
    nodes: readonly number[],
    isIt: (seen: Seen) => boolean = () => true,
    limitMs = 60_000,
  ): Promise<Seen> {
    let [before, sinceMs] = ['', performance.now()];
    for (;;) {
      const all = nodes.flatMap((id) => this.on(id));
      const found = all.find(isIt);
      if (found) return found;
      const now = JSON.stringify(all, null, 1);
      if (now !== before) [before, sinceMs] = [now, performance.now()];
      if (performance.now() - sinceMs > limitMs)
        throw new Error(`nothing has come to pass for ${limitMs / 1000} s; there are ${now}`);
      await sleep(100);
    }
  }

  /** A process stands still, if it still is there · goes on. */
  halt(pid: number): void {
    signalled(pid, 'SIGSTOP');
  }
  go(pid: number): void {
    signalled(pid, 'SIGCONT');
  }

  directory(name: string): string {
    const path = join(this.commands.newDirectory(), name);
    mkdirSync(path);
    return path;
  }

  async stop(): Promise<void> {
    await this.machines.remove();
    await this.etcds.close();
  }
}

function signalled(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
