import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { childrenOf, isAlive } from './fixtures/processes.ts';
import { type ScriptedProgram, ScriptedTask } from './fixtures/scripted-task.ts';

const counted = (steps: number): number[] => Array.from({ length: steps }, (_, index) => index + 1);
const MIB = 1 << 20;

describe('what goes wrong', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let user: AgentClient;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  async function start(nodes: number, program: ScriptedProgram, ...at: number[]): Promise<ScriptedTask> {
    cluster = await TestCluster.start(bundle, nodes);
    user = await cluster.client(cluster.nodes[0]!);
    return ScriptedTask.run(await cluster.client(cluster.nodes[0]!), program, { nodes: at });
  }
  async function hostOf(task: ScriptedTask): Promise<number> {
    await until(() => task.hostPid !== undefined);
    return task.hostPid!;
  }

  const onlyStays: [string, Partial<ScriptedProgram>, RegExp][] = [
    ['the target refuses the state', { refuse: 'too strange' }, /too strange/],
    ['the host at the target dies while it restores', { dieAtRestore: true }, /SIGKILL/],
    ['the heap cannot be carried', { uncapturable: 'a generator: a.ts:3' }, /a generator: a\.ts:3/],
  ];
  for (const [what, how, reason] of onlyStays) {
    it(`${what}: the task goes on where it was`, async () => {
      const task = await start(2, { steps: 1e9, stepMs: 3, ...how });
      const result = await user.migrate(task.name, 2);
      expect(result).toMatchObject({
        event: 'stayed',
        node: 1,
        to: 2,
        reason: expect.stringMatching(reason),
      });
      await task.finish();
      expect(task.lines).toEqual(counted(task.lines.length).map((count) => ({ count, node: 1 })));
    });
  }

  it('the target agent is killed in the middle of a transfer: the task goes on at its source', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3, ballast: 64 * MIB });
    const moved = user.migrate(task.name, 2);
    // When it stands still its state is on the way.
    let before = -1;
    await until(async () => {
      const [last, now] = [before, task.lines.length];
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 40));
      return now > 0 && now === last;
    });
    cluster.nodes[1]!.child.kill('SIGKILL');
    expect(await moved).toMatchObject({ event: 'stayed', node: 1, to: 2 });
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
  });

  it('the host dies while it sends: the task is lost, and the target keeps nothing', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3, ballast: 64 * MIB, dieWhileSending: true });
    await expect(user.migrate(task.name, 2)).rejects.toMatchObject({ code: 'ENOTASK' });
    expect(task.of('lost')[0]).toMatchObject({ node: 1, reason: expect.stringContaining('SIGKILL') });
    const target = await cluster.client(cluster.nodes[1]!);
    await until(async () => (await target.status())[0]!.info.guests === 0);
  });

  it('kill -9 of the host', async () => {
    const task = await start(1, { steps: 1e9, stepMs: 3 });
    process.kill(await hostOf(task), 'SIGKILL');
    await task.has('lost');
    expect(task.of('lost')[0]).toMatchObject({ node: 1, reason: 'its host process was killed by SIGKILL' });
  });

  it('kill -9 of the agent where it executes: lost at once, since its machine answers', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3 }, 2);
    const host = await hostOf(task);
    cluster.nodes[1]!.child.kill('SIGKILL');
    await task.has('lost');
    expect(task.of('lost')[0]).toMatchObject({
      node: 2,
      reason: 'node 2 is gone: its machine answers, but no agent does',
    });
    await until(() => !isAlive(host));
  });

  it('kill -9 of the home agent: the deputy hears it, and its guests end', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3 }, 2);
    const host = await hostOf(task);
    let closed = false;
    task.client.onClose = () => {
      closed = true;
    };
    cluster.nodes[0]!.child.kill('SIGKILL');
    await until(() => closed && !isAlive(host));
  });

  it('the deputy goes away: its task ends, wherever it is', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3 }, 2);
    const host = await hostOf(task);
    task.client.close();
    await until(() => !isAlive(host));
    await until(async () => (await user.tasks()).length === 0);
  });

  it('a signal ends the task in the middle of a move', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3, ballast: 32 * MIB });
    await until(() => task.output !== '');
    const moved = user.migrate(task.name, 2).catch((error: Error) => error);
    await task.client.endTask(task.name, null, 'SIGINT');
    expect(task.of('end')[0]).toMatchObject({ signal: 'SIGINT', code: null });
    await moved;
    for (const node of cluster.nodes) {
      const client = await cluster.client(node);
      await until(async () => (await client.status())[0]!.info.guests === 0);
      await until(() => childrenOf(node.pid).length <= 1);
    }
  });

  it('a program that is not what its name says is refused', async () => {
    cluster = await TestCluster.start(bundle, 1);
    const client = await cluster.client(cluster.nodes[0]!);
    await expect(
      ScriptedTask.run(client, { steps: 1, stepMs: 1 }, {}, Buffer.from('{}')),
    ).rejects.toMatchObject({
      code: 'EREFUSED',
      message: 'the program was damaged on its way',
    });
  });

  it('a pinned task is not even tried', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3, pins: 'uses promises' });
    await task.has('cantmove');
    await expect(user.migrate(task.name, 2)).rejects.toMatchObject({
      code: 'EREFUSED',
      message: `task ${task.name} cannot move: uses promises (/a.ts:3)`,
    });
    expect((await user.tasks())[0]!.cantmove).toMatchObject([{ reason: 'uses promises', line: 3 }]);
    await task.finish();
    expect(task.of('stayed')).toEqual([]);
  });

  it('what holds a task is told while a move waits for it, and how that ended', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3, holds: 'replace calls back' });
    const move = user.migrate(task.name, 2);
    await until(async () => (await user.tasks())[0]!.cantmove.length > 0);
    expect((await user.tasks())[0]).toMatchObject({
      state: 'migrating',
      cantmove: [{ reason: 'replace calls back', kind: 'delayed', sinceMs: expect.any(Number) }],
    });
    expect(await move).toMatchObject({ event: 'stayed', reason: 'replace calls back' });
    expect(task.of('cantmove')).toEqual([]);
    await task.finish();
  });

  it('nonsense from the user', async () => {
    const task = await start(2, { steps: 1e9, stepMs: 3 });
    await expect(user.migrate('1:1', 2)).rejects.toMatchObject({ code: 'ENOTASK' });
    await expect(user.migrate(task.name, 77)).rejects.toMatchObject({ code: 'ENONODE' });
    expect(await user.migrate(task.name, 1)).toMatchObject({
      event: 'stayed',
      reason: 'it executes there already',
    });
  });

  it('home dies while a host elsewhere makes itself ready for its task: nothing is left there', async () => {
    const program = { steps: 1e9, stepMs: 3 };
    const first = await start(2, program, 2);
    const [home, there] = cluster.nodes;
    const host = await hostOf(first);
    const seen = async (id: number) =>
      (await (await cluster.client(there!)).status()).find(({ info }) => info.id === id)!;
    await until(() => childrenOf(there!.pid).length === 2);
    const spare = childrenOf(there!.pid).find((pid) => pid !== host)!;
    process.kill(spare, 'SIGSTOP');
    const client = await cluster.client(home!);
    ScriptedTask.run(client, program, { nodes: [2] }).catch(() => {});
    await until(async () => (await seen(2)).info.guests === 2);
    home!.child.kill('SIGKILL');
    await until(async () => (await seen(1)).state === 'dead');
    if (isAlive(spare)) process.kill(spare, 'SIGCONT');
    await until(async () => (await seen(2)).info.guests === 0);
    await until(() => !isAlive(spare));
  });
});
