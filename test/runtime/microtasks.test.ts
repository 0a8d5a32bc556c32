import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  addMicrotask,
  type Microtasks,
  newMicrotasks,
  PLACES,
  passOver,
  trim,
  useMicrotasks,
} from '../../migrator/runtime/loop/microtasks.ts';
import { Callback, FULFILLED, PENDING } from '../../migrator/runtime/promise/work.ts';

const work = new Callback(() => {});

/** Takes the first entry; gives its value. */
function take(queue: Microtasks): unknown {
  const value = queue.items[queue.head + 2];
  passOver(queue);
  return value;
}

afterEach(() => useMicrotasks(newMicrotasks()));

describe('the queue of microtasks', () => {
  test('first in, first out, through growth, moves to the front and trims', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer({ min: 1, max: 150 }), fc.constant('trim'))), (steps) => {
        const queue = newMicrotasks();
        useMicrotasks(queue);
        const expected: number[] = [];
        let added = 0;
        for (const [n, step] of steps.entries()) {
          if (typeof step === 'string') trim(queue);
          else if (n % 2 === 0)
            for (let i = 0; i < step; i++) {
              addMicrotask(work, FULFILLED, added);
              expected.push(added++);
            }
          else
            for (let i = 0; i < step && expected.length > 0; i++) expect(take(queue)).toBe(expected.shift());
          expect(queue.tail - queue.head).toBe(PLACES * expected.length);
        }
        while (expected.length > 0) expect(take(queue)).toBe(expected.shift());
      }),
    );
  });

  test('a list that it leaves behind holds nothing', () => {
    const queue = newMicrotasks();
    useMicrotasks(queue);
    const lists = new Set([queue.items]);
    for (let i = 0; i < 1000; i++) {
      addMicrotask(work, PENDING, i);
      addMicrotask(work, PENDING, i);
      take(queue);
      lists.add(queue.items);
    }
    lists.delete(queue.items);
    expect(lists.size).toBeGreaterThan(3);
    for (const list of lists) expect(list.includes(work)).toBe(false);
  });

  test('places are made without the setters of the program', () => {
    const queue = newMicrotasks();
    useMicrotasks(queue);
    const seen: unknown[] = [];
    Object.defineProperty(Array.prototype, 5, { set: (value) => seen.push(value), configurable: true });
    try {
      addMicrotask(work, FULFILLED, 'first');
      addMicrotask(work, FULFILLED, 'second');
    } finally {
      delete (Array.prototype as unknown[])[5];
    }
    expect(seen).toEqual([]);
    expect([take(queue), take(queue)]).toEqual(['first', 'second']);
  });
});
