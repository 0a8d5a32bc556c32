/** `migrate` and `mps`, typed at a task's home, where it executes, and elsewhere. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { type Said, typed } from './fixtures/commands.ts';

describe('a task that executes elsewhere', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let task: ScriptedTask;
  let deputy: ChildProcess;
  let pid: string;
  const [home, host, third] = [0, 1, 2];
  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = await TestCluster.start(bundle, 3);
  });
  afterAll(async () => {
    await cluster.stop();
    bundle.remove();
  });
  afterEach(() => {
    deputy.kill('SIGKILL');
  });

  const on = (index: number, command: string, ...args: string[]): Promise<Said> =>
    typed(bundle, cluster.nodes[index] as TestNode, command, ...args);
  async function start(...nodes: number[]): Promise<void> {
    deputy = spawn('sleep', ['1000']);
    pid = String(deputy.pid);
    const client = await cluster.client(cluster.nodes[home]!);
    task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 3 }, { nodes, pid: deputy.pid! });
  }
  const last = (): object => task.events.at(-1)!;

  it('is shown by mps on both', async () => {
    await start(2);
    expect((await on(host, 'mps')).out).toMatch(
      new RegExp(`^ *PID +NODE .*\n *${pid} +2 +1 +0 +\\? +- +running +\\S+ +scripted\n$`),
    );
    expect(JSON.parse((await on(host, 'mps', '--json')).out)).toMatchObject([
      { task: `1:${pid}`, pid: Number(pid), home: 1, where: 2, command: 'scripted', lock: null },
    ]);
    expect(JSON.parse((await on(home, 'mps', '--json')).out)).toMatchObject([
      { task: `1:${pid}`, where: 2, lock: false },
    ]);
    expect(JSON.parse((await on(third, 'mps', '--json')).out)).toEqual([]);
    await task.finish();
  });

  it('is moved from where it executes: its home decides', async () => {
    await start(2);
    expect(await on(host, 'migrate', pid, 'node3')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(new RegExp(`^${pid}: node 2 → 3, frozen`)),
    });
    expect(last()).toMatchObject({ event: 'migration', reason: 'migrate command on node 2' });
    expect(await on(third, 'migrate', `1:${pid}`, '3')).toEqual({
      code: 1,
      out: '',
      err: `migrate: ${pid} stays on node 3: it executes there already\n`,
    });
    expect((await on(third, 'migrate', pid, 'home')).code).toBe(0);
    expect(last()).toMatchObject({ event: 'migration', from: 3, to: 1 });
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(task.lines.map((_, index) => index + 1));
  });

  it('is moved from a third node, by its full name, through its home', async () => {
    await start(2);
    expect((await on(third, 'migrate', pid, '3')).err).toBe(
      `migrate: no task ${pid} has its home on this machine or executes here (see mps; mps -a for HOME:PID)\n`,
    );
    expect((await on(third, 'migrate', `1:${pid}`, '3')).code).toBe(0);
    expect(last()).toMatchObject({ event: 'migration', to: 3, reason: 'migrate command on node 3' });
    expect((await on(third, 'migrate', '77:1', '3')).err).toBe(
      'migrate: its home, node 77, cannot be reached, and home alone decides\n',
    );
    await task.finish();
  });

  it('goes out to any other node, and says where', async () => {
    await start(1);
    expect(await on(home, 'migrate', pid, 'out')).toMatchObject({ code: 0, err: '' });
    const { to } = task.of('migration')[0]!;
    expect([2, 3]).toContain(to);
    expect((await on(to - 1, 'migrate', pid, 'out')).code).toBe(0);
    expect(task.of('migration')[1]!.to).not.toBe(to);
    await task.finish();
  });

  it('has nowhere to go: out says why each node does not take it', async () => {
    await start(1);
    await on(host, 'mosctl', 'block');
    await on(third, 'mosctl', 'block');
    const client = await cluster.client(cluster.nodes[home]!);
    await until(async () => (await client.status()).slice(1).every(({ info }) => info.blocked));
    expect(await on(home, 'migrate', pid, 'out')).toEqual({
      code: 1,
      out: '',
      err: `migrate: no other node can take task 1:${pid}: node 2: accepts no guests; node 3: accepts no guests\n`,
    });
    await on(host, 'mosctl', 'noblock');
    await on(third, 'mosctl', 'noblock');
    await until(async () => (await client.status()).every(({ info }) => !info.blocked));
    await task.finish();
  });

  it('balance says what was decided, and why', async () => {
    await start(2);
    expect(await on(host, 'migrate', pid, 'balance')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        new RegExp(`^migrate: ${pid} stays on node 2: it has used \\d+ ms of CPU\n$`),
      ),
    });
    expect(task.of('stayed')).toEqual([]);
    await task.finish();
  });

  it('-n says what would be decided from anywhere, with the numbers of each node, and does nothing', async () => {
    await start(2);
    for (const where of [host, home]) {
      const { code, out, err } = await on(where, 'migrate', '-n', where === home ? pid : `1:${pid}`);
      expect([code, err]).toEqual([0, '']);
      const [decided, ...nodes] = out.trimEnd().split('\n');
      expect(decided).toMatch(new RegExp(`^${pid}: it would stay on node 2: it has used \\d+ ms of CPU$`));
      expect(nodes).toHaveLength(3);
      expect(nodes[1]).toMatch(/^ {2}node 2: load \d+, .* it executes there: slowness \d/);
    }
    expect(await on(home, 'migrate', '-n', pid, '3')).toMatchObject({
      code: 2,
      err: "migrate: -n moves nothing, and '3' says where to: it is one or the other\n",
    });
    expect(await on(home, 'migrate', pid)).toMatchObject({
      code: 2,
      err: `migrate: where to? (migrate ${pid} home, or see migrate --help)\n`,
    });
    expect(task.of('stayed')).toEqual([]);
    await task.finish();
  });

  it('freeze and continue stop and continue its deputy, wherever they are typed', async () => {
    await start(2);
    const state = async (): Promise<string> => JSON.parse((await on(home, 'mps', '--json')).out)[0].state;
    expect(await on(host, 'migrate', pid, 'freeze')).toEqual({
      code: 0,
      out: `${pid}: is stopped\n`,
      err: '',
    });
    await until(async () => (await state()) === 'stopped');
    expect((await on(home, 'migrate', pid, '3')).err).toContain('is stopped and cannot move');
    expect((await on(home, 'migrate', pid, 'continue')).out).toBe(`${pid}: goes on\n`);
    await until(async () => (await state()) === 'running');
    expect((await on(host, 'migrate', pid, '3')).code).toBe(0);
    await task.finish();
  });

  it('nonsense gets one line', async () => {
    await start(2);
    expect((await on(host, 'migrate', pid, 'mars')).err).toBe(
      'migrate: no node mars (mosctl status shows those that are known)\n',
    );
    expect(await on(host, 'migrate', pid, '65536')).toMatchObject({
      code: 2,
      err: "migrate: '65536' is no node ID (1 to 65535), no name and not 'home'\n",
    });
    expect((await on(host, 'migrate', pid, '99')).err).toBe(
      'migrate: no node 99 (mosctl status shows those that are known)\n',
    );
    await task.finish();
  });
});
