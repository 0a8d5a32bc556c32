/**
 * The least that the way of bulk data costs: a file through as many processes and sockets as a task's away from home, with ssh2 in the
 * middle and nothing of omosix. `node floor.mjs agent FILE BYTES` prints MB a second; the other roles are the processes that it starts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readSync, writeSync } from 'node:fs';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type ServerChannel } from 'ssh2';
import { makeKey } from '../../../agent/transport/keys.ts';
import { ALGORITHMS, USER } from '../../../agent/transport/ssh-settings.ts';

const PIECE_BYTES = 256 * 1024;
const PIECES = 16;
const CHANNEL = 3;

const [, script, role, ...args] = process.argv as [string, string, keyof typeof ROLES, ...string[]];
const begin = (name: keyof typeof ROLES, ...more: (string | number)[]) =>
  spawn(process.execPath, [script, name, ...more.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });

const ROLES = {
  /** At home: from the deputy to the other agent. */
  async agent(file: string, bytes: string): Promise<void> {
    const other = begin('other', bytes);
    const [port] = (await once(other.stdout!, 'data')) as [Buffer];
    const client = new ssh2.Client();
    const sock = connect({ host: '127.0.0.1', port: Number(port.toString()), noDelay: true });
    client.connect({ sock, username: USER, password: '', algorithms: ALGORITHMS as never });
    await once(client, 'ready');
    client.exec('host', async (error, channel) => {
      if (error) throw error;
      const deputy = begin('deputy', file, bytes);
      const startedMs = performance.now();
      (deputy.stdio[CHANNEL] as unknown as Duplex).pipe(channel);
      await once(channel, 'data');
      console.log(Number(bytes) / 1000 / (performance.now() - startedMs));
      process.exit();
    });
  },

  async deputy(file: string, bytes: string): Promise<void> {
    const fd = openSync(file, 'r');
    const buffers = Array.from({ length: PIECES }, () => Buffer.allocUnsafe(PIECE_BYTES));
    const agent = new Socket({ fd: CHANNEL });
    for (let left = Number(bytes), i = 0; left > 0; i++) {
      const got = readSync(fd, buffers[i % PIECES]!, 0, Math.min(PIECE_BYTES, left), null);
      left -= got;
      agent.write(buffers[i % PIECES]!.subarray(0, got));
      // So that none is on its way when its turn comes again.
      if (agent.writableLength > (PIECES / 2) * PIECE_BYTES) await once(agent, 'drain');
    }
    agent.end();
  },

  /** Where the task executes: from the agent at home to the host. */
  async other(bytes: string): Promise<void> {
    const { private: hostKey } = makeKey();
    const serve = (channel: ServerChannel): void => {
      const host = begin('host', bytes).stdio[CHANNEL] as unknown as Duplex;
      channel.pipe(host, { end: false });
      host.on('data', (word: Buffer) => channel.write(word));
    };
    const ssh = new ssh2.Server({ hostKeys: [hostKey], algorithms: ALGORITHMS as never }, (client) => {
      client.on('error', () => {});
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => accept().on('exec', (acceptChannel) => serve(acceptChannel())));
    });
    const listener = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    console.log((listener.address() as AddressInfo).port);
    process.stdin.on('end', () => process.exit()).resume();
  },

  /** Reads and waits, as a host does. */
  async host(bytes: string): Promise<void> {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let left = Number(bytes); left > 0; ) left -= readSync(CHANNEL, buffer);
    writeSync(CHANNEL, 'all');
  },
};

await (ROLES[role] as (...args: string[]) => Promise<void>)(...args);
