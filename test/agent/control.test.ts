import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient } from '../../agent/control/client.ts';
import { encodeFrame, FrameType } from '../../protocol/frame.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

/** Free just now: another may take it, which is improbable within the test. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('control socket and commands', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let socket: string;
  const hello = encodeFrame(FrameType.CONTROL, { op: 'hello', version: 1 });

  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = await TestCluster.start(bundle, 2);
    socket = cluster.nodes[0]!.socket;
  });
  afterAll(async () => {
    await cluster.stop();
    bundle.remove();
  });

  function run(
    command: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; out: string; err: string }> {
    return new Promise((resolve) => {
      const options = { env: { ...process.env, OMOSIX_HOME: cluster.nodes[0]!.home, ...env } };
      execFile(process.execPath, [bundle.command(command), ...args], options, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  /** The agent ends the connection. */
  function refused(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const client = connect(socket);
      client.on('error', () => {});
      client.on('close', () => resolve());
      client.resume();
      client.write(bytes);
      // Garbage that begins like a frame may wait for the rest of it.
      client.end();
      setTimeout(() => reject(new Error('still open')), 20_000).unref();
    });
  }
  const lives = async (): Promise<boolean> => {
    const client = await AgentClient.connect(socket);
    client.close();
    return client.node === 1;
  };

  it('lies in a directory of its owner alone', () => {
    expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  });

  for (const [what, bytes] of [
    ['a request before hello', encodeFrame(FrameType.CONTROL, { op: 'status', id: 1 })],
    [
      'an unknown request',
      Buffer.concat([hello, encodeFrame(FrameType.CONTROL, { op: 'format-disk', id: 1 })]),
    ],
    [
      'a malformed request',
      Buffer.concat([hello, encodeFrame(FrameType.CONTROL, { op: 'migrate', id: 1, task: 'x', to: 1 })]),
    ],
    ['a record without a task', Buffer.concat([hello, encodeFrame(FrameType.RECORD, { k: 'ack', seq: 1 })])],
    [
      'a program that nobody asked for',
      Buffer.concat([hello, encodeFrame(FrameType.BULK, { what: 'program', program: 'x', last: true })]),
    ],
    ['a frame beyond the limit', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ] as const) {
    it(`ends the connection on ${what}`, async () => {
      await refused(bytes);
      expect(await lives()).toBe(true);
    });
  }

  it('survives any garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, greets) =>
        refused(greets ? Buffer.concat([hello, bytes]) : bytes),
      ),
      { numRuns: 60 },
    );
    expect(await lives()).toBe(true);
  });

  it('a word of the deputy that crosses the end of its task costs nothing', async () => {
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 1_000_000, stepMs: 5 });
    const ended = client.endTask(task.name, 0, null);
    client.send({ k: 'ack', seq: 0 });
    await ended;
    client.send({ k: 'ack', seq: 0 });
    expect((await client.status()).length).toBe(2);
  });

  it('refuses a second agent, and takes over what a dead one left', async () => {
    const second = await run('omd', ['-n']);
    expect(second).toMatchObject({ code: 1, err: `omd: an agent listens on ${socket} already\n` });

    const others = new TestCluster(bundle);
    const first = await others.add(9);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(existsSync(first.socket)).toBe(true);
    await expect(AgentClient.connect(first.socket)).rejects.toMatchObject({ code: 'ENOAGENT' });
    const heir = await others.add(9);
    expect((await AgentClient.connect(first.socket)).pid).toBe(heir.pid);
    await others.stop();
  });

  it('mps, migrate and mosctl find the task by the pid of its omrun', async () => {
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 100_000, stepMs: 5 });
    const pid = task.name.slice(2);
    const moved = await run('migrate', [pid, '2']);
    expect(moved).toMatchObject({ code: 0, err: '' });
    expect(moved.out).toMatch(
      new RegExp(`^${pid}: node 1 → 2, frozen [\\d.]+ ms, \\d+ of state, 1 frames\n$`),
    );
    expect((await run('mps', [])).out).toMatch(
      new RegExp(`^ *PID +NODE .*\n *${pid} +2 +1 +1 .* scripted\n$`),
    );
    expect(JSON.parse((await run('mps', ['--json'])).out)).toMatchObject([
      { task: task.name, where: 2, nmigs: 1 },
    ]);
    expect(await run('migrate', [task.name, '2'])).toMatchObject({
      code: 1,
      err: `migrate: ${pid} stays on node 2: it executes there already\n`,
    });
    expect((await run('migrate', [pid, 'home'])).code).toBe(0);
    const { out } = await run('mosctl', ['status']);
    expect(out).toMatch(/^omd .*, pid \d+, ssh2/);
    expect(out).toMatch(/ 1 {2}node1\* {2}alive .*\n 2 {2}node2 {3}alive /);
    const [status] = JSON.parse((await run('mosctl', ['status', '--json'])).out);
    expect(status.nodes.map(({ info }: { info: { id: number } }) => info.id)).toEqual([1, 2]);
    client.close();
  });

  it('commands say what is wrong in one line', async () => {
    expect(await run('migrate', ['7', '2'])).toMatchObject({
      code: 1,
      err: 'migrate: no task 7 has its home on this machine or executes here (see mps; mps -a for HOME:PID)\n',
    });
    expect((await run('migrate', ['7'])).code).toBe(2);
    expect((await run('omd', ['--id', '0'])).code).toBe(2);
    expect(await run('omd', ['-n', '--map', '/nowhere'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^omd: map: ENOENT/),
    });
    const nowhere = join(tmpdir(), 'omosix-nobody');
    for (const args of [['mps'], ['mosctl', 'status'], ['mosctl', 'shutdown'], ['migrate', '7', '2']]) {
      const { code, err } = await run(args[0]!, args.slice(1), { OMOSIX_HOME: nowhere });
      expect([code, err.split('\n').length]).toEqual([1, 2]);
      expect(err).toContain(nowhere);
    }
    expect(existsSync(nowhere)).toBe(false);
  });

  it('nobody trusts a directory that others may enter', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'omx-'));
    mkdirSync(join(directory, 'run'));
    chmodSync(join(directory, 'run'), 0o755);
    const complaint = /run is not a directory of this user alone/;
    await expect(AgentClient.connect(join(directory, 'run/agent.sock'))).rejects.toThrow(complaint);
    expect(await run('omd', ['-n'], { OMOSIX_HOME: directory })).toMatchObject({
      code: 1,
      err: expect.stringMatching(complaint),
    });
    rmSync(directory, { recursive: true });
  });

  it('a node of a private cluster takes away what is its own, and nothing else', async () => {
    expect(await run('omd', ['-n', '--parent'], { OMOSIX_HOME: '' })).toMatchObject({
      code: 2,
      err: 'omd: --parent needs OMOSIX_HOME\n',
    });
    const others = new TestCluster(bundle);
    const node = await others.add(1);
    writeFileSync(join(others.directory, 'mine'), '');
    writeFileSync(join(node.home, 'mine too'), '');
    node.child.stdin!.end();
    await node.exited;
    expect([readdirSync(others.directory).sort(), readdirSync(node.home)]).toEqual([
      ['1', 'mine'],
      ['mine too'],
    ]);
    await others.stop();
  });

  it('a newer agent is named as such', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'omx-'));
    const path = join(directory, 's');
    const server = createServer((one) =>
      one.write(encodeFrame(FrameType.CONTROL, { op: 'hello', version: 99, node: 1, pid: 7 })),
    );
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(AgentClient.connect(path)).rejects.toMatchObject({
      code: 'EVERSION',
      message: expect.stringContaining('protocol 99'),
    });
    server.close();
    rmSync(directory, { recursive: true });
  });

  it('two agents in the background find each other by a map file, in which each finds itself', async () => {
    const homes = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'omx-')));
    const map = join(homes[0]!, 'map');
    const lines = await Promise.all(
      homes.map(async (home, index) => {
        const { out } = await run('omd', ['--key'], { OMOSIX_HOME: home });
        return `${index + 1} 127.0.0.1 1 port=${await freePort()} key=${out.split(' ')[1]}`;
      }),
    );
    writeFileSync(map, `${lines.join('')}`);
    for (const home of homes) {
      expect(await run('omd', ['--map', map, '--log-level', 'debug'], { OMOSIX_HOME: home })).toMatchObject({
        code: 0,
      });
    }
    const seen = async (home: string): Promise<string[]> => {
      const { out } = await run('mosctl', ['status', '--json'], { OMOSIX_HOME: home });
      return JSON.parse(out)[0].nodes.map(
        (node: { state: string; info: { id: number } }) => `${node.info.id} ${node.state}`,
      );
    };
    await until(async () => (await seen(homes[0]!)).join() === '1 alive,2 alive');
    await until(async () => (await seen(homes[1]!)).join() === '2 alive,1 alive');
    expect(readFileSync(join(homes[0]!, 'state', 'omd.log'), 'utf8')).toContain('peer connected');
    for (const home of homes) {
      expect((await run('mosctl', ['shutdown'], { OMOSIX_HOME: home })).code).toBe(0);
      rmSync(home, { recursive: true });
    }
  });

  it('an ephemeral agent ends when nobody needs it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'omx-'));
    const ended = run('omd', ['--ephemeral', '--idle-after', '1', '--beat-ms', '50'], { OMOSIX_HOME: home });
    // A socket's file is there a little before anybody listens.
    let client!: AgentClient;
    await until(() =>
      AgentClient.connect(join(home, 'run/agent.sock')).then(
        (connected) => {
          client = connected;
          return true;
        },
        () => false,
      ),
    );
    expect((await client.status())[0]).toMatchObject({ info: { blocked: true } });
    const task = await ScriptedTask.run(client, { steps: 3, stepMs: 1 });
    await task.has('end');
    client.close();
    expect((await ended).code).toBe(0);
    expect(existsSync(join(home, 'run'))).toBe(false);
    rmSync(home, { recursive: true });
  });

  it('an agent in the background, with an identity and an end', async () => {
    const home = mkdtempSync(join(tmpdir(), 'omx-'));
    const key = await run('omd', ['--key'], { OMOSIX_HOME: home });
    expect(key.out).toMatch(/^ssh-ed25519 \S+\n$/);
    const args = ['--listen', '127.0.0.1:0', '--no-mdns'];
    expect(await run('omd', args, { OMOSIX_HOME: home })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^omd: node \d+ runs, pid \d+\n$/),
    });
    expect((await run('mosctl', ['status'], { OMOSIX_HOME: home })).code).toBe(0);
    expect(await run('mosctl', ['shutdown'], { OMOSIX_HOME: home })).toMatchObject({ code: 0, err: '' });
    await until(() => !existsSync(join(home, 'run')));
    rmSync(home, { recursive: true });
  });
});
