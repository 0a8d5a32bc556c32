/** Real etcd servers on free ports of loopback, each in a directory of its own: one cluster. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Why there is none to test with; null where there is. */
export function etcdIsMissing(): string | null {
  const isThere = (process.env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, 'etcd')));
  return isThere ? null : 'not installed: etcd (Debian: etcd-server)';
}

/** etcd waits for its disk; that of the tests need not survive anything. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface One {
  client: string;
  arguments: string[];
  child: ChildProcess | null;
}

/** Certificates for clients, as paths in PEM form. */
export interface EtcdTls {
  ca: string;
  cert: string;
  key: string;
}

export class Etcds {
  private constructor(
    private readonly directory: string,
    private readonly all: readonly One[],
  ) {}

  /** Resolves when all of them answer. With `tls` only clients with a certificate of that authority may in. */
  static async start(count: number, tls?: EtcdTls, ...more: string[]): Promise<Etcds> {
    const directory = mkdtempSync(join(ROOM, 'omx-etcd-'));
    const ports = await freePorts(2 * count);
    const peer = (i: number): string => `http://127.0.0.1:${ports[2 * i + 1]}`;
    const peers = Array.from({ length: count }, (_, i) => `m${i}=${peer(i)}`).join(',');
    const all = Array.from({ length: count }, (_, i) => {
      const client = `${tls ? 'https' : 'http'}://127.0.0.1:${ports[2 * i]}`;
      return {
        client,
        child: null,
        arguments: [
          ...['--name', `m${i}`, '--data-dir', join(directory, `m${i}`)],
          ...['--listen-client-urls', client, '--advertise-client-urls', client],
          ...['--listen-peer-urls', peer(i), '--initial-advertise-peer-urls', peer(i)],
          ...['--initial-cluster', peers, '--initial-cluster-token', directory],
          ...['--heartbeat-interval', '100', '--election-timeout', '500', '--logger', 'zap'],
          ...(tls ? ['--cert-file', tls.cert, '--key-file', tls.key, '--client-cert-auth'] : []),
          ...(tls ? ['--trusted-ca-file', tls.ca] : []),
          ...more,
        ],
      };
    });
    const etcds = new Etcds(directory, all);
    for (const i of all.keys()) etcds.run(i);
    await Promise.all([...all.keys()].map((i) => etcds.ready(i)));
    return etcds;
  }

  get urls(): string[] {
    return this.all.map(({ client }) => client);
  }

  /** kill -9; resolves when it is gone. */
  async kill(i: number): Promise<void> {
    const one = this.all[i]!;
    const { child } = one;
    if (!child) return;
    one.child = null;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  /** It answers nobody, with its connections open, until `resume`. */
  stop(i: number): void {
    this.all[i]!.child?.kill('SIGSTOP');
  }

  resume(i: number): void {
    this.all[i]!.child?.kill('SIGCONT');
  }

  /** With what it had kept; it answers when most of the others are there, too. */
  async restart(i: number): Promise<void> {
    await this.kill(i);
    this.run(i);
  }

  /** All that it had kept is gone, or is as it was at `keep`; with one member. */
  async wipe(): Promise<void> {
    await this.kill(0);
    rmSync(this.data, { recursive: true });
    await this.restart(0);
    await this.ready(0);
  }

  /** A backup of it. */
  async keep(): Promise<void> {
    await this.kill(0);
    cpSync(this.data, `${this.data}.kept`, { recursive: true });
    await this.restart(0);
    await this.ready(0);
  }

  async restore(): Promise<void> {
    await this.kill(0);
    rmSync(this.data, { recursive: true });
    cpSync(`${this.data}.kept`, this.data, { recursive: true });
    await this.restart(0);
    await this.ready(0);
  }

  private get data(): string {
    return join(this.directory, 'm0');
  }

  async close(): Promise<void> {
    await Promise.all([...this.all.keys()].map((i) => this.kill(i)));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private run(i: number): void {
    const one = this.all[i]!;
    // Its own variables would change it.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ETCD')));
    const child = spawn('etcd', one.arguments, { env, stdio: 'ignore' });
    one.child = child;
    child.once('exit', (code) => {
      if (one.child === child) console.error(`etcd ${i} has ended with ${code}: ${one.arguments.join(' ')}`);
    });
  }

  /** With TLS nobody without a certificate hears more than that the port is open. */
  private async ready(i: number): Promise<void> {
    const { client, child } = this.all[i]!;
    const answers = async (): Promise<boolean> => {
      if (!client.startsWith('http:')) return isOpen(Number(new URL(client).port));
      const health = await fetch(`${client}/health`).catch(() => null);
      return health !== null && ((await health.json()) as { health?: unknown }).health === 'true';
    };
    while (!(await answers())) {
      if (child?.exitCode !== null) throw new Error(`etcd ended with ${child?.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Below those that connections take for themselves: a server that is killed and started again must find its own free. */
async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isFree) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
