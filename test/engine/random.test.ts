import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostWorld } from '../host/support/world.ts';
import { seed } from '../support/share.ts';
import { check } from './random/check.ts';
import { randomProgram, textOf } from './random/program.ts';
import { isBalanced, shrink } from './random/shrink.ts';

/** The long version is `npm run torture:random`. */
const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

const programs = Array.from({ length: 30 }, (_, i) => randomProgram(seed + i));

test(`random programs from seed ${seed} print under capture what they print under plain node`, async () => {
  const checked = await check(world, textOf(programs), { every: 2, into: 'same process' });
  expect(checked?.words).toEqual([]);
  expect(checked?.moves).toBeGreaterThan(30);
});

test('and when they move to fresh processes', async () => {
  const checked = await check(world, textOf(programs.slice(0, 10)), {
    afterPolls: [20, 50, 70],
    into: 'fresh process',
  });
  expect(checked?.words).toEqual([]);
  expect(checked?.moves).toBeGreaterThan(0);
});

describe('the random generator', () => {
  test('gives the same program for the same seed', () => {
    expect(randomProgram(7)).toEqual(randomProgram(7));
    expect(randomProgram(7).lines).not.toEqual(randomProgram(8).lines);
  });

  test('makes programs that run to their end under plain node', () => {
    const many = Array.from({ length: 60 }, (_, i) => randomProgram(i));
    const { code, stdout } = world.plain(textOf(many));
    expect({ code, lines: stdout.trimEnd().split('\n').length }).toEqual({ code: 0, lines: 60 });
  });
});

describe('shrinking', () => {
  test('leaves what is needed to fail, and its braces', async () => {
    const lines = ['a;', 'if (b) {', 'c;', 'd;', '}', 'e;', '{', 'f;', '}'];
    const fails = (text: string[]) => Promise.resolve(text.includes('d;') && text.includes('e;'));
    expect(await shrink(lines, fails)).toEqual(['d;', 'e;']);
  });

  test.each([
    [['if (a) {', '}'], true],
    [['} else {'], false],
    [['for (;;) {'], false],
    [['x;', '}'], false],
  ])('%j is balanced: %s', (lines, expected) => {
    expect(isBalanced(lines as string[])).toBe(expected);
  });
});
