import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../../agent/transport/keys.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';
import type { Wires } from './fixtures/wire.ts';

const counted = (steps: number): number[] => Array.from({ length: steps }, (_, index) => index + 1);

describe('the wire between two agents', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let proxy: Wires | undefined;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(async () => {
    await cluster.stop();
    proxy?.close();
    proxy = undefined;
  });

  /** Two nodes that know each other by way of the proxy only. */
  async function behindProxy(...more: string[]): Promise<Wires> {
    cluster = new TestCluster(bundle);
    await cluster.add(1, ...more);
    await cluster.add(2, ...more);
    proxy = await cluster.introduceOverWires();
    return proxy;
  }

  it('breaks again and again: nothing is lost, nothing comes twice', async () => {
    const wire = await behindProxy();
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 300, stepMs: 3 }, { nodes: [2] });
    for (const mark of [20, 60, 100, 140, 180]) {
      await until(() => task.lines.length >= mark);
      wire.breakOnce();
    }
    await task.has('end');
    expect(task.lines.map(({ count }) => count)).toEqual(counted(300));
    expect(task.seqs).toEqual(counted(301));
  });

  it('breaks while tasks move: each goes on somewhere, once', async () => {
    const wire = await behindProxy();
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(
      client,
      { steps: 1e9, stepMs: 3, ballast: 1 << 20 },
      { migrateEveryMs: 10 },
    );
    for (const mark of [50, 130, 210, 290, 370]) {
      await until(() => task.lines.length >= mark);
      wire.breakOnce();
    }
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
    expect(task.of('lost')).toEqual([]);
  });

  it('is cut for a while: the guest waits, and goes on when it is mended', async () => {
    const wire = await behindProxy();
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 200, stepMs: 3 }, { nodes: [2] });
    await until(() => task.lines.length >= 20);
    wire.cut();
    await until(async () => (await client.status())[1]?.state === 'suspect');
    wire.heal();
    await task.has('end');
    expect(task.lines.map(({ count }) => count)).toEqual(counted(200));
  });

  it('is cut for good: the task is given up after --lost-after', async () => {
    const wire = await behindProxy('--lost-after', '1');
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(
      client,
      { steps: 100_000, stepMs: 3 },
      { nodes: [2], lostAfterMs: 1_000 },
    );
    await until(() => task.lines.length >= 5);
    wire.cut();
    await task.has('lost');
    const before = task.lines.length;
    // It may come back: what it says then does not count, and it is ended.
    wire.heal();
    const there = await cluster.client(cluster.nodes[1]!);
    await until(async () => (await there.status())[0]!.info.guests === 0);
    expect(task.lines.length).toBe(before);
  });

  it('shows a key that is not the one in the map: nobody is let in, either way', async () => {
    cluster = await TestCluster.strangers(bundle, 2);
    const stranger = makeKey().public;
    // Node 1 expects another host key of node 2; node 2 knows nobody with node 1's key.
    cluster.introduce((entry, reader) => (entry.id === reader.id ? entry : { ...entry, key: stranger }));
    const client = await cluster.client(cluster.nodes[0]!);
    const user = await cluster.client(cluster.nodes[0]!);
    await expect(ScriptedTask.run(client, { steps: 5, stepMs: 1 }, { nodes: [2] })).resolves.toBeDefined();
    expect((await user.status()).map(({ info }) => info.id)).toEqual([1]);
  });
});
