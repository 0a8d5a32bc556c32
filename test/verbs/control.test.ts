/** What mosctl and migrate set on one node or task is seen from another, holds, and is kept over a restart. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { isTurn } from '../support/share.ts';
import { type Said, typed } from './fixtures/commands.ts';

const endless = { steps: 1e9, stepMs: 3 };

let bundle: Bundle;
let cluster: TestCluster;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
afterEach(() => cluster.stop());

const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
const on = (id: number, command: string, ...args: string[]): Promise<Said> =>
  typed(bundle, nodeOf(id), command, ...args);
const mosctl = (id: number, ...args: string[]): Promise<Said> => on(id, 'mosctl', ...args);

/** What node 1 knows of another, as soon as it is so. */
async function seen(id: number, isSo: (view: NodeViewMessage) => boolean): Promise<void> {
  const client = await cluster.client(nodeOf(1));
  await until(async () => {
    const view = (await client.status()).find(({ info }) => info.id === id);
    return view !== undefined && isSo(view);
  });
}

describe.skipIf(!isTurn(2, 1))('tuning and questions', () => {
  it('each is set on another node (or told by it), seen from a third, kept over a restart, and taken back', async () => {
    cluster = await TestCluster.start(bundle, 3);
    expect(await mosctl(2, '-N', '3', 'setspeed', '12000')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^node 3: speed 12000 \(set; measured \d+\), yard 10000, decay 50 ms 975 926\n$/,
      ),
    });
    await mosctl(2, '-N', '3', 'setyard', '20000');
    await mosctl(2, '-N', '3', 'setdecay', '100', '900', '800');
    await seen(3, ({ info }) => info.tuned?.decay?.everyMs === 100);
    expect((await mosctl(1, 'getspeed', '3')).out).toBe('12000\n');
    expect((await mosctl(1, 'getyard', '3')).out).toBe('20000\n');
    expect((await mosctl(1, 'getdecay', 'node3')).out).toBe('100 900 800\n');
    expect((await mosctl(1, 'getspeed', 'all')).out).toMatch(/^1 node1 \d+\n2 node2 \d+\n3 node3 12000\n$/);
    expect(JSON.parse((await mosctl(1, '-N', '3', 'gettune', '--json')).out)).toMatchObject({
      id: 3,
      speed: 12_000,
      yard: 20_000,
      decay: { everyMs: 100, slow: 900, fast: 800 },
    });
    const kept = JSON.parse(readFileSync(join(nodeOf(3).home, 'state/settings.json'), 'utf8'));
    expect(kept).toMatchObject({
      speed: 12_000,
      yard: 20_000,
      decay: { everyMs: 100, slow: 900, fast: 800 },
    });

    await mosctl(2, '-N', '3', 'setspeed', 'measured');
    await seen(3, ({ info }) => info.tuned !== undefined && info.tuned.speed === undefined);
    const [speed, measured] = await (await cluster.client(nodeOf(1)))
      .status()
      .then((views) => views.find(({ info }) => info.id === 3)!.info)
      .then((info) => [info.speed, info.tuned!.measured]);
    expect(speed).toBeCloseTo(measured! / 2, 6);
    for (const question of ['getload', 'getmem', 'getfree', 'getutil'])
      expect((await mosctl(1, question, '2')).out).toMatch(/^\d+\n$/);
    expect(await mosctl(1, 'setspeed', 'fast')).toMatchObject({ code: 2 });
    expect(await mosctl(1, 'setdecay', '50', '1000', '0')).toMatchObject({ code: 2 });
    expect(await mosctl(1, 'getload', '9')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no node 9'),
    });

    // Quiet: it tells no load, and balancers leave it alone.
    await mosctl(1, '-N', '2', 'quiet');
    await seen(2, ({ info }) => info.quiet === true && info.load === 0);
    expect((await mosctl(1, 'getload', '2')).out).toBe('-\n');
    expect((await mosctl(1, 'status')).out).toMatch(/^ *2 +node2 +quiet +\d+ +\d+ +- /m);
    await mosctl(1, '-N', '3', 'block');
    const task = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless);
    const said = await on(1, 'migrate', task.name, 'out');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('announces no load (mosctl quiet)') });
    await mosctl(2, 'noquiet');
    await seen(2, ({ info }) => info.quiet !== true);
    expect(await on(1, 'migrate', task.name, 'out')).toMatchObject({ code: 0 });
  });
});

describe.skipIf(!isTurn(2, 1))('leaving the cluster', () => {
  it('isolate sends guests away and brings tasks home; it lasts over a restart, until rejoin', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const guest = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless, { nodes: [2] });
    const own = await ScriptedTask.run(await cluster.client(nodeOf(2)), endless, { nodes: [3] });
    expect(await mosctl(2, 'isolate')).toMatchObject({
      code: 0,
      out: 'node 2 is isolated (rejoin ends that)\n',
    });
    expect(guest.of('migration')).toMatchObject([
      { from: 2, reason: 'its node leaves the cluster on node 2' },
    ]);
    expect(own.of('migration')).toMatchObject([{ from: 3, to: 2 }]);
    await seen(2, ({ state }) => state !== 'alive');
    expect((await mosctl(2, 'status')).out).toContain(
      "It is isolated from the cluster ('mosctl rejoin' ends that)",
    );
    expect(JSON.parse(readFileSync(join(nodeOf(2).home, 'state/settings.json'), 'utf8'))).toMatchObject({
      isolated: true,
    });
    expect(await mosctl(2, 'rejoin')).toMatchObject({ code: 0 });
    await seen(2, ({ state, info }) => state === 'alive' && !info.blocked);
    await guest.finish();
    await own.finish();
  });

  it('where a guest does not leave, neither isolate nor shutdown is done; --now is', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const pinned = await ScriptedTask.run(
      await cluster.client(nodeOf(1)),
      { ...endless, pins: 'uses promises' },
      { nodes: [2] },
    );
    await pinned.has('cantmove');
    const isolated = await mosctl(2, 'isolate');
    expect(isolated).toMatchObject({ code: 1, out: '' });
    expect(isolated.err).toContain('does not move: task');
    expect(isolated.err).toContain('mosctl: so node 2 stays in the cluster\n');
    expect(await mosctl(1, '-N', '2', 'shutdown')).toMatchObject({ code: 1 });
    await seen(2, ({ state, info }) => state === 'alive' && !info.blocked && !info.lstay);
    expect(await mosctl(1, '-N', '2', 'shutdown', '--now')).toMatchObject({ code: 0 });
    await nodeOf(2).exited;
  });

  it('shutdown spares the guests, and the node takes some again when it is back', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const guest = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless, { nodes: [2] });
    expect(await mosctl(1, '-N', '2', 'shutdown')).toMatchObject({ code: 0 });
    await nodeOf(2).exited;
    expect(guest.of('migration')).toMatchObject([{ from: 2, to: 1 }]);
    await guest.finish();
  });

  it('an agent that was isolated when it ended begins so', async () => {
    cluster = new TestCluster(bundle);
    const first = await cluster.add(1);
    await cluster.add(2);
    writeFileSync(
      join(first.home, 'state/settings.json'),
      '{"block":false,"stay":false,"lstay":false,"isolated":true}',
    );
    first.child.kill('SIGKILL');
    await first.exited;
    cluster.nodes.shift();
    const again = await cluster.add(1);
    cluster.introduce();
    const client = await cluster.client(again);
    expect((await client.status()).map(({ info }) => [info.id, info.isolated])).toEqual([[1, true]]);
    await client.set({ isolated: false });
    await until(async () => (await client.status()).length === 2);
  });
});

describe.skipIf(!isTurn(2, 1))('lock and node mask', () => {
  it('are set while a task runs, hold for the balancer and for users, and mps shows them', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const task = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless, { nodes: [2] });
    const migrate = (...args: string[]): Promise<Said> => on(2, 'migrate', task.name, ...args);
    expect(await migrate('deny', '2')).toMatchObject({
      code: 0,
      out: expect.stringContaining('may execute not on 2'),
    });
    await until(() => task.of('migration').length === 1);
    expect(task.of('migration')).toMatchObject([{ from: 2, reason: 'its node mask excludes where it was' }]);
    expect(await on(1, 'migrate', task.name, '2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('the node mask of'),
    });
    expect((await on(3, 'mps', '-a')).out).toMatch(/ not on 2 /);
    expect(await migrate('allow', '1')).toMatchObject({ code: 0 });
    expect(await migrate('out')).toMatchObject({ code: 1 });
    expect(await migrate('allow', 'all')).toMatchObject({ code: 0 });
    expect(await migrate('2')).toMatchObject({ code: 0 });
    expect(await migrate('lock')).toMatchObject({ code: 0 });
    expect(await migrate('balance')).toMatchObject({ code: 1, err: expect.stringContaining('it is locked') });
    expect(JSON.parse((await on(1, 'mps', '--json')).out)).toMatchObject([{ task: task.name, lock: true }]);
    expect(await migrate('unlock')).toMatchObject({ code: 0 });
    expect(JSON.parse((await on(1, 'mps', '--json')).out)[0]).not.toHaveProperty('mask');
    for (const wrong of [['allow'], ['deny', 'x,'], ['allow', '0'], ['lock', '2']])
      expect(await migrate(...wrong)).toMatchObject({ code: 2 });
    expect(await migrate('deny', 'nowhere')).toMatchObject({
      code: 1,
      err: expect.stringContaining('nowhere'),
    });
    await task.finish();

    // A hint keeps a task near its files, but not from its user.
    const near = await ScriptedTask.run(await cluster.client(nodeOf(1)), endless, { nodes: [], hint: 'io' });
    expect(await on(1, 'migrate', near.name, 'balance')).toMatchObject({
      code: 1,
      err: expect.stringContaining('it is kept near its files (omrun -i)'),
    });
    expect(await on(1, 'migrate', near.name, '2')).toMatchObject({ code: 0 });
    await near.finish();
  });
});
