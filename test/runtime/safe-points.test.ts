import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { SavedFrame } from '../../migrator/runtime/abi.ts';
import { engine, holding, load, runScript } from './engine.ts';

/** `point` polls; the others call it in ways that may or may not be left. */
const CODE = `'use strict';
const point = function point() {
  if ($flag[0] !== 0) { if ($flag./*@*/poll() === $SIG) return $SIG.save(1, 0, undefined, []); }
  return 'went on';
};
const plain = function plain() {
  let t;
  if ((t = /*@*/point()) === $SIG) return $SIG.save(2, 0, this, ['local']);
  return t;
};
const inMap = function inMap() { return [1].map(plain)[0]; };
const inReplace = function inReplace() { return 'a'.replace('a', plain); };
const inGetter = function inGetter() { const o = { get value() { return plain(); } }; return o.value; };
const inConversion = function inConversion() { return \`\${{ toString() { return plain(); } }}\`; };
const bound = function bound(f) {
  let t;
  if ((t = /*@*/f()) === $SIG) return $SIG.save(3, 0, undefined, []);
  return t;
};
const thrower = function thrower() { throw new RangeError('mine'); };
$link({ main: plain, functions: { 1: point, 2: plain, 3: bound }, classes: {}, get: () => [], set() {} });
globalThis.$guest = { point, plain, inMap, inReplace, inGetter, inConversion, bound, thrower };`;

const RESUME = `'use strict';
$resume({
  '1_0': function ($next, $L) { $next(); return 'went on'; },
  '2_0': function ($next, $L) { let t; if ((t = /*@*/$next()) === $SIG) return $SIG.save(2, 0, this, ['local']); return t + ' with ' + $L[0] + ' of ' + this.name; },
  '3_0': function ($next, $L) { let t; if ((t = /*@*/$next()) === $SIG) return $SIG.save(3, 0, undefined, []); return t; },
});`;

const guest = () =>
  (globalThis as unknown as { $guest: Record<string, (...args: unknown[]) => unknown> }).$guest;

beforeAll(() => {
  load(CODE);
  runScript('omosix:resume/1', RESUME);
});
beforeEach(() => {
  holding.length = 0;
  engine.clearRequest();
});

function capture(job: (...args: unknown[]) => unknown, self?: unknown, args?: unknown[]): SavedFrame[] {
  engine.requestCapture();
  const result = engine.runRoot(job, self, args);
  if (!('captured' in result)) throw new Error(`not captured: ${JSON.stringify([result, holding])}`);
  return result.captured;
}

test('a stack of guest frames is saved, innermost first, and goes on', () => {
  const frames = capture(guest().plain!, { name: 'me' });
  expect(frames).toEqual([
    { fn: 1, pc: 0, self: undefined, locals: [] },
    { fn: 2, pc: 0, self: { name: 'me' }, locals: ['local'] },
  ]);
  expect(engine.isCaptureRequested).toBe(false);
  expect(engine.resumeFrames(frames)).toEqual({ done: 'went on with local of me' });
});

test('resumed frames can be captured again', () => {
  const waiting = capture(guest().plain!, { name: 'me' }).slice(1);
  engine.requestCapture();
  const result = engine.resumeFrames(waiting, () => engine.unwind());
  expect(result).toEqual({ captured: [expect.objectContaining({ fn: 2, pc: 0, locals: ['local'] })] });
});

test('bound functions and Function.prototype.call leave nothing in between', () => {
  const { bound, plain } = guest();
  expect(capture(bound!, undefined, [plain!.bind({ name: 'x' })]).map(({ fn }) => fn)).toEqual([1, 2, 3]);
});

test.each([
  ['inMap', 'Array.map is calling back into the program'],
  ['inReplace', 'String.replace is calling back into the program'],
  ['inGetter', 'in the middle of an expression'],
  ['inConversion', 'in the middle of an expression'],
])('%s holds: the program goes on', (name, words) => {
  engine.requestCapture();
  expect(engine.runRoot(guest()[name]!)).toEqual({ done: 'went on' });
  expect(holding).toEqual([
    { reason: expect.stringContaining(words), file: null, line: null, kind: 'delayed' },
  ]);
  expect(engine.isCaptureRequested).toBe(true);
});

test('after a refusal some hundred polls pass before the stack is looked at again', () => {
  engine.requestCapture();
  for (let i = 0; i < 300; i++) engine.runRoot(guest().inMap!);
  expect(holding).toHaveLength(1);
  for (let i = 0; i < 2; i++) engine.runRoot(guest().inMap!);
  expect(holding).toHaveLength(2);
});

test("the program's own settings of Error stay as they are, and its formatter does not run", () => {
  let calls = 0;
  const formatter = () => {
    calls++;
    return 'mine';
  };
  const before = Object.getOwnPropertyDescriptors(Error);
  Error.prepareStackTrace = formatter;
  Error.stackTraceLimit = 3;
  try {
    capture(guest().plain!, {});
    expect(calls).toBe(0);
    expect(Error.prepareStackTrace).toBe(formatter);
    expect(Error.stackTraceLimit).toBe(3);
  } finally {
    Object.defineProperties(Error, {
      prepareStackTrace: before.prepareStackTrace ?? { value: undefined },
      stackTraceLimit: before.stackTraceLimit!,
    });
  }
});

test('an exception of the program passes through the root', () => {
  expect(() => engine.runRoot(guest().thrower!)).toThrow(new RangeError('mine'));
});

test('a shim as the job itself has no frames', () => {
  engine.requestCapture();
  expect(engine.runRoot(() => engine.unwind())).toEqual({ captured: [] });
  expect(engine.resumeFrames([], () => 'answer')).toEqual({ done: 'answer' });
});

test('an unknown point is no stack of ours', () => {
  expect(() => engine.resumeFrames([{ fn: 77, pc: 0, self: undefined, locals: [] }])).toThrowError(
    expect.objectContaining({ code: 'ESNAPSHOT' }),
  );
});
