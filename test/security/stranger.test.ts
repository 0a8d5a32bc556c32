/** A stranger at the port of an agent: whatever it tries, it gets nothing, and members are served meanwhile. */
import { connect, type Socket } from 'node:net';
import ssh2, { type ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../../agent/transport/keys.ts';
import { ALGORITHMS, CONTROL_SUBSYSTEM, USER } from '../../agent/transport/ssh-settings.ts';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { Evil } from './evil.ts';

let bundle: Bundle;
let cluster: TestCluster;
let node: TestNode;
let evil: Evil;
beforeAll(async () => {
  bundle = await Bundle.make();
  cluster = await TestCluster.strangers(bundle, 2);
  node = cluster.nodes[0]!;
  evil = new Evil(cluster);
  await evil.isWell();
});
afterAll(async () => {
  await cluster.stop();
  bundle.remove();
});

/** How an attempt to log in ends. */
function attempt(config: ConnectConfig): Promise<string> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    client.on('ready', () => {
      resolve('in');
      client.end();
    });
    client.on('error', (error) => resolve(error.message));
    client.on('close', () => resolve('closed'));
    const { host, port } = node;
    client.connect({ host, port, username: USER, algorithms: ALGORITHMS as never, ...config });
  });
}

const REFUSED = 'All configured authentication methods failed';

describe('without a key that is known', () => {
  const stranger = makeKey();
  it.each<[string, ConnectConfig]>([
    ['no method at all', {}],
    ['a password', { password: 'omosix' }],
    ['an empty password', { password: '' }],
    ['answers to questions', { tryKeyboard: true }],
    ['a key of its own', { privateKey: stranger.private }],
    ['a key of its own, as another user', { privateKey: stranger.private, username: 'root' }],
    ['the word for those who join, and a guess', { username: 'omosix-join', password: 'x'.repeat(22) }],
  ])('%s: refused, and not told why', async (_what, config) => {
    expect(await attempt(config)).toBe(REFUSED);
  });

  it('the public half of a member’s key is not enough', async () => {
    const member = cluster.nodes[1]!;
    // Signs with another key than it shows.
    const parsed = ssh2.utils.parseKey(stranger.private);
    const shown = ssh2.utils.parseKey(member.key);
    if (parsed instanceof Error || shown instanceof Error) throw new Error('unreadable key');
    const forged = Object.assign(Object.create(Object.getPrototypeOf(parsed)), parsed, {
      getPublicSSH: () => shown.getPublicSSH(),
      sign: (data: Buffer) => parsed.sign(data),
    });
    const agent = new (class extends ssh2.BaseAgent {
      override getIdentities(callback: (error: undefined, keys: never[]) => void): void {
        callback(undefined, [shown as never]);
      }
      override sign(_key: unknown, data: Buffer, ...rest: unknown[]): void {
        const callback = rest.at(-1) as (error: undefined, signature: Buffer) => void;
        callback(undefined, forged.sign(data));
      }
    })();
    expect(await attempt({ agent: agent as never })).toBe(REFUSED);
  });
});

describe('a member’s ssh', () => {
  it('is for agents: no shell, no command, no files, no forwarding', async () => {
    const client = new ssh2.Client();
    const { host, port } = node;
    await new Promise<void>((resolve, reject) => {
      client.on('ready', resolve).on('error', reject);
      client.connect({
        host,
        port,
        username: USER,
        algorithms: ALGORITHMS as never,
        privateKey: evil.privateKey,
      });
    });
    const refusals = await Promise.all([
      new Promise((resolve) => client.shell((error) => resolve(error?.message))),
      new Promise((resolve) => client.exec('id', (error) => resolve(error?.message))),
      new Promise((resolve) => client.sftp((error) => resolve(error?.message))),
      new Promise((resolve) => client.subsys('netconf', (error) => resolve(error?.message))),
      new Promise((resolve) =>
        client.forwardOut('', 0, '127.0.0.1', port, (error) => resolve(error?.message)),
      ),
      new Promise((resolve) => client.forwardIn('127.0.0.1', 0, (error) => resolve(error?.message))),
      new Promise((resolve) =>
        client.openssh_forwardOutStreamLocal(node.socket, (error) => resolve(error?.message)),
      ),
    ]);
    for (const refusal of refusals)
      expect(refusal).toMatch(/Unable|failure|open|refused|prohibited|request/i);
    // Both channels are there once.
    const first = await new Promise((resolve) => client.subsys(CONTROL_SUBSYSTEM, (error) => resolve(error)));
    expect(first).toBeUndefined();
    const again = await new Promise((resolve) => client.subsys(CONTROL_SUBSYSTEM, (error) => resolve(error)));
    expect(again).toBeInstanceOf(Error);
    client.end();
    await evil.isWell();
  });
});

describe('who does not speak ssh', () => {
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(node.port, node.host);
      socket.once('connect', () => resolve(socket));
      socket.once('error', reject);
    });
  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.on('error', () => {});
      socket.resume();
      if (socket.destroyed) resolve();
      else socket.once('close', () => resolve());
    });

  it.each([
    ['a web browser', Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n\r\n${'x'.repeat(100_000)}`)],
    ['zeros', Buffer.alloc(1_000_000)],
    ['an endless line', Buffer.alloc(1_000_000, 'S')],
    [
      'a greeting and then garbage',
      Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(200_000, 0xff)]),
    ],
    ['frames of ours', Buffer.from('00000020000000001b7b226f70223a2268656c6c6f22', 'hex')],
  ])('%s: the connection ends', async (_what, bytes) => {
    const socket = await open();
    const end = closed(socket);
    socket.write(bytes);
    if (bytes.length < 100) socket.end();
    await end;
  });

  it('many that say nothing: beyond a bound they are turned away, the rest when their time is over', async () => {
    const silent = await Promise.all(Array.from({ length: 200 }, open));
    let left = silent.length;
    const ends = silent.map((socket) => closed(socket).then(() => left--));
    await until(() => left <= 64);
    const byte = setInterval(() => {
      for (const socket of silent) if (!socket.destroyed) socket.write('S');
    }, 200);
    await Promise.all(ends);
    clearInterval(byte);
    // The door is open again.
    (await evil.greeted(node)).close();
    await evil.isWell();
  });
});
