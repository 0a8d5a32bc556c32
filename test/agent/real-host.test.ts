import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProgramImage } from '../../protocol/program.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { childrenOf, isAlive } from './fixtures/processes.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

/** A program written by hand against docs/design/guest-abi.md: `main` and one callback. */
const image = (code: string): ProgramImage => {
  const info = { source: 0, line: 1, opaque: null, points: [] };
  return {
    version: PROGRAM_VERSION,
    entry: '/test/by-hand.ts',
    code,
    factories: '$factories({ functions: {}, classes: {} });',

    factoryBodies: [],
    functions: [
      { id: 0, name: '<main>', kind: 'main', ...info },
      { id: 1, name: 'step', kind: 'function', ...info },
    ],
    classes: [],
    trees: ['', ''],
    sources: [{ path: '/test/by-hand.ts', text: '' }],
    codeMap: [],
    factoriesMap: [],
    modules: [],
    notes: [],
  };
};

const counting = image(`
let count = 0;
function step() {
  console.log(++count);
  setTimeout(step, 5);
}
const main = () => { step(); };
$link({ main, functions: { 1: step }, classes: {}, get: () => [count], set: ([now]) => { count = now; } });
`);

const spinning = image(`
const step = () => {};
const main = () => { console.log('spinning'); for (;;); };
$link({ main, functions: { 1: step }, classes: {}, get: () => [], set: () => {} });
`);

describe('agents with the real host', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make('real');
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  it('a program moves between three nodes, and its output is whole', async () => {
    cluster = await TestCluster.start(bundle, 3);
    const client = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(client, counting, { migrateEveryMs: 30 });
    await until(() => task.of('migration').length >= 3);
    const moved = task.output.length;
    await until(() => task.output.length > moved);
    await task.client.endTask(task.name, 0, null);
    const said = task.output.trimEnd().split('\n').map(Number);
    expect(said).toEqual(said.map((_, index) => index + 1));
    expect(task.of('end')[0]).toMatchObject({ code: 0, migrations: task.of('migration').length });
  });

  it('kill -9 of the agent: hosts that compute without end die with it, spares too', async () => {
    cluster = await TestCluster.start(bundle, 1);
    const [node] = cluster.nodes;
    const task = await ScriptedTask.run(await cluster.client(node!), spinning);
    await until(() => task.output === 'spinning\n');
    await until(() => childrenOf(node!.pid).length === 2);
    const hosts = childrenOf(node!.pid);
    node!.child.kill('SIGKILL');
    await until(() => !hosts.some(isAlive));
  });

  it('where memory runs out the kernel kills hosts before their agent', async () => {
    cluster = await TestCluster.start(bundle, 1);
    const [node] = cluster.nodes;
    const task = await ScriptedTask.run(await cluster.client(node!), spinning);
    await until(() => task.output === 'spinning\n');
    const score = (pid: number): number => Number(readFileSync(`/proc/${pid}/oom_score`, 'utf8'));
    for (const host of childrenOf(node!.pid)) expect(score(host)).toBeGreaterThan(score(node!.pid));
  });

  it('the deputy ends a task that computes without end', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const task = await ScriptedTask.run(await cluster.client(cluster.nodes[0]!), spinning, { nodes: [2] });
    await until(() => task.output === 'spinning\n');
    await task.client.endTask(task.name, null, 'SIGINT');
    expect(task.of('end')[0]).toMatchObject({ signal: 'SIGINT' });
    const there = await cluster.client(cluster.nodes[1]!);
    await until(async () => (await there.status())[0]!.info.guests === 0);
  });
});
