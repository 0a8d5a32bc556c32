/** A real name server, BIND, on a free port of loopback, for one zone that nsupdate may change with a key. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from './until.ts';

// Where Debian has it; not in every user's PATH.
const PATH = `${process.env.PATH}${delimiter}/usr/sbin`;

/** Why there is no name server to test with; null where there is one. */
export function nameServerIsMissing(): string | null {
  const missing = ['named', 'nsupdate'].filter(
    (command) => !PATH.split(delimiter).some((directory) => existsSync(join(directory, command))),
  );
  return missing.length > 0 ? `not installed: ${missing.join(', ')} (Debian: bind9, bind9-dnsutils)` : null;
}

const SECRET = Buffer.alloc(32, 7).toString('base64');

export class NameServer {
  private constructor(
    private readonly directory: string,
    private readonly child: ChildProcess,
    private readonly port: number,
    readonly zone: string,
  ) {}

  /** `records`: lines of the zone file besides those that each zone needs. */
  static async start(zone: string, records: readonly string[] = []): Promise<NameServer> {
    const directory = mkdtempSync(join(tmpdir(), 'omx-named-'));
    const port = await freeUdpPort();
    const file = (name: string, text: string): void => writeFileSync(join(directory, name), text);
    const key = `key omosix { algorithm hmac-sha256; secret "${SECRET}"; };\n`;
    file('key', key);
    file(
      'named.conf',
      `${key}options { directory "${directory}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; recursion no; dnssec-validation no; empty-zones-enable no; };
controls { };
zone "${zone}" { type primary; file "zone"; allow-update { key omosix; }; };
`,
    );
    const always = [
      `@ IN SOA ns.${zone}. root.${zone}. 1 60 60 600 1`,
      `@ IN NS ns.${zone}.`,
      'ns IN A 127.0.0.1',
    ];
    file('zone', `$TTL 1\n${[...always, ...records].join('\n')}\n`);
    const child = spawn('named', ['-f', '-c', join(directory, 'named.conf')], {
      env: { ...process.env, PATH },
      stdio: 'ignore',
    });
    const server = new NameServer(directory, child, port, zone);
    const asked = new Resolver({ timeout: 500, tries: 1 });
    asked.setServers([server.address]);
    await until(async () =>
      asked.resolveSoa(zone).then(
        () => true,
        () => false,
      ),
    );
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** As `--dns` takes it. */
  get domain(): string {
    return `${this.zone}@${this.address}`;
  }

  /** RFC 2136 updates: lines of nsupdate's language. */
  async update(...lines: string[]): Promise<void> {
    const script = [`server 127.0.0.1 ${this.port}`, ...lines, 'send', ''].join('\n');
    await new Promise<void>((resolve, reject) => {
      const child = execFile(
        'nsupdate',
        ['-k', join(this.directory, 'key')],
        { env: { ...process.env, PATH } },
        (error) => (error ? reject(error) : resolve()),
      );
      child.stdin!.end(script);
    });
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
