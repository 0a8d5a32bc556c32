/** What the chaos is made of can be wrong itself: its schedule, and the checkers that are to find something. */
import { describe, expect, it } from 'vitest';
import { type FaultName, faults } from './faults/all.ts';
import { Journal } from './journal.ts';
import { wrongText } from './kinds.ts';
import { parseOptions } from './options.ts';
import { scheduleOf } from './schedule.ts';

const names = Object.keys(faults) as FaultName[];

describe('the schedule', () => {
  it('is the same for the same seed, another for another', () => {
    const one = scheduleOf(7, names, 5, 600_000);
    expect(scheduleOf(7, names, 5, 600_000)).toEqual(one);
    expect(scheduleOf(8, names, 5, 600_000)).not.toEqual(one);
    expect(one.map(({ atMs }) => atMs)).toEqual(one.map(({ atMs }) => atMs).sort((a, b) => a - b));
  });

  it('a longer run begins as a shorter one, and has each fault once a round', () => {
    const long = scheduleOf(7, names, 5, 600_000);
    const short = scheduleOf(7, names, 5, 60_000);
    expect(long.slice(0, short.length)).toEqual(short);
    expect(new Set(long.slice(0, names.length).map(({ name }) => name)).size).toBe(names.length);
  });
});

describe('the checkers', () => {
  const expected = 'line 1\nline 2\nline 3\n';
  it.each([
    ['a line twice', 'line 1\nline 2\nline 2\nline 3\n'],
    ['a line that is missing', 'line 1\nline 3\n'],
    ['another order', 'line 2\nline 1\nline 3\n'],
    ['more than there is', `${expected}line 4\n`],
  ])('%s is found, whether the program has run to its end or not', (_, said) => {
    expect(wrongText('output', said, expected, true)).toMatch(/^output differs from byte \d+ on/);
    expect(wrongText('output', said, expected, false)).toMatch(/^output differs from byte \d+ on/);
  });

  it('a beginning is right only for what was not to end by itself', () => {
    expect(wrongText('output', 'line 1\nli', expected, false)).toBeNull();
    expect(wrongText('output', 'line 1\nli', expected, true)).toContain('(line 2)');
    expect(wrongText('output', expected, expected, true)).toBeNull();
  });

  it('what was done to one machine excuses no other, and nothing that came before it', () => {
    const journal = new Journal(() => {});
    expect(journal.isExcused([2], 0)).toBe(false);
    const excuse = journal.excuse(2, 'host', 0);
    expect([journal.isExcused([2], journal.nowMs), journal.isExcused([1, 3], 0)]).toEqual([true, false]);
    expect(journal.isExcused([2], journal.nowMs, ['agent'])).toBe(false);
    excuse.end();
    expect(journal.isExcused([2], journal.nowMs + 1000)).toBe(false);
  });
});

it('a fault that is none is told, with those that there are', () => {
  expect(() => parseOptions(['--only', 'earthquake'], 1)).toThrow(/'earthquake'; there are kill-agent, /);
  expect(parseOptions(['--only', 'link-down', '--seed', '5'], 1)).toMatchObject({
    seed: 5,
    only: ['link-down'],
  });
});
