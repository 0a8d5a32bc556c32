/** The real commands, built into a directory of the test's own, and a home for them that leaves nothing behind. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TaskStatus } from '../../protocol/task.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

export class Commands {
  /** For the test's files. */
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'omx-test-')));
  private readonly built: string;
  private directories = 0;

  constructor() {
    // Inside the package, so that what is not bundled is found.
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.built = mkdtempSync(join(cache, 'omosix-test-'));
    execFileSync(process.execPath, [join(root, 'tools/build.mjs'), join(this.built, 'dist')]);
    cpSync(join(root, 'package.json'), join(this.built, 'package.json'));
  }

  /** An empty one in that. */
  newDirectory(): string {
    const path = join(this.directory, `d${++this.directories}`);
    mkdirSync(path);
    return path;
  }

  /** The script that hosts are given. */
  get hostScript(): string {
    return join(this.built, 'dist/host.cjs');
  }

  path(command: string): string {
    return join(this.built, 'dist', `${command}.js`);
  }

  /** Where agents and caches of these commands live. */
  get env(): NodeJS.ProcessEnv {
    return { ...process.env, OMOSIX_HOME: join(this.directory, 'home') };
  }

  start(
    command: string,
    args: string[],
    cwd = this.directory,
    env: NodeJS.ProcessEnv = {},
  ): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [this.path(command), ...args], { cwd, env: { ...this.env, ...env } });
  }

  /** A script of bash, as this child itself. */
  startShell(script: string): ChildProcessWithoutNullStreams {
    return spawn('/bin/bash', [script], { cwd: this.directory, env: this.env });
  }

  async run(command: string, args: string[], stdin = ''): Promise<Ended> {
    const child = this.start(command, args);
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    return ended(child);
  }

  /** What `mps` tells; nothing while it fails. */
  async tasks(): Promise<TaskStatus[]> {
    const { stdout, code } = await this.run('mps', ['--json']);
    return code === 0 ? (JSON.parse(stdout) as TaskStatus[]) : [];
  }

  /** A line for `sh -c`, in which `omrun` is the built one. */
  async shell(line: string): Promise<Ended> {
    const script = `omrun() { ${process.execPath} ${this.path('omrun')} "$@"; }\n${line}`;
    const child = spawn('/bin/bash', ['-c', script], { cwd: this.directory, env: this.env });
    child.stdin.end();
    return ended(child);
  }

  /** What is left of private clusters and sockets. */
  leftovers(): string[] {
    try {
      return readdirSync(join(this.directory, 'home/run'));
    } catch {
      return [];
    }
  }

  remove(): void {
    rmSync(this.built, { recursive: true, force: true });
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  );
  return { stdout: String(Buffer.concat(stdout)), stderr: String(Buffer.concat(stderr)), code, signal };
}
