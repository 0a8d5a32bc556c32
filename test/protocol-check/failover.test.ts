import { describe, expect, it } from 'vitest';
import { failover } from './failover/index.ts';
import { checkRequest, checkTaken, checkWorld } from './failover/invariants.ts';
import { firstWorld, type Size, type Without } from './failover/world.ts';
import { walk } from './walk.ts';

const SMALL: Size = { nodes: 3, standbys: 1, listed: 1, faults: 1, calls: 1, without: null };
const MOST = { most: 100_000 };

describe('who is the deputy of a task with --ha, and what it may do', () => {
  it('a standby, another node, a fault at any point: all holds in every world', () => {
    const { trace, isCut, worlds, settled } = walk(failover(SMALL), MOST);
    expect(trace).toBeNull();
    expect(isCut).toBe(false);
    expect(worlds).toBeGreaterThan(1000);
    expect(settled).toBeGreaterThan(20);
  });

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
  ])('without %s a breach is found', (without, size, breach) => {
    expect(walk(failover({ ...SMALL, ...size, without }), MOST).trace?.at(-1)).toMatch(breach);
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
