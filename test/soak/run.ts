/** Three real agents, and tasks that come to them one after the other. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestCluster } from '../agent/fixtures/cluster.ts';
import { type Kind, kindsOf, type Program, wrongFile, wrongText } from '../chaos/kinds.ts';
import { Commands, ended } from '../support/commands.ts';
import { type Used, usedBy } from '../support/used.ts';

const AGENTS = 3;
const AT_A_TIME = 4;
/** Rows of the table. */
const SAMPLES = 30;
/** Short ones, of every kind of use. */
const PROGRAMS: readonly Program[] = [
  { name: 'lines', arguments: ['20', '15'], file: 'lines' },
  { name: 'heap', arguments: ['15'] },
  { name: 'sockets', arguments: ['4', '10'] },
  { name: 'shells', arguments: ['3'], file: 'rounds' },
  { name: 'crew', arguments: ['5'] },
  { name: 'family', arguments: ['5'] },
  { name: 'n-queens', arguments: ['9'], isWorkload: true },
];
/** Options of omrun, by turns. */
const OPTIONS: readonly (readonly string[])[] = [
  [],
  ['--migrate-every', '100'],
  ['-j', '2'],
  ['-j', '3', '--migrate-every', '150'],
];

export interface Measured {
  atMs: number;
  tasks: number;
  wrong: number;
  moves: number;
  used: Used[];
}

export async function runSoak(
  { tasks, minutes }: { tasks: number; minutes: number },
  onRow: (row: Measured) => void,
): Promise<{ measured: Measured[]; wrong: string[] }> {
  const commands = new Commands();
  const cluster = await TestCluster.start({ command: (name) => commands.path(name) }, AGENTS);
  try {
    const soak = new Soak(cluster, commands, await kindsOf(commands.directory, PROGRAMS), { tasks, minutes });
    await soak.run(onRow);
    const { measured, wrong } = soak;
    return { measured, wrong };
  } finally {
    await cluster.stop();
    commands.remove();
  }
}

class Soak {
  readonly measured: Measured[] = [];
  readonly wrong: string[] = [];
  private begun = 0;
  private done = 0;
  private moves = 0;
  private readonly startMs = performance.now();

  constructor(
    private readonly cluster: TestCluster,
    private readonly commands: Commands,
    private readonly kinds: readonly Kind[],
    private readonly wanted: { tasks: number; minutes: number },
  ) {}

  async run(onRow: (row: Measured) => void): Promise<void> {
    const working = Promise.all(Array.from({ length: AT_A_TIME }, () => this.oneAfterTheOther()));
    let isOver = false;
    const over = working.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await Promise.race([over, this.untilNext()]);
      this.measure(onRow);
    }
    await over;
  }

  private get elapsedMs(): number {
    return performance.now() - this.startMs;
  }

  /** How much of it is over, by tasks and by time: whichever is behind. */
  private get part(): number {
    const { tasks, minutes } = this.wanted;
    return Math.min(this.done / tasks, this.elapsedMs / (minutes * 60_000));
  }

  private async untilNext(): Promise<void> {
    const next = (this.measured.length + 1) / SAMPLES;
    while (this.part < next && this.part < 1) await sleep(100);
    if (this.part >= 1) await sleep(1_000);
  }

  private measure(onRow: (row: Measured) => void): void {
    const used = this.cluster.nodes.map(({ pid }) => usedBy(pid));
    const dead = used.indexOf(null);
    if (dead !== -1) throw new Error(`agent ${dead + 1} has died`);
    const row: Measured = {
      atMs: this.elapsedMs,
      tasks: this.done,
      wrong: this.wrong.length,
      moves: this.moves,
      used: used as Used[],
    };
    this.measured.push(row);
    onRow(row);
  }

  /** In step with the time that it is to take, where it could go faster. */
  private async oneAfterTheOther(): Promise<void> {
    const { tasks, minutes } = this.wanted;
    while (this.part < 1) {
      if (
        this.begun / tasks > Math.max(this.elapsedMs / (minutes * 60_000), 1 / tasks) &&
        this.elapsedMs < minutes * 60_000
      ) {
        await sleep(50);
        continue;
      }
      await this.one(this.begun++);
    }
  }

  private async one(number: number): Promise<void> {
    const kind = this.kinds[number % this.kinds.length]!;
    const options = OPTIONS[Math.floor(number / this.kinds.length) % OPTIONS.length]!;
    const node = this.cluster.nodes[number % AGENTS]!;
    const cwd = join(this.commands.directory, `task${number}`);
    mkdirSync(cwd);
    const omrun = [
      this.commands.path('omrun'),
      '--stats',
      'life.jsonl',
      ...options,
      kind.program,
      ...kind.arguments,
    ];
    const child = spawn(process.execPath, omrun, { cwd, env: { ...process.env, OMOSIX_HOME: node.home } });
    child.stdin.end(kind.stdin);
    const { stdout, stderr, code, signal } = await ended(child);
    const wrong =
      wrongText('standard output', stdout, kind.expected, true) ??
      wrongFile(kind, cwd, true) ??
      (code === 0 && stderr === kind.complaints ? null : `ended by ${signal ?? code}: ${stderr}`);
    if (wrong !== null) this.wrong.push(`task ${number}, ${kind.name} ${options.join(' ')}: ${wrong}`);
    this.moves += readFileSync(join(cwd, 'life.jsonl'), 'utf8').split('"event":"migration"').length - 1;
    this.done++;
    rmSync(cwd, { recursive: true });
  }
}
