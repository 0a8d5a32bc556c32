/** A small walk of all that `npm run check:protocol` walks; and whether its invariants can be broken at all. */
import { describe, expect, it } from 'vitest';
import { newHost } from './carry.ts';
import { Broken, checkCall, checkLoss, checkWorld, isSettled } from './invariants.ts';
import { firstWorld, walk } from './walk.ts';
import { HOME, type Source, type World } from './world.ts';

const SMALL = { nodes: 2, moves: 1, faults: 1, calls: 1, most: 100_000 };

describe('the protocol of a migration', () => {
  it('two nodes, a move, a fault at any point: all holds in every world', () => {
    const { trace, isCut, worlds, settled } = walk(SMALL);
    expect(trace).toBeNull();
    expect(isCut).toBe(false);
    expect(worlds).toBeGreaterThan(1000);
    expect(settled).toBeGreaterThan(100);
  });

  it('three nodes, one move after the other', () => {
    expect(walk({ ...SMALL, nodes: 3, moves: 1, faults: 0 }).trace).toBeNull();
  });

  it('a walk that is cut says so', () => expect(walk({ ...SMALL, most: 50 }).isCut).toBe(true));
});

describe('what must not be is found', () => {
  /** One task that executes at home. */
  function running(): World {
    const world = firstWorld(SMALL);
    world.home = { ...world.home!, phase: { at: 'running', movingTo: null } };
    world.nodes[HOME]!.starting = [];
    world.nodes[HOME]!.guests = [source(1)];
    return world;
  }
  const source = (inc: number): Source => ({
    role: 'source',
    state: { inc, phase: { at: 'running' } } as Source['state'],
    host: newHost({ calls: 0, isWaiting: false }, inc, true),
    hasTimer: false,
  });

  it('nothing is wrong with one that executes', () => {
    expect(() => checkWorld(running(), true)).not.toThrow();
    expect(isSettled(running())).toBe(true);
  });

  it('two that execute while nothing has gone wrong, and one that home does not know', () => {
    const world = running();
    world.nodes[2]!.guests = [source(1)];
    expect(() => checkWorld(world, true)).toThrow(Broken);
    expect(() => checkWorld(world, false)).not.toThrow();
    expect(isSettled(world)).toBe(false);
    world.nodes[2]!.guests = [source(2)];
    expect(() => checkWorld(world, false)).toThrow(
      'node 2 executes incarnation 2, of which home knows nothing',
    );
  });

  it('a call that is left out, an incarnation that begins in the middle, and an older one', () => {
    const { deputy, ...rest } = running();
    const world = { ...rest, deputy: { ...deputy, inc: 2, calls: 1 } };
    expect(() => checkCall(world, { k: 'call', inc: 2, call: 3 })).toThrow('call 3 comes after 1');
    expect(() => checkCall(world, { k: 'call', inc: 3, call: 2 })).toThrow(
      'incarnation 3 begins with a call',
    );
    expect(() => checkCall(world, { k: 'call', inc: 1, call: 1 })).toThrow('incarnation 1 is heard after 2');
  });

  it('a loss of what lives', () => {
    expect(() => checkLoss(running(), HOME, 'why')).toThrow('it is lost (why), and lives on node 1');
    expect(() => checkLoss({ ...running(), isSilenced: true }, HOME, 'why')).not.toThrow();
  });
});
