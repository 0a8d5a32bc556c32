import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

const has = (tool: string, ...args: string[]): boolean => spawnSync(tool, args).error === undefined;

/** Why nothing can be mounted here, in words; null where it can. */
export function sshfsIsMissing(): string | null {
  if (!has('sshfs', '--version') || !has('fusermount3', '--version')) return 'sshfs is not installed';
  if (!has('ssh-keygen', '-?')) return 'ssh-keygen is not installed';
  return spawnSync('sh', ['-c', ': <>/dev/fuse']).status === 0 ? null : '/dev/fuse cannot be used here';
}

/** A directory of this machine, through the ssh door of an agent of its own. */
export class SshfsMount {
  private mounted = 0;

  private constructor(
    private readonly agent: ChildProcess,
    private readonly options: string[],
    private readonly remote: string,
    private readonly home: string,
  ) {}

  static async of({ dist, directory }: Place, exported: string): Promise<SshfsMount> {
    const home = join(directory, 'door');
    mkdirSync(home);
    const env = { ...process.env, OMOSIX_HOME: home };
    const command = (name: string): string => join(dist, `${name}.js`);
    const args = ['-n', '--listen', '127.0.0.1:0', '--map', '-'];
    const agent = spawn(process.execPath, [command('omd'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(agent.stdout, 'data')) as [Buffer];
    const { id, port } = JSON.parse(String(line)) as { id: number; port: number };
    const key = join(home, 'client');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const mosctl = (...words: string[]) =>
      execFileSync(process.execPath, [command('mosctl'), ...words], { env });
    mosctl('admit', `${key}.pub`);
    mosctl('export', exported, 'rw');
    const options = [
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'LogLevel=ERROR',
      `IdentityFile=${key}`,
    ];
    const all = ['-p', String(port), ...options.flatMap((option) => ['-o', option])];
    return new SshfsMount(agent, all, `somebody@127.0.0.1:/mfs/${id}${exported}`, home);
  }

  /** A new mount: nothing of it is cached. */
  async with<T>(use: (where: string) => Promise<T>): Promise<T> {
    const where = join(this.home, `mount-${++this.mounted}`);
    mkdirSync(where);
    execFileSync('sshfs', [...this.options, this.remote, where]);
    try {
      return await use(where);
    } finally {
      execFileSync('fusermount3', ['-u', where]);
    }
  }

  async close(): Promise<void> {
    const ended = once(this.agent, 'exit');
    this.agent.kill('SIGTERM');
    await ended;
  }
}
