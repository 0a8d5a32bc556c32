/** A node gets rid of its guests, and a home gets its tasks back, whatever happens meanwhile. */
import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { type ScriptedProgram, ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import type { Wires } from '../agent/fixtures/wire.ts';
import { isTurn } from '../support/share.ts';
import { type Said, typed } from './fixtures/commands.ts';

const MIB = 1 << 20;
const endless: ScriptedProgram = { steps: 1e9, stepMs: 3 };

let bundle: Bundle;
let cluster: TestCluster;
let wires: Wires | undefined;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
afterEach(async () => {
  await cluster.stop();
  wires?.close();
  wires = undefined;
});

const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
const mosctl = (id: number, ...args: string[]): Promise<Said> => typed(bundle, nodeOf(id), 'mosctl', ...args);
/** At home on one node, executing on another. */
async function run(home: number, node: number, program: ScriptedProgram = endless): Promise<ScriptedTask> {
  const task = await ScriptedTask.run(await cluster.client(nodeOf(home)), program, { nodes: [node] });
  await until(() => task.output !== '');
  return task;
}
async function guestsOf(id: number): Promise<number> {
  return (await (await cluster.client(nodeOf(id))).status())[0]!.info.guests;
}
const isWhole = (task: ScriptedTask): void =>
  expect(task.lines.map(({ count }) => count)).toEqual(task.lines.map((_, index) => index + 1));

describe.skipIf(!isTurn(2, 0))('expel', () => {
  it('sends the guests of all homes away, leaves own tasks, and lets nobody in', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const own = await run(2, 2);
    const tasks = [await run(1, 2), await run(1, 2), await run(3, 2), await run(3, 2)];
    expect(await mosctl(2, 'expel')).toMatchObject({
      code: 0,
      out: '4 tasks left; node 2 accepts no guests (noblock lets them in again)\n',
    });
    expect(JSON.parse((await typed(bundle, nodeOf(2), 'mps', '--json')).out)).toMatchObject([
      { task: own.name },
    ]);
    for (const task of tasks) {
      expect(task.of('migration')).toMatchObject([{ from: 2, reason: 'expel on node 2' }]);
      await task.finish();
      isWhole(task);
    }
    const known = await (await cluster.client(nodeOf(1))).status();
    expect(known.find(({ info }) => info.id === 2)?.info.blocked).toBe(true);
  });

  it('says which do not leave, and why', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const pinned = await run(1, 2, { ...endless, pins: 'uses promises' });
    const free = await run(1, 2);
    await pinned.has('cantmove');
    const { code, out, err } = await mosctl(2, 'expel');
    expect([code, out]).toEqual([1, '1 task left; node 2 accepts no guests (noblock lets them in again)\n']);
    expect(err.split('\n')).toEqual([
      `mosctl: waiting for 1 guest to leave: ${pinned.name} (scripted)`,
      `mosctl: ${pinned.name} (scripted) does not leave: task ${pinned.name} cannot move: uses promises (/a.ts:3)`,
      '',
    ]);
    expect(free.of('migration')).toMatchObject([{ to: 1 }]);
    expect(JSON.parse((await mosctl(2, 'expel', '--json')).out)).toMatchObject({
      node: 2,
      moved: 0,
      stuck: [{ task: pinned.name, command: 'scripted' }],
    });
  });

  it('Ctrl-C ends the waiting: neither the agent nor what has begun', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const pinned = await run(1, 2, { ...endless, pins: 'uses promises' });
    await pinned.has('cantmove');
    const free = await run(1, 2, { ...endless, ballast: 64 * MIB });
    const waiting = spawn(process.execPath, [bundle.command('mosctl'), 'expel'], {
      env: { ...process.env, OMOSIX_HOME: nodeOf(2).home },
      stdio: 'ignore',
    });
    await until(async () => (await guestStates(2)).includes('migrating'));
    waiting.kill('SIGINT');
    await free.has('migration');
    expect((await (await cluster.client(nodeOf(2))).status())[0]!.info).toMatchObject({
      blocked: true,
    });
    // Long enough for what the agent still has to say to nobody.
    expect((await mosctl(2, 'expel')).code).toBe(1);
    await pinned.finish();
  });

  it('a home that cannot be reached is named; its guest goes on when it is heard again', async () => {
    cluster = await TestCluster.strangers(bundle, 3);
    wires = await cluster.introduceOverWires();
    const task = await run(1, 2);
    wires.cut();
    await until(async () =>
      (await (await cluster.client(nodeOf(2))).status()).every((one) => one.isSelf || one.state !== 'alive'),
    );
    const { code, err } = await mosctl(2, 'expel');
    expect(code).toBe(1);
    expect(err).toContain(
      `mosctl: ${task.name} (scripted) does not leave: its home, node 1, cannot be reached, and home alone decides\n`,
    );
    wires.heal();
    await task.finish();
    isWhole(task);
  });

  it('the link to the home breaks in the middle: that is said, and the task goes on', async () => {
    cluster = await TestCluster.strangers(bundle, 2);
    wires = await cluster.introduceOverWires();
    const task = await run(1, 2, { ...endless, ballast: 96 * MIB });
    const expelled = mosctl(2, 'expel');
    await until(async () => (await guestStates(2)).includes('migrating'));
    wires.cut();
    const { code, err } = await expelled;
    expect(code).toBe(1);
    expect(err).toContain('does not leave: its home, node 1, cannot be reached');
    wires.heal();
    await task.finish();
    isWhole(task);
  });

  it('the node where the guests go dies in the middle: they go elsewhere', async () => {
    cluster = await TestCluster.start(bundle, 3);
    // Home keeps a reserve for its owner: node 3 is the better choice.
    const task = await run(1, 2, { ...endless, ballast: 96 * MIB });
    const expelled = mosctl(2, 'expel');
    const there = await cluster.client(nodeOf(3));
    const home = await cluster.client(nodeOf(1));
    await until(async () => (await home.tasks())[0]?.state === 'migrating');
    there.close();
    nodeOf(3).child.kill('SIGKILL');
    expect(await expelled).toMatchObject({ code: 0 });
    expect(task.of('migration')).toMatchObject([{ from: 2, to: 1 }]);
    await task.finish();
    isWhole(task);
  });

  it('the home dies in the middle: its guests are gone too', async () => {
    cluster = await TestCluster.start(bundle, 2);
    await run(1, 2, { ...endless, ballast: 96 * MIB });
    const expelled = mosctl(2, 'expel');
    await until(async () => (await guestStates(2)).includes('migrating'));
    nodeOf(1).child.kill('SIGKILL');
    await until(async () => (await guestsOf(2)) === 0);
    expect(await expelled).toMatchObject({ code: 0, out: expect.stringMatching(/^0 tasks left/) });
  });

  it('the node itself dies in the middle: the command says so', async () => {
    cluster = await TestCluster.start(bundle, 2);
    await run(1, 2, { ...endless, ballast: 96 * MIB });
    const expelled = mosctl(2, 'expel');
    await until(async () => (await guestStates(2)).includes('migrating'));
    nodeOf(2).child.kill('SIGKILL');
    expect(await expelled).toEqual({ code: 1, out: '', err: 'mosctl: the agent is gone\n' });
  });

  async function guestStates(id: number): Promise<string[]> {
    return (await (await cluster.client(nodeOf(id))).tasks()).map(({ state }) => state);
  }
});

describe('bring', () => {
  it('brings all own tasks home, where they stay, and leaves guests', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const away = [await run(1, 2), await run(1, 3)];
    const guest = await run(2, 1);
    expect(await mosctl(1, 'bring')).toMatchObject({
      code: 0,
      out: '2 tasks came home; tasks of node 1 stay at home (nolstay lets them go again)\n',
    });
    for (const task of away) expect(task.of('migration')).toMatchObject([{ to: 1, reason: 'bring' }]);
    expect(guest.of('migration')).toEqual([]);
    expect((await (await cluster.client(nodeOf(1))).status())[0]!.info).toMatchObject({
      lstay: true,
      blocked: false,
    });
  });

  it('the node where a task executes dies in the middle: that task is lost, the others come', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const lost = await run(1, 2, { ...endless, ballast: 96 * MIB });
    const comes = await run(1, 3);
    const brought = mosctl(1, 'bring');
    const client = await cluster.client(nodeOf(1));
    await until(async () =>
      (await client.tasks()).some(({ task, state }) => task === lost.name && state === 'migrating'),
    );
    nodeOf(2).child.kill('SIGKILL');
    expect(await brought).toMatchObject({ code: 0, out: expect.stringMatching(/^1 task came home;/) });
    expect(lost.of('lost')).toMatchObject([{ node: 2 }]);
    await comes.finish();
    isWhole(comes);
  });

  it('a task on a node that cannot be reached is named', async () => {
    cluster = await TestCluster.strangers(bundle, 2);
    wires = await cluster.introduceOverWires();
    const task = await run(1, 2);
    wires.cut();
    await until(async () => (await (await cluster.client(nodeOf(1))).status())[1]!.state !== 'alive');
    const { code, err } = await mosctl(1, 'bring');
    expect(code).toBe(1);
    expect(err).toContain(`mosctl: ${task.name} (scripted) does not come home: the link to node 2 broke\n`);
    wires.heal();
    await task.finish();
    isWhole(task);
  });
});
