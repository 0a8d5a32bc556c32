import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import { ALGORITHMS, USER } from '../../agent/transport/ssh-settings.ts';
import { summary } from './statistics.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A bare ssh2 channel to another process, with the agents' cipher: the yardstick for bulk state. */
export class Channel {
  private readonly server: ChildProcess;
  private readonly client: Client;
  private readonly channel: ClientChannel;
  private readonly bytes: number;
  private readonly chunk = Buffer.alloc(CHUNK_BYTES, 7);

  private constructor(server: ChildProcess, client: Client, channel: ClientChannel, bytes: number) {
    this.server = server;
    this.client = client;
    this.channel = channel;
    this.bytes = bytes;
  }

  static async open(serverScript: string, bytes: number): Promise<Channel> {
    const server = spawn(process.execPath, [serverScript, String(bytes)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout!, 'data')) as [Buffer];
    const client = new ssh2.Client();
    const sock = connect({ host: '127.0.0.1', port: Number(port.toString()), noDelay: true });
    client.connect({ sock, username: USER, password: '', algorithms: ALGORITHMS as never });
    await once(client, 'ready');
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec('swallow', (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    return new Channel(server, client, channel, bytes);
  }

  /** MB a second, until the other process has got it all. */
  async rate(): Promise<number> {
    const startedMs = performance.now();
    const swallowed = once(this.channel, 'data');
    for (let left = this.bytes; left > 0; left -= CHUNK_BYTES) {
      if (!this.channel.write(this.chunk.subarray(0, left))) await once(this.channel, 'drain');
    }
    await swallowed;
    return this.bytes / 1000 / (performance.now() - startedMs);
  }

  /** The median of so many. */
  async roundTripUs(count: number): Promise<number> {
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      this.client.exec('echo', (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    const times: number[] = [];
    const message = Buffer.alloc(100);
    for (let i = 0; i < count; i++) {
      const startedMs = performance.now();
      channel.write(message);
      await once(channel, 'data');
      times.push((performance.now() - startedMs) * 1000);
    }
    channel.close();
    return summary(times).median;
  }

  async close(): Promise<void> {
    const ended = once(this.server, 'exit');
    this.client.end();
    this.server.stdin!.end();
    await ended;
  }
}
