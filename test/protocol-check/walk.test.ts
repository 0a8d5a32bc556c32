/** A protocol that is no protocol: what a walk finds, and what it says of it. */
import { describe, expect, it } from 'vitest';
import { type Action, Broken, type Protocol } from './protocol.ts';
import { walk } from './walk.ts';

interface Counter {
  count: number;
}

/** Counts to three, and wherever it stands it may be turned back, or into a hole that nothing leads out of. */
const counter = (more: Action<Counter>[] = []): Protocol<Counter> => ({
  first: () => ({ count: 0 }),
  actions: ({ count }) => [
    ...(count >= 0 && count < 3 ? [{ name: 'up', act: (world: Counter) => void world.count++ }] : []),
    ...more,
  ],
  check: ({ count }) => {
    if (count === 99) throw new Broken('it is 99');
  },
  isSettled: ({ count }) => count === 3,
  textOf: (world) => JSON.stringify(world),
  invariants: [],
});
const goTo = (count: number, isOptional?: true): Action<Counter> => ({
  name: `to ${count}`,
  ...(isOptional && { isOptional }),
  act: (world) => void (world.count = count),
});

describe('a walk', () => {
  it('counts worlds, steps, depth and those that are settled', () => {
    const all = { worlds: 4, steps: 3, depth: 3, settled: 1, trace: null, isCut: false };
    expect(walk(counter(), { most: 10 })).toEqual(all);
  });

  it('tells the shortest way to what must not be', () =>
    expect(walk(counter([goTo(99)]), { most: 10 }).trace).toEqual(['to 99', 'it is 99']));

  it('finds where there is no way to an end, and takes nothing optional for one', () => {
    expect(walk(counter([goTo(-1), goTo(0)]), { most: 10 }).trace).toBeNull();
    const noWay = ['to -1', 'from here there is no way to an end'];
    expect(walk(counter([goTo(-1, true), goTo(3, true)]), { most: 10 }).trace).toEqual(noWay);
  });

  it('that is cut says so', () => expect(walk(counter(), { most: 2 }).isCut).toBe(true));
});
