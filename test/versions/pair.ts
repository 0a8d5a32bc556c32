/** Two agents on loopback, each of a build of its own. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
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
const PATIENCE_MS = 20_000;

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

  /** What it says about the second, where it is not connected to it. */
  async trouble(): Promise<string> {
    for (const end = performance.now() + PATIENCE_MS; ; await sleep(200)) {
      const { stdout } = await this.run('mosctl', 'peers', '--json');
      const { peers } = JSON.parse(stdout || '{"peers":[]}') as {
        peers: { id: number; reason: string | null }[];
      };
      const reason = peers.find(({ id }) => id === 2)?.reason;
      if (reason || performance.now() > end) return reason ?? '';
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
