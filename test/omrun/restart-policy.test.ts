import { expect, test } from 'vitest';
import { afterRun, GOOD_WHILE_MS, type RunEnd } from '../../agent/omrun/restart/policy.ts';
import type { ErrorCode } from '../../protocol/errors.ts';

const exit = (code: number): RunEnd => ({ how: 'exit', code });
const signal = (name: NodeJS.Signals): RunEnd => ({ how: 'signal', signal: name });
const failed = (code: ErrorCode | null, isLoss = false): RunEnd => ({
  how: 'failed',
  code,
  line: 'so it is',
  isLoss,
});
const soon = { ranMs: 10, hasStarted: true, inARow: 0 };
const doesAfter = (policy: 'on-failure' | 'always', end: RunEnd) =>
  afterRun({ policy, most: null }, { ...soon, end }).do;

test('what is worth another run, and what goes on from a checkpoint', () => {
  for (const end of [exit(1), signal('SIGSEGV'), signal('SIGKILL'), failed('ELOST', true), failed(null)]) {
    expect(doesAfter('on-failure', end)).toBe('restart');
    const verdict = afterRun({ policy: 'always', most: null }, { ...soon, end });
    const isKilled = end.how === 'failed' ? end.isLoss : end.how === 'signal' && end.signal === 'SIGKILL';
    expect(verdict).toEqual({ do: 'restart', pauseMs: 500, inARow: 1, isKilled });
  }
  expect([doesAfter('on-failure', exit(0)), doesAfter('always', exit(0))]).toEqual(['end', 'restart']);
  for (const end of [
    exit(126),
    exit(127),
    signal('SIGINT'),
    signal('SIGTERM'),
    signal('SIGHUP'),
    failed('EUSAGE'),
    failed('ECOMPILE'),
    failed('ESNAPSHOT'),
    failed('EDIVERGED', true),
  ])
    expect(doesAfter('always', end)).toBe('end');
});

test('one that has never begun is told of, not tried again', () => {
  const end = failed('ENONODE');
  expect(afterRun({ policy: 'always', most: null }, { ...soon, end, hasStarted: false })).toEqual({
    do: 'end',
    why: null,
  });
  expect(doesAfter('on-failure', end)).toBe('restart');
});

test('twice as long each time, to a bound, and from the beginning after a good while', () => {
  const pauses: number[] = [];
  let inARow = 0;
  const next = (ranMs: number): void => {
    const verdict = afterRun(
      { policy: 'always', most: null },
      { end: exit(1), ranMs, hasStarted: true, inARow },
    );
    if (verdict.do === 'end') throw new Error('it ended');
    pauses.push(verdict.pauseMs);
    inARow = verdict.inARow;
  };
  for (let n = 0; n < 9; n++) next(10);
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  inARow = 100_000;
  next(10);
  expect(pauses.at(-1)).toBe(60_000);
  next(GOOD_WHILE_MS);
  expect([pauses.at(-1), inARow]).toEqual([500, 1]);
});

test('so many in a row', () => {
  const at = (inARow: number, ranMs = 10) =>
    afterRun({ policy: 'on-failure', most: 2 }, { end: exit(3), ranMs, hasStarted: true, inARow });
  expect(at(1)).toMatchObject({ do: 'restart', inARow: 2 });
  expect(at(2)).toEqual({
    do: 'end',
    why: 'it ended with exit code 3 after 2 restarts in a row: it is not started again',
  });
  expect(at(2, GOOD_WHILE_MS)).toMatchObject({ do: 'restart', inARow: 1 });
});
