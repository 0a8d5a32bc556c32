import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomNumbers } from '../../migrator/runtime/loop/random.ts';
import type { LineReaderState, RuntimeState, Timer, TimerState } from '../../migrator/runtime/loop/state.ts';
import {
  insertTimer,
  nextExpiry,
  removeTimer,
  takeDue,
  timerDelay,
} from '../../migrator/runtime/loop/timers.ts';
import { feedLines, finishLines } from '../../migrator/runtime/node/line-reader.ts';
import { decodeChunk } from '../../migrator/runtime/node/utf8-stream.ts';
import { Positions } from '../../migrator/runtime/trace/positions.ts';

const chunks = (bytes: Uint8Array, cuts: number[]): Uint8Array[] => {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};

test('a stream of UTF-8 is decoded alike however it is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat()), (text, cuts) => {
      let carry: Uint8Array = new Uint8Array(0);
      let out = '';
      for (const chunk of chunks(Buffer.from(text), cuts)) {
        const decoded = decodeChunk(carry, chunk, 'utf8');
        out += decoded.text;
        carry = decoded.carry;
      }
      expect(out + Buffer.from(carry).toString()).toBe(Buffer.from(text).toString());
    }),
  );
});

test('lines are the same however the text is cut', () => {
  const lineText = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', ' '), { maxLength: 30 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(lineText, fc.array(fc.nat()), (text, cuts) => {
      const lines: string[] = [];
      const reader = {
        partial: '',
        sawCr: false,
        closed: false,
        listeners: new Map([['line', [{ fn: () => {}, once: false }]]]),
        questions: [],
        handle: {},
      } as unknown as LineReaderState;
      const state = { ready: [] } as unknown as RuntimeState;
      for (const chunk of chunks(Buffer.from(text), cuts))
        feedLines(state, reader, Buffer.from(chunk).toString());
      finishLines(state, reader);
      for (const { args } of state.ready) lines.push(args[0] as string);
      const expected = text.split(/\r\n|\n|\r/);
      if (expected.at(-1) === '') expected.pop();
      expect(lines).toEqual(expected);
    }),
  );
});

const noTimers = (): TimerState => ({ lists: new Map(), byId: new Map(), lastId: 0, refs: 0 });
const timer = (state: TimerState, delayMs: number): Timer => ({
  kind: 'timer',
  id: ++state.lastId,
  fn: () => {},
  args: [],
  delayMs,
  repeat: false,
  startMs: 0,
  active: false,
  ref: true,
  handle: null,
});

test('timers of one duration run in the order of their start, the earlier expiry first', () => {
  const state = noTimers();
  const [late, early, twin] = [timer(state, 30), timer(state, 10), timer(state, 30)];
  insertTimer(state, late!, 0);
  insertTimer(state, early!, 5);
  insertTimer(state, twin!, 6);
  expect(nextExpiry(state)).toBe(15);
  expect(takeDue(state, 14)).toBeUndefined();
  expect([takeDue(state, 100), takeDue(state, 100), takeDue(state, 100), takeDue(state, 100)]).toEqual([
    early,
    late,
    twin,
    undefined,
  ]);
  expect(state.refs).toBe(0);
});

test('a cleared timer leaves nothing behind', () => {
  const state = noTimers();
  const one = timer(state, 10);
  insertTimer(state, one, 0);
  removeTimer(state, one);
  removeTimer(state, one);
  expect([state.lists.size, state.byId.size, state.refs, nextExpiry(state)]).toEqual([0, 0, 0, null]);
});

test('delays are what Node makes of them', () => {
  expect([0, -1, Number.NaN, 'x', undefined, 2 ** 31, 1.5, '7', null].map(timerDelay)).toEqual([
    1, 1, 1, 1, 1, 1, 1.5, 7, 1,
  ]);
});

test('random numbers are those of xoshiro128** and go on where they were', () => {
  // The reference implementation by Blackman and Vigna, in 32-bit words.
  let [a, b, c, d] = [1, 2, 3, 4] as [number, number, number, number];
  const rotl = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;
  const word = () => {
    const result = Math.imul(rotl(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const t = (b << 9) >>> 0;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d >>> 0, 11);
    return result;
  };
  const numbers = new RandomNumbers();
  numbers.load([1, 2, 3, 4]);
  const next = () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 2 ** 53;
  for (let i = 0; i < 1000; i++) expect(numbers.next()).toBe(next());
  const moved = new RandomNumbers();
  moved.load(numbers.save());
  expect(moved.next()).toBe(next());
});

test('positions are looked up on their line', () => {
  const image = {
    functions: [],
    sources: [{ path: '/p.ts', text: 'one\ntwo\nthree' }],
    factoriesMap: [],
    codeMap: [1, 0, 0, 1, 0, 1, 8, 0, 1, 2, 3, 4, 0, 3, 1],
  };
  const positions = new Positions(image);
  const at = (line: number, column: number) => {
    const place = positions.find('omosix:code', line, column);
    return place && [place.line, place.column, place.text];
  };
  expect([at(1, 0), at(1, 7), at(1, 8), at(1, 99), at(2, 0), at(3, 0), at(3, 9), at(4, 0)]).toEqual([
    [1, 0, 'one'],
    [1, 0, 'one'],
    [1, 2, 'one'],
    [1, 2, 'one'],
    undefined,
    [3, 1, 'three'],
    [3, 1, 'three'],
    undefined,
  ]);
});
