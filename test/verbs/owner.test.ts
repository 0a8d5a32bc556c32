/** A workstation is its owner's first: guests leave or are frozen, none ends, and what was set is seen everywhere and kept. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { type ScriptedProgram, ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import type { Wires } from '../agent/fixtures/wire.ts';
import { isTurn } from '../support/share.ts';
import { hasTerminals, Typist } from '../support/typist.ts';
import { type Said, typed } from './fixtures/commands.ts';

const endless: ScriptedProgram = { steps: 1e9, stepMs: 3 };

let bundle: Bundle;
let cluster: TestCluster;
let wires: Wires | undefined;
let typist: Typist | undefined;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
afterEach(async () => {
  typist?.leave();
  typist = undefined;
  await cluster.stop();
  wires?.close();
  wires = undefined;
});

const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
const on = (id: number, command: string, ...args: string[]): Promise<Said> =>
  typed(bundle, nodeOf(id), command, ...args);
const owner = (id: number, ...args: string[]): Promise<Said> => on(id, 'mosctl', 'owner', ...args);

async function run(home: number, node: number, program = endless): Promise<ScriptedTask> {
  const task = await ScriptedTask.run(await cluster.client(nodeOf(home)), program, { nodes: [node] });
  await until(() => task.output !== '');
  return task;
}
/** What node 1 knows of another. */
async function neededBy(id: number): Promise<string | undefined> {
  const views = await (await cluster.client(nodeOf(1))).status();
  return views.find(({ info }) => info.id === id)?.info.owner;
}
const isStopped = ({ hostPid }: ScriptedTask): boolean => {
  const stat = readFileSync(`/proc/${hostPid}/stat`, 'latin1');
  return stat.charAt(stat.lastIndexOf(')') + 2) === 'T';
};
const isWhole = (task: ScriptedTask): void =>
  expect(task.lines.map(({ count }) => count)).toEqual(task.lines.map((_, index) => index + 1));

describe('a node that its owner needs', () => {
  it('quiet hours: guests leave, none comes, everybody sees why; own tasks stay; a restart keeps it; none ends it', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const own = await run(2, 2);
    const guests = [await run(1, 2), await run(3, 2)];
    const { code, out } = await owner(2, '--hours', 'Mon-Sun 00:00-24:00');
    expect([code, out]).toEqual([
      0,
      "node 2 is its owner's alone\n  in its quiet hours, 00:00-24:00\nnow its owner needs it: quiet hours: guests leave, or are frozen; always\n",
    ]);
    for (const task of guests) {
      await task.has('migration');
      expect(task.of('migration')).toMatchObject([
        { from: 2, reason: 'its owner needs it: quiet hours on node 2' },
      ]);
    }
    await until(async () => (await neededBy(2)) === 'hours');
    expect((await on(1, 'mosctl', 'status')).out).toMatch(/^ *2 +node2 +owner /m);
    const home = await cluster.client(nodeOf(1));
    expect(await home.migrate(guests[0]!.name, 2)).toMatchObject({
      event: 'stayed',
      reason: expect.stringContaining('node 2 accepts no guests: its owner needs it: quiet hours'),
    });
    expect((await on(1, 'migrate', '-n', guests[0]!.name)).out).toMatch(
      /node 2: .*; no: accepts no guests: its owner needs it: quiet hours/,
    );
    expect(own.of('migration')).toEqual([]);
    for (const task of guests) {
      await task.finish();
      isWhole(task);
    }

    nodeOf(2).child.kill('SIGKILL');
    await nodeOf(2).exited;
    const again = await cluster.add(2);
    expect(JSON.parse((await typed(bundle, again, 'mosctl', 'owner', '--json')).out)).toEqual({
      node: 2,
      rules: { hours: [{ days: [1, 2, 3, 4, 5, 6, 0], fromMin: 0, toMin: 1440 }] },
      neededBy: 'hours',
    });
    expect((await typed(bundle, again, 'mosctl', 'owner', '--hours', 'none')).out).toBe(
      'node 2 is not kept for its owner at any time\n',
    );
    expect((await typed(bundle, again, 'mosctl', 'status')).out).toContain('It accepts guests;');
  });

  it.skipIf(!isTurn(2, 0))(
    'a guest that something holds is frozen, seen as that, and goes on when the owner has gone',
    async () => {
      cluster = await TestCluster.start(bundle, 2);
      const task = await run(1, 2, { ...endless, pins: 'uses promises' });
      await task.has('cantmove');
      await owner(2, '--hours', '00:00-24:00');
      const home = await cluster.client(nodeOf(1));
      await until(async () => (await home.tasks())[0]?.state === 'frozen');
      expect(isStopped(task)).toBe(true);
      const there = await cluster.client(nodeOf(2));
      expect(await there.tasks()).toMatchObject([{ task: task.name, state: 'frozen' }]);
      const before = task.lines.length;
      await owner(2, '--hours', 'none');
      await until(
        async () => (await home.tasks())[0]?.state === 'running' && task.lines.length > before + 10,
      );
      expect([task.of('migration'), task.of('lost')]).toEqual([[], []]);
      await task.finish();
      isWhole(task);
    },
  );

  it.skipIf(!isTurn(2, 1))(
    'one whose home cannot be reached is frozen, and leaves when that is heard again',
    async () => {
      cluster = await TestCluster.strangers(bundle, 2);
      wires = await cluster.introduceOverWires();
      const task = await run(1, 2);
      wires.cut();
      const there = await cluster.client(nodeOf(2));
      await until(async () => (await there.status()).every((one) => one.isSelf || one.state !== 'alive'));
      await owner(2, '--hours', '00:00-24:00');
      await until(() => isStopped(task));
      wires.heal();
      await task.has('migration');
      expect(task.of('migration')).toMatchObject([{ from: 2, to: 1 }]);
      await task.finish();
      isWhole(task);
    },
  );

  it.skipIf(!hasTerminals)('somebody types at a terminal: guests leave', async () => {
    typist = await Typist.sitDown();
    typist.hasNotTypedFor(600_000);
    cluster = await TestCluster.start(bundle, 2);
    // Where others use terminals of this machine too: between two looks of theirs.
    await owner(2, '--input', '1s');
    await until(async () => (await neededBy(2)) === undefined);
    const task = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless, { nodes: [2, 1] });
    await until(() => task.output !== '');
    typist.type('mail\n');
    await until(async () => (await neededBy(2)) === 'input');
    await until(async () => (await (await cluster.client(nodeOf(2))).status())[0]!.info.guests === 0);
    expect(task.of('lost')).toEqual([]);
    await task.finish();
    isWhole(task);
  });

  it('is told by a load of its own processes, but not by that of guests', async () => {
    cluster = await TestCluster.start(bundle, 2);
    await owner(2, '--load', '0.001');
    // A test runs here, if nothing else does.
    await until(async () => (await neededBy(2)) === 'load');
    expect((await owner(2, '--load', '10000')).out).toContain('its own processes use more than 10000 CPUs');
  });

  it('refuses what it cannot understand in words, with or without an agent', async () => {
    cluster = new TestCluster(bundle);
    const nowhere = { home: cluster.directory };
    const said = (...args: string[]): Promise<Said> => typed(bundle, nowhere, 'mosctl', 'owner', ...args);
    const all = await Promise.all([
      said('--hours', '25:00-26:00'),
      said('--load', '0'),
      said('--load', 'much'),
      said('--input', '15'),
    ]);
    expect(all.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const words = [
      "'25:00' is no time",
      'busy CPUs above 0',
      'busy CPUs above 0',
      'a time from 1s to 7d, like 15m',
    ];
    for (const [index, { err }] of all.entries()) expect(err).toContain(words[index]);
  });
});
