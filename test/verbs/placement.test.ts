/** Where new tasks start in a real cluster. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { type ScriptedProgram, ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { typed } from './fixtures/commands.ts';

const idle: ScriptedProgram = { steps: 1e9, stepMs: 1_000 };

describe('new tasks', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  /** At once, as `for i in …; do omrun prog.ts & done`. */
  async function startMany(count: number): Promise<ScriptedTask[]> {
    const clients = await Promise.all(Array.from({ length: count }, () => cluster.client(cluster.nodes[0]!)));
    const tasks = await Promise.all(clients.map((client) => ScriptedTask.run(client, idle, { nodes: [] })));
    await Promise.all(tasks.map((task) => task.has('start')));
    return tasks;
  }
  const nodeOf = (task: ScriptedTask): number => task.of('start')[0]!.node;

  it('the first starts at home; of many at once some start elsewhere, and say why', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const cpus = (await (await cluster.client(cluster.nodes[0]!)).status())[0]!.info.cpus;
    const [first] = await startMany(1);
    expect(first!.of('start')).toEqual([expect.not.objectContaining({ reason: expect.anything() })]);
    expect(nodeOf(first!)).toBe(1);
    const tasks = await startMany(3 * (cpus + 1));
    expect(new Set(tasks.map(nodeOf))).toEqual(new Set([1, 2, 3]));
    for (const task of tasks.filter((one) => nodeOf(one) !== 1)) {
      expect(task.of('start')[0]!.reason).toMatch(/^home is busy; node \d is [\d.]+ times as fast for it$/);
    }
  });

  it('no node but home is left: all start at home', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const client = await cluster.client(cluster.nodes[0]!);
    await typed(bundle, cluster.nodes[1]!, 'mosctl', 'block');
    await until(async () => (await client.status())[1]!.info.blocked);
    const tasks = await startMany(2 * (await client.status())[0]!.info.cpus + 2);
    expect(new Set(tasks.map(nodeOf))).toEqual(new Set([1]));
  });

  it('the chosen node is gone: the task starts at home', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const client = await cluster.client(cluster.nodes[0]!);
    const cpus = (await client.status())[0]!.info.cpus;
    cluster.nodes[1]!.child.kill('SIGSTOP');
    const starting = startMany(2 * cpus + 2);
    cluster.nodes[1]!.child.kill('SIGKILL');
    const tasks = await starting;
    expect(new Set(tasks.map(nodeOf))).toEqual(new Set([1]));
  });
});
