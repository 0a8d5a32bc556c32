import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { type Finished, runScript } from './process.ts';

export interface Lived extends Finished {
  events: TaskLifeEvent[];
}

/** An agent of its own, in a directory of its own, and omruns that use it: the user's agent is left alone. */
export class Omosix {
  private readonly dist: string;
  private readonly directory: string;
  private readonly env: NodeJS.ProcessEnv;
  private agent: ChildProcess | undefined;
  private runs = 0;

  constructor(dist: string, directory: string) {
    this.dist = dist;
    this.directory = directory;
    this.env = { OMOSIX_HOME: join(directory, 'omosix') };
  }

  /** Ready when an omrun has been served. */
  async start(program: string): Promise<void> {
    this.agent = spawn(process.execPath, [join(this.dist, 'omd.js'), '-n'], {
      env: { ...process.env, ...this.env },
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 50; tries++) {
      const { code, stderr } = await this.run(['--home', program]);
      if (code === 0) return;
      if (tries === 49) throw new Error(`no omrun works: ${stderr}`);
    }
  }

  async stop(): Promise<void> {
    const { agent } = this;
    if (agent === undefined || agent.exitCode !== null) return;
    const ended = new Promise((resolve) => agent.once('exit', resolve));
    agent.kill('SIGTERM');
    await ended;
  }

  /** As a user runs it. */
  run(args: string[], stdin?: string): Promise<Finished> {
    return runScript({
      args: [join(this.dist, 'omrun.js'), ...args],
      env: this.env,
      cwd: this.directory,
      ...(stdin === undefined ? {} : { stdin }),
    });
  }

  /** Goes on until it is ended; its standard output is a pipe. */
  begin(args: string[]): ChildProcess {
    return spawn(process.execPath, [join(this.dist, 'omrun.js'), ...args], {
      env: { ...process.env, ...this.env },
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** With what `--stats` tells of its life. */
  async runWithStats(args: string[], stdin?: string): Promise<Lived> {
    const file = join(this.directory, `stats-${this.runs++}.jsonl`);
    const finished = await this.run(['--stats', file, ...args], stdin);
    if (finished.code !== 0)
      throw new Error(`omrun ${args.join(' ')}: exit ${finished.code}: ${finished.stderr}`);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    rmSync(file);
    return { ...finished, events: lines.map((line) => JSON.parse(line) as TaskLifeEvent) };
  }
}
