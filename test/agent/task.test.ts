import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

const counted = (steps: number): number[] => Array.from({ length: steps }, (_, index) => index + 1);

describe('a task and its agents', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  it('runs at home', async () => {
    cluster = await TestCluster.start(bundle, 1);
    const task = await ScriptedTask.run(await cluster.client(cluster.nodes[0]!), {
      steps: 5,
      stepMs: 1,
      code: 3,
    });
    await task.has('end');
    expect(task.lines).toEqual(counted(5).map((count) => ({ count, node: 1 })));
    expect(task.of('end')[0]).toMatchObject({ node: 1, code: 3, migrations: 0 });
  });

  it('starts on a peer, which fetches the program', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const task = await ScriptedTask.run(
      await cluster.client(cluster.nodes[0]!),
      { steps: 5, stepMs: 1 },
      { nodes: [2] },
    );
    await task.has('end');
    expect(task.lines).toEqual(counted(5).map((count) => ({ count, node: 2 })));
  });

  it('moves to and fro and loses nothing', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const client = await cluster.client(cluster.nodes[0]!);
    const user = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 2 });
    for (const to of [2, 3, 2, 0, 3]) {
      const result = await user.migrate(task.name, to);
      expect(result).toMatchObject({ event: 'migration', to: to || 1 });
    }
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
    expect(task.attaches).toEqual([1, 2, 3, 4, 5, 6]);
    expect(task.of('end')[0]).toMatchObject({ migrations: 5, node: 3 });
  });

  it('wanders with --migrate-every', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 3 }, { migrateEveryMs: 20 });
    await until(() => task.of('migration').length >= 6);
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
    expect(new Set(task.of('migration').map(({ to }) => to))).toEqual(new Set([1, 2, 3]));
  });

  it('leaves nothing behind', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const homes = cluster.nodes.map(({ home }) => home);
    await cluster.stop();
    expect(homes.filter((home) => existsSync(home))).toEqual([]);
  });
});
