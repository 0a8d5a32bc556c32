import { describe, expect, it } from 'vitest';
import { textOf } from './failover/alike.ts';
import { failover } from './failover/index.ts';
import { checkRequest, checkTaken, checkWorld } from './failover/invariants.ts';
import { renamed } from './failover/renamed.ts';
import { firstWorld, type Size, type Without, type World } from './failover/world.ts';
import { walk } from './walk.ts';

const SMALL: Size = { nodes: 3, standbys: 1, listed: 1, faults: 1, calls: 1, failbacks: 0, without: null };
const MOST = { most: 100_000 };

describe('who is the deputy of a task with --ha, and what it may do', () => {
  it('a standby, another node, a fault at any point: all holds in every world', () => {
    const { trace, isCut, worlds, settled } = walk(failover(SMALL), MOST);
    expect(trace).toBeNull();
    expect(isCut).toBe(false);
    expect(worlds).toBeGreaterThan(1000);
    expect(settled).toBeGreaterThan(20);
  });

  it('a standby that its user wants to be the home: all holds in every world', () => {
    const { trace, isCut, worlds } = walk(failover({ ...SMALL, nodes: 2, faults: 0, failbacks: 1 }), MOST);
    expect(trace).toBeNull();
    expect(isCut).toBe(false);
    expect(worlds).toBeGreaterThan(200);
  });

  it.each([false, true])(
    'with two faults a task is lost that has one standby, and with one it is not (each world: %s)',
    (isWhole) => {
      const small: Size = { ...SMALL, nodes: 2, calls: 0, isWhole };
      expect(walk(failover(small), MOST).trace).toBeNull();
      const lost = walk(failover({ ...small, faults: 2, listed: 2 }), MOST).trace!;
      expect(lost.at(-1)).toBe('the task is lost');
    },
  );

  it.each<[Without, Partial<Size>, RegExp]>([
    ['fence', {}, /^epoch 1 does something after epoch 3$/],
    ['standby-fence', {}, /^call 1 is done once more, and otherwise \(epochs 1 and 3\)$/],
    [
      'conditions',
      {},
      /^call 1 is done once more, and otherwise|^two are the primary|does something after epoch/,
    ],
    ['waiting', {}, /^node 2 goes on with calls of epochs \[\], and seen were those of \[1\]$/],
    [
      'waiting-for-new',
      { nodes: 2, listed: 0 },
      /^node 2 goes on with calls of epochs \[\], and seen were those of \[1\]$/,
    ],
    ['bury-epoch', { nodes: 2, calls: 0 }, /^from here there is no way to an end$/],
  ])('without %s a breach is found, also where each world is walked', (without, size, breach) => {
    for (const isWhole of [false, true])
      expect(walk(failover({ ...SMALL, nodes: 2, ...size, without, isWhole }), MOST).trace?.at(-1)).toMatch(
        breach,
      );
  });
});

describe('worlds that go on alike', () => {
  /** Steps at random from a seed, in whole worlds. */
  function wander(seed: number, steps: number): World {
    const size: Size = {
      ...SMALL,
      nodes: 4,
      standbys: 2,
      listed: 2,
      faults: 3,
      calls: 2,
      failbacks: 1,
      isWhole: true,
    };
    const { actions } = failover(size);
    const world = firstWorld(size);
    let state = seed;
    for (let step = 0; step < steps; step++) {
      const all = actions(world);
      if (all.length === 0) break;
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      all[state % all.length]!.act(world);
    }
    return world;
  }

  it('have one text, whatever nodes, deputies, leases, configurations and revisions are called', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const world = wander(seed, seed % 40);
      const last = world.etcd.revision;
      const other = renamed(world, {
        node: (id) => (id % 4) + 1,
        id: (id) => id + 7,
        // Who has just looked at etcd has an epoch that is as high as the next revision.
        revision: (revision) => (revision > last ? last * 3 + 1 : revision * 3),
        change: (name) => `${Number(name.split('.')[0]) + 7}.${Number(name.split('.')[1]) * 2}`,
      });
      other.etcd.revision = last * 3;
      expect(textOf(other), `seed ${seed}`).toBe(textOf(world));
      // What it is gone on with is such a world.
      expect(textOf(JSON.parse(textOf(world)) as World), `seed ${seed}`).toBe(textOf(world));
    }
  });

  it('are told from others', () => {
    const world = wander(3, 12);
    const other = structuredClone(world);
    other.server.seen.push(other.server.seen.length + 9);
    expect(textOf(other)).not.toBe(textOf(world));
  });
});

describe('what must not be is found', () => {
  it('two primaries of one epoch', () => {
    const world = firstWorld(SMALL);
    expect(() => checkWorld(world)).not.toThrow();
    world.deputies.push({ ...world.deputies[0]!, id: 2, node: 2 });
    expect(() => checkWorld(world)).toThrow('two are the primary: epochs 1, 1');
  });

  it('a call that is left out, one that was another, one after a later epoch, and what is not gone on with', () => {
    const world = { ...firstWorld(SMALL), server: { fence: 5, seen: [1, 5] } };
    const request = { deputy: 2, epoch: 5, call: 2, entry: 5 };
    expect(() => checkRequest(world, request)).not.toThrow();
    expect(() => checkRequest(world, { ...request, call: 3 })).toThrow('call 4 is done, and 2 were');
    expect(() => checkRequest(world, { ...request, call: 0 })).toThrow(
      'call 1 is done once more, and otherwise',
    );
    expect(() => checkRequest(world, { ...request, epoch: 4 })).toThrow(
      'epoch 4 does something after epoch 5',
    );
    expect(() => checkTaken(world, [1, 5, 6], 2)).not.toThrow();
    expect(() => checkTaken(world, [1], 2)).toThrow('goes on with calls of epochs [1]');
  });
});
