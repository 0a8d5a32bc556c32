/** What guests may have of a node holds: number, memory, priority. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { niceOf } from '../../agent/guests/priority.ts';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { isTurn } from '../support/share.ts';
import { typed } from './fixtures/commands.ts';

const endless = { steps: 1e9, stepMs: 3 };

describe('limits of guests', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  const nodeOf = (id: number): TestNode => cluster.nodes[id - 1]!;
  const setlimit = (id: number, ...args: string[]) =>
    typed(bundle, nodeOf(id), 'mosctl', 'setlimit', ...args);
  async function run(home: number, node: number, pid?: number): Promise<ScriptedTask> {
    const task = await ScriptedTask.run(await cluster.client(nodeOf(home)), endless, {
      nodes: [node],
      ...(pid !== undefined && { pid }),
    });
    await until(() => task.output !== '');
    return task;
  }

  it('no more guests than that at a time; own tasks do not count, and come home', async () => {
    cluster = await TestCluster.start(bundle, 2);
    expect((await setlimit(2, '--guests', '1')).out).toBe('node 2 takes 1 guest, nicer by 10\n');
    const own = await run(2, 2);
    const [first, second] = [await run(1, 1), await run(1, 1)];
    const home = await cluster.client(nodeOf(1));
    expect(await home.migrate(first.name, 2)).toMatchObject({ event: 'migration', to: 2 });
    expect(await home.migrate(second.name, 2)).toMatchObject({
      event: 'stayed',
      reason: expect.stringContaining('node 2 has as many guests as its owner lets in, 1 (mosctl setlimit)'),
    });
    await until(async () => (await home.status())[1]?.info.guestRoom?.guests === 0);
    expect((await typed(bundle, nodeOf(1), 'migrate', '-n', second.name)).out).toMatch(
      /node 2: .*; no: its owner lets no more guests in/,
    );
    const owners = await cluster.client(nodeOf(2));
    expect(await owners.migrate(own.name, 1)).toMatchObject({ event: 'migration' });
    expect(await owners.migrate(own.name, 0)).toMatchObject({ event: 'migration', to: 2 });
    expect((await setlimit(2, '--guests', 'none')).code).toBe(0);
    expect(await home.migrate(second.name, 2)).toMatchObject({ event: 'migration', to: 2 });
  });

  it.skipIf(!isTurn(2, 0))(
    'no more memory than that: who comes is refused, and where those that are here grow beyond it one leaves',
    async () => {
      cluster = await TestCluster.start(bundle, 2);
      const [staying, coming] = [await run(1, 2), await run(1, 1)];
      await setlimit(2, '--memory', '100M');
      const home = await cluster.client(nodeOf(1));
      expect(await home.migrate(coming.name, 2)).toMatchObject({
        event: 'stayed',
        reason: expect.stringContaining('node 2 has no more memory for guests: its owner gives them 100 MiB'),
      });
      expect(staying.of('migration')).toEqual([]);
      await setlimit(2, '--memory', '1M');
      await staying.has('migration');
      expect(staying.of('migration')).toMatchObject([
        { from: 2, to: 1, reason: 'its node gives guests only 1 MiB on node 2' },
      ]);
    },
  );

  it.skipIf(!isTurn(2, 1))(
    'a host is as nice as its deputy, with all its threads, and as a guest by so much more; renice at home counts',
    async () => {
      cluster = await TestCluster.start(bundle, 2);
      await setlimit(2, '--nice', '7');
      const deputy = spawn('sleep', ['1000']);
      try {
        setPriority(deputy.pid!, 3);
        const task = await run(1, 2, deputy.pid);
        const { hostPid } = task;
        const threads = (): number[] => readdirSync(`/proc/${hostPid}/task`).map(Number);
        await until(() => threads().every((thread) => getPriority(thread) === 10));
        expect(threads().length).toBeGreaterThan(1);
        const autogroup = (): string => {
          try {
            return readFileSync(`/proc/${hostPid}/autogroup`, 'latin1');
          } catch {
            return ' nice 10';
          }
        };
        await until(() => autogroup().trim().endsWith('nice 10'));
        setPriority(deputy.pid!, 15);
        await until(() => getPriority(hostPid) === 19);
        await (await cluster.client(nodeOf(1))).migrate(task.name, 0);
        await until(() => task.hostPid !== hostPid && getPriority(task.hostPid) === 15);
      } finally {
        deputy.kill('SIGKILL');
      }
    },
  );
});

it.each([
  [0, false, 10, 0],
  [0, true, 10, 10],
  [12, true, 10, 19],
  [-5, true, 10, 10],
  [-5, false, 10, -5],
  [4, true, 0, 4],
])('nice %i, guest %s by %i: %i', (told, isForeign, guestNice, nice) => {
  expect(niceOf(told, isForeign, guestNice)).toBe(nice);
});
