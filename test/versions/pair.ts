/** Two agents on loopback, each of a build of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestCluster } from '../agent/fixtures/cluster.ts';
import { type Ended, ended } from '../support/commands.ts';
import type { Build } from './builds.ts';

const PROGRAM = `
for (let line = 1; line <= 40; line++) {
  console.log('line ' + line);
  await new Promise((resolve) => setTimeout(resolve, 50));
}
`;
export const EXPECTED = Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`).join('');
const PATIENCE_MS = 10_000;

/** One invites the other, which is to come in by the token. @returns what that says */
export async function invited(home: Build, other: Build): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'omosix-pair-'));
  const start = (build: Build, name: string, command: string, ...args: string[]) =>
    spawn(process.execPath, [build.command(command), ...args], {
      env: { ...process.env, OMOSIX_HOME: join(directory, name), OMOSIX_INTERFACE: 'lo' },
    });
  const omd = ['-n', '--listen', '127.0.0.1:0', '--log-level', 'error'];
  const agent = start(home, 'home', 'omd', ...omd);
  try {
    await Promise.race([once(agent.stdout, 'data'), once(agent, 'close')]);
    const { stdout } = await ended(start(home, 'home', 'mosctl', 'invite'));
    const guest = start(other, 'other', 'omd', ...omd, '--join', stdout.trim());
    guest.stdout.once('data', () => guest.kill());
    return (await ended(guest)).stderr;
  } finally {
    agent.kill();
    await once(agent, 'close');
    rmSync(directory, { recursive: true, force: true });
  }
}

export class Pair {
  private constructor(
    private readonly cluster: TestCluster,
    private readonly home: Build,
  ) {}

  static async start(home: Build, other: Build): Promise<Pair> {
    let build = home;
    const cluster = new TestCluster({ command: (name) => build.command(name) });
    await cluster.add(1);
    build = other;
    await cluster.add(2);
    cluster.introduce();
    return new Pair(cluster, home);
  }

  private async run(command: string, ...args: string[]): Promise<Ended> {
    const env = { ...process.env, OMOSIX_HOME: this.cluster.nodes[0]!.home };
    const child = spawn(process.execPath, [this.home.command(command), ...args], {
      env,
      cwd: this.cluster.directory,
    });
    child.stdin.end();
    return ended(child);
  }

  /** Waits until the first sees the second. @returns how it sees it in the end */
  async sees(): Promise<string> {
    for (const end = performance.now() + PATIENCE_MS; ; await sleep(200)) {
      const { stdout } = await this.run('mosctl', 'status', '--json');
      const [agent] = JSON.parse(stdout || '[]') as { nodes: { info: { id: number }; state: string }[] }[];
      const state = agent?.nodes.find(({ info }) => info.id === 2)?.state;
      if (state === 'alive' || performance.now() > end) return state ?? 'nothing';
    }
  }

  /** A program that is to move every so many ms. @returns how it ended, and its life */
  async wander(...options: string[]): Promise<Ended & { life: string }> {
    writeFileSync(join(this.cluster.directory, 'program.mjs'), PROGRAM);
    const how = await this.run('omrun', '-v', '--migrate-every', '200', ...options, 'program.mjs');
    return { ...how, life: how.stderr };
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }
}
