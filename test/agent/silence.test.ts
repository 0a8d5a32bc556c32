/** Links over which nothing comes although they stand, agents that are stopped: suspected is not dead, and what is given up is fenced. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { isAlive } from './fixtures/processes.ts';
import { type ScriptedProgram, ScriptedTask } from './fixtures/scripted-task.ts';
import type { Wires } from './fixtures/wire.ts';

const BEAT_MS = 50;
/** After so many beats without a sign of life a connection is given up: agent/membership/members.ts. */
const SEVER_MS = 20 * BEAT_MS;
const MIB = 1 << 20;
const counted = (steps: number): number[] => Array.from({ length: steps }, (_, index) => index + 1);
const endless: ScriptedProgram = { steps: 1e9, stepMs: 3 };

let bundle: Bundle;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());

describe('silence between nodes', () => {
  let cluster: TestCluster;
  let wires: Wires;
  let user: AgentClient;
  afterEach(async () => {
    await cluster.stop();
    wires.close();
  });

  async function start(nodes: number): Promise<void> {
    cluster = new TestCluster(bundle);
    for (let id = 1; id <= nodes; id++) await cluster.add(id, '--beat-ms', String(BEAT_MS));
    wires = await cluster.introduceOverWires();
    user = await cluster.client(cluster.nodes[0]!);
  }
  const run = async (program: ScriptedProgram, options: Parameters<typeof ScriptedTask.run>[2]) =>
    ScriptedTask.run(await cluster.client(cluster.nodes[0]!), program, options);
  async function hostOf(task: ScriptedTask): Promise<number> {
    await until(() => task.hostPid !== undefined);
    return task.hostPid!;
  }
  /** Until node 2 has been silent for longer than a connection lives. */
  const severed = (): Promise<void> =>
    until(async () => (await user.status()).some(({ ageMs }) => ageMs > SEVER_MS + 4 * BEAT_MS));

  it('lasts longer than a connection does: the task goes on, no byte is lost or doubled', async () => {
    await start(2);
    const task = await run({ steps: 400, stepMs: 3 }, { nodes: [2] });
    for (const mark of [20, 60]) {
      await until(() => task.lines.length >= mark);
      wires.silence();
      await severed();
      wires.heal();
    }
    await task.has('end');
    expect(task.lines.map(({ count }) => count)).toEqual(counted(400));
    expect(task.seqs).toEqual(counted(401));
    expect(task.of('lost')).toEqual([]);
  });

  it('is shorter: nobody notices', async () => {
    await start(2);
    const task = await run({ steps: 200, stepMs: 3 }, { nodes: [2] });
    await until(() => task.lines.length >= 20);
    wires.silence();
    await until(async () => (await user.status())[1]?.state === 'suspect');
    wires.heal();
    await task.has('end');
    expect(task.seqs).toEqual(counted(201));
  });

  it('begins at any moment of a move: the task goes on in one place', async () => {
    await start(3);
    const task = await run({ ...endless, ballast: 8 * MIB }, {});
    for (const [round, afterMs] of [0, 4, 8, 16, 24, 32, 48, 64, 96].entries()) {
      const before = task.lines.length;
      await until(() => task.lines.length > before + 5);
      const moved = user.migrate(task.name, 2 + (round % 2));
      await sleep(afterMs);
      wires.silence();
      await until(async () => (await user.status()).slice(1).every(({ state }) => state === 'suspect'));
      if (round % 3 === 0) await severed();
      wires.heal();
      expect((await moved).event).toMatch(/migration|stayed/);
    }
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
    expect(task.of('lost')).toEqual([]);
  }, 120_000);

  it('each task has its own patience', async () => {
    await start(2);
    const patient = await run({ steps: 300, stepMs: 3 }, { nodes: [2] });
    const hasty = await run(endless, { nodes: [2], lostAfterMs: 1_500 });
    await until(() => patient.lines.length >= 10 && hasty.lines.length >= 10);
    const host = await hostOf(hasty);
    wires.silence();
    await hasty.has('lost');
    expect(hasty.of('lost')[0]).toMatchObject({
      node: 2,
      reason: 'node 2 (node2) is silent since 1.5 s (--lost-after)',
    });
    const said = hasty.lines.length;
    await hasty.client.endTask(hasty.name, 1, null);
    wires.heal();
    await patient.has('end');
    expect(patient.seqs).toEqual(counted(301));
    await until(() => !isAlive(host));
    expect(hasty.lines.length).toBe(said);
  });

  it('a node whose agent was stopped comes back: what was given up there is killed by its number', async () => {
    await start(2);
    const task = await run(endless, { nodes: [2], lostAfterMs: 1_500 });
    const host = await hostOf(task);
    cluster.nodes[1]!.child.kill('SIGSTOP');
    await task.has('lost');
    const said = task.lines.length;
    // Its agent does not know yet, so its guest executes still; nothing of that counts.
    expect(isAlive(host)).toBe(true);
    cluster.nodes[1]!.child.kill('SIGCONT');
    await until(() => !isAlive(host));
    expect(task.lines.length).toBe(said);
  });

  it('a home that is silent for too long: its guest is ended, and it hears why when it is back', async () => {
    await start(2);
    const task = await run(endless, { nodes: [2], lostAfterMs: 1_500 });
    const host = await hostOf(task);
    cluster.nodes[0]!.child.kill('SIGSTOP');
    await until(() => !isAlive(host));
    cluster.nodes[0]!.child.kill('SIGCONT');
    await task.has('lost');
    expect(task.of('lost')[0]).toMatchObject({
      reason: 'node 2 ended it: its home was silent since 1.5 s (--lost-after)',
    });
  });

  it('Ctrl-C of a task whose node is silent does not wait for it', async () => {
    await start(2);
    const task = await run(endless, { nodes: [2] });
    const host = await hostOf(task);
    wires.silence();
    await task.client.endTask(task.name, null, 'SIGINT');
    expect(task.of('end')[0]).toMatchObject({ signal: 'SIGINT' });
    wires.heal();
    await until(() => !isAlive(host));
  });
});
