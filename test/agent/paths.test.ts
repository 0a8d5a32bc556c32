/** The ways to other nodes, from what goes over them. */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Paths } from '../../agent/measure/paths.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

const MIB = 2 ** 20;

describe('the way to another node', () => {
  const move = (
    from: number,
    to: number,
    stateBytes: number,
    freezeMs: number,
    aheadBytes = 0,
  ): TaskLifeEvent => ({
    ...{ event: 'migration', atMs: 0, task: '1:1', from, to, reason: '', freezeMs, totalMs: 0 },
    ...{ stateBytes, aheadBytes, frames: 1, objects: 1 },
  });
  /** So many pieces of a mebibyte, one each so many ms. */
  function transfer(paths: Paths, pieces: number, everyMs: number, fromMs = 0): void {
    for (let piece = 0; piece < pieces; piece++)
      paths.received(2, fromMs + piece * everyMs, MIB, piece === pieces - 1);
  }

  it('nothing is known of one over which nothing went', () => {
    expect(new Paths().to(2)).toBe(undefined);
  });

  it('of the last round trips the shortest counts: one that an agent has delayed says nothing, and one of long ago neither', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (samples) => {
          const paths = new Paths();
          for (const ms of [...samples, -3]) paths.roundTrip(2, ms);
          expect(paths.to(2)!.rttMs).toBe(Math.min(...samples.slice(-16)));
          expect(paths.to(3)).toBe(undefined);
        },
      ),
    );
  });

  it('a transfer tells what a slow link carries; a fast one is not believed until a task has moved over it', () => {
    const slow = new Paths();
    transfer(slow, 9, 100);
    expect(slow.to(2)!.bytesPerMs).toBeCloseTo(MIB / 100);
    const fast = new Paths();
    transfer(fast, 9, 1);
    expect(fast.to(2)!.bytesPerMs).toBe(100_000);
    fast.moved(move(1, 2, 300 * MIB, 1_000), 1);
    expect(fast.to(2)!.bytesPerMs).toBeCloseTo((300 * MIB) / 1_000);
  });

  it('what is small, pauses, or went between others tells nothing', () => {
    const paths = new Paths();
    transfer(paths, 4, 100);
    transfer(paths, 20, 250, 10_000);
    paths.moved(move(1, 2, MIB, 10), 1);
    paths.moved(move(1, 2, 300 * MIB, 10, 299 * MIB), 1);
    paths.moved(move(2, 3, 300 * MIB, 10), 1);
    paths.moved({ event: 'lost', atMs: 0, task: '1:1', node: 2, reason: '' }, 1);
    expect(paths.to(2)?.bytesPerMs).toBe(undefined);
  });

  describe('of real agents', () => {
    let bundle: Bundle;
    let cluster: TestCluster;
    beforeAll(async () => {
      bundle = await Bundle.make();
    });
    afterAll(() => bundle.remove());
    afterEach(() => cluster.stop());

    it('is known after a while, and after a move what it carries', async () => {
      cluster = await TestCluster.start(bundle, 2);
      const client = await cluster.client(cluster.nodes[0]!);
      const known = async () => (await client.status()).find(({ info }) => info.id === 2)?.path;
      await until(async () => (await known())?.rttMs !== undefined);
      expect((await known())?.bytesPerMs).toBe(undefined);
      const task = await ScriptedTask.run(
        await cluster.client(cluster.nodes[0]!),
        { steps: 1e9, stepMs: 3, ballast: 16 * MIB },
        { nodes: [1] },
      );
      await until(() => task.output !== '');
      expect(await client.migrate(task.name, 2)).toMatchObject({ event: 'migration' });
      await until(async () => (await known())?.bytesPerMs !== undefined);
      const { stateBytes, freezeMs } = task.of('migration')[0]!;
      expect((await known())!.bytesPerMs).toBeCloseTo(stateBytes / freezeMs);
    });
  });
});
