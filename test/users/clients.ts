/** Real agents of one user, and the tools of OpenSSH and its friends, with a key that node 1 admits. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestCluster, type TestNode } from '../agent/fixtures/cluster.ts';
import { Commands, type Ended, ended } from '../support/commands.ts';
import { until } from '../support/until.ts';

const has = (tool: string, ...args: string[]): boolean => spawnSync(tool, args).error === undefined;

export const hasSsh = has('ssh', '-V') && has('sftp', '-h') && has('ssh-keygen', '-?');

/** Also the namespaces in which the far end runs. */
const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
export const hasRsync =
  has('rsync', '--version') &&
  spawnSync('unshare', [...user, '--mount', '--net', '--pid', '--fork', 'true']).status === 0;

/** Whether a mount can be made at all: the tool may be there, and the system forbid it. */
export const hasSshfs =
  has('sshfs', '--version') &&
  has('fusermount3', '--version') &&
  spawnSync('sh', ['-c', ': <>/dev/fuse']).status === 0;

export class Clients {
  readonly commands = new Commands();
  cluster!: TestCluster;
  private readonly mounts: string[] = [];
  private mounted = 0;

  /** Two nodes, by the names `node1` with the key and `bare1` without any; each exports all of the machine, as in any private cluster, until told otherwise. */
  static async start(): Promise<Clients> {
    const clients = new Clients();
    const { commands } = clients;
    clients.cluster = await TestCluster.start({ command: (name) => commands.path(name) }, 2);
    clients.key('id', 'ed25519');
    await clients.mosctl(1, 'admit', clients.path('id.pub'));
    const hosts = clients.cluster.nodes.map(
      ({ id, port }) => `Host node${id} bare${id}
  HostName 127.0.0.1
  Port ${port}
  User somebody
Host node${id}
  IdentityFile ${clients.path('id')}
`,
    );
    // As Debian's does, it tells the locale.
    const all = `Host *
  IdentitiesOnly yes
  IdentityAgent none
  StrictHostKeyChecking yes
  UserKnownHostsFile ${clients.path('known_hosts')}
  SendEnv LANG LC_*
`;
    writeFileSync(clients.path('config'), hosts.join('') + all);
    const known = clients.cluster.nodes.map(({ port, key }) => `[127.0.0.1]:${port} ${key}\n`);
    writeFileSync(clients.path('known_hosts'), known.join(''));
    return clients;
  }

  /** Of a file of the test's own. */
  path(name: string): string {
    return join(this.commands.directory, name);
  }

  node(id: number): TestNode {
    return this.cluster.nodes.find((one) => one.id === id)!;
  }

  key(name: string, type: string): void {
    const args = ['-q', '-t', type, '-N', '', '-C', name, '-f', this.path(name)];
    execFileSync('ssh-keygen', type === 'rsa' ? [...args, '-b', '2048'] : args);
  }

  /** `mosctl` at a node; it must do what it is told. */
  async mosctl(node: number, ...args: string[]): Promise<string> {
    const child = this.commands.start('mosctl', args, undefined, { OMOSIX_HOME: this.node(node).home });
    const { code, stdout, stderr } = await ended(child);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  }

  run(tool: string, args: string[], input = ''): Promise<Ended> {
    const child = spawn(tool, ['-F', this.path('config'), ...args], {
      cwd: this.commands.directory,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    return ended(child);
  }

  ssh(...args: string[]): Promise<Ended> {
    return this.run('ssh', args);
  }

  /** A batch for sftp: stops at the first line that fails. */
  sftp(...lines: string[]): Promise<Ended> {
    return this.run('sftp', ['-q', '-b', '-', 'node1'], `${lines.join('\n')}\n`);
  }

  /** @returns where it is */
  async mount(remote: string, ...options: string[]): Promise<string> {
    const place = this.path(`mount${++this.mounted}`);
    mkdirSync(place);
    const { code, stderr } = await this.run('sshfs', [
      ...options.flatMap((one) => ['-o', one]),
      remote,
      place,
    ]);
    if (code !== 0) throw new Error(stderr);
    this.mounts.push(place);
    return place;
  }

  /** Lazily: what hangs must not keep the test. */
  unmount(): void {
    for (const place of this.mounts.splice(0)) spawnSync('fusermount3', ['-uz', place]);
  }

  /** The line of a shell, which a mount may let fail. */
  shell(line: string): Promise<Ended> {
    const child = spawn('bash', ['-c', line], {
      cwd: this.commands.directory,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    child.stdin.end();
    return ended(child);
  }

  async stop(): Promise<void> {
    this.unmount();
    await this.cluster.stop();
    this.commands.remove();
  }
}

/** A tree with what makes copies differ: sizes about those of packets, names, modes, times, links, empty things. */
export function makeTree(directory: string, files: number): void {
  mkdirSync(join(directory, 'sub', 'deep'), { recursive: true });
  mkdirSync(join(directory, 'empty'));
  const sizes = [0, 1, 4095, 32_768, 32_769, 262_144 + 7];
  for (let n = 0; n < files; n++) {
    const place =
      n % 3 === 0 ? directory : n % 3 === 1 ? join(directory, 'sub') : join(directory, 'sub', 'deep');
    const bytes = Buffer.alloc(n % 50 < sizes.length ? sizes[n % 50]! : (n * 37) % 3000, `${n} `);
    writeFileSync(join(place, n % 10 === 0 ? `file ${n} ä'"*` : `file${n}`), bytes, {
      mode: n % 7 === 0 ? 0o600 : 0o644,
    });
  }
  execFileSync(
    'sh',
    [
      '-c',
      "ln -s sub/file1 link; ln -s deep sub/dirlink; chmod 755 sub/file1; touch -d '2001-02-03 04:05:06 UTC' sub/file4",
    ],
    {
      cwd: directory,
    },
  );
}

/** What a copy must have in common with what it was made of, a line each. `links`: whether the tool copies links as links. */
export function listing(directory: string, links = true): string {
  const format = links ? '%P %y %m %s %l\\n' : '%P %m %s\\n';
  const what = links ? '' : '-type f';
  const sizes = execFileSync('sh', ['-c', `find . ${what} ! -type d -printf '${format}' | sort`], {
    cwd: directory,
    encoding: 'utf8',
  });
  const contents = execFileSync('sh', ['-c', 'find . -type f -print0 | sort -z | xargs -0 sha256sum'], {
    cwd: directory,
    encoding: 'utf8',
  });
  const directories = execFileSync('sh', ['-c', 'find . -type d | sort'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return sizes + contents + directories;
}

export { until };
