import { expect, test } from 'vitest';
import { hasRoom } from '../../migrator/runtime/safepoint/room.ts';

test('a stack that is nearly full has no room for work of ours, and says so without overflowing', () => {
  // V8 compiles a function when it is first called, which needs more stack than this test leaves.
  expect(hasRoom()).toBe(true);
  const answers: boolean[] = [];
  let isFull = false;
  const descend = (): void => {
    try {
      descend();
    } catch {
      isFull = true;
    }
    if (!isFull || answers.length > 5000) return;
    try {
      answers.push(hasRoom());
    } catch {
      // Right at the limit not even a call is possible.
    }
  };
  descend();
  expect(answers[0]).toBe(false);
  expect(answers.at(-1)).toBe(true);
  // Once there is room it stays.
  expect(answers.lastIndexOf(false) < answers.indexOf(true)).toBe(true);
});
