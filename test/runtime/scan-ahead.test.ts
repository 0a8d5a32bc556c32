import { expect, test } from 'vitest';
import { Listings } from '../../migrator/runtime/loop/listings.ts';
import { answerAt, answersOf, ScanAhead } from '../../migrator/runtime/loop/scan-ahead.ts';
import { AheadAnswers, type AheadCall, answersIn, areAnswers } from '../../protocol/ahead.ts';

const NAMES = Array.from({ length: 1000 }, (_, i) => `f${i}`);
const utf8 = new TextEncoder();

/** One that has listed a directory of a thousand files; what it asks for comes when the test says so. */
function scanning() {
  const listings = new Listings();
  listings.add(['/d', {}], utf8.encode(JSON.stringify(NAMES)));
  const asked: { names: string[]; calls: readonly AheadCall[] }[] = [];
  const forgotten: number[] = [];
  const clock = { ms: 0 };
  const ahead = new ScanAhead(
    (_, names, calls) => asked.push({ names, calls }),
    (token) => forgotten.push(token),
    () => clock.ms,
  );
  /** What each call on an entry is answered by: `ahead`, or `home`, which is news. */
  const call = (name: AheadCall, path: string): 'ahead' | 'home' => {
    let found = ahead.find(name, path, (at) => listings.find(at));
    while (found) {
      const { token, data } = found.batch;
      if (data === undefined) {
        const { names, calls } = asked[token - 1]!;
        ahead.arrived(token, answersOf(answersTo(names, calls), names.length, calls.length));
      }
      const bytes = answerAt(found.batch.data, found.slot);
      if (bytes) {
        expect(new TextDecoder().decode(bytes)).toBe(`${name} ${path.split('/').at(-1)}`);
        ahead.consume(found);
        return 'ahead';
      }
      found = ahead.missed(found);
    }
    ahead.drop();
    return 'home';
  };
  const missing = new Set<string>();
  const most = { entries: Number.POSITIVE_INFINITY };
  function answersTo(names: readonly string[], calls: readonly AheadCall[]): Uint8Array {
    const answers = new AheadAnswers(names.length, calls.length);
    for (const name of names.slice(0, most.entries)) {
      if (!missing.has(name))
        for (const each of calls) {
          const bytes = utf8.encode(`${each} ${name}`);
          answers.file(bytes.length, (target) => (target.set(bytes), true));
        }
      answers.endEntry();
    }
    return answers.whole();
  }
  const readAll = (from: number, to: number, path = '/d/'): string[] =>
    NAMES.slice(from, to).map((name) => call('fs.readFile', path + name));
  return { ahead, asked, forgotten, clock, call, readAll, missing, most };
}

const times = (what: string, count: number): string[] => Array(count).fill(what);

test('the second entry in order asks for those that follow, ever more at a time, each once', () => {
  const { asked, readAll } = scanning();
  expect(readAll(0, 1000)).toEqual(['home', ...times('ahead', 999)]);
  expect(asked.flatMap(({ names }) => names)).toEqual(NAMES.slice(1));
  expect(asked[0]!.names.length).toBe(8);
  expect(Math.max(...asked.map(({ names }) => names.length))).toBe(128);
});

test('all calls that an entry was asked for are asked for together, in their order', () => {
  const { asked, call } = scanning();
  const calls: AheadCall[] = ['fs.lstat', 'fs.readFile', 'fs.stat'];
  const by = NAMES.slice(0, 30).flatMap((name) => calls.map((each) => call(each, `/d/${name}`)));
  expect(by).toEqual([...times('home', 3), ...times('ahead', 87)]);
  expect(asked[0]!.calls).toEqual(calls);
});

test.each([
  ['of another spelling', './', './'],
  ['in the present directory', '.', ''],
])('paths %s are found', (_, listed, prefix) => {
  const listings = new Listings();
  listings.add([listed, {}], utf8.encode('["a","b"]'));
  expect(listings.find(`${prefix}b`)).toEqual({ prefix, names: ['a', 'b'], index: 1 });
  expect(listings.find(`${prefix}c`)).toBe(undefined);
  expect(listings.find('elsewhere/b')).toBe(undefined);
});

test('entries may be left out, as by a filter', () => {
  const { call } = scanning();
  const by = NAMES.filter((_, i) => i % 3 === 0).map((name) => call('fs.stat', `/d/${name}`));
  expect(by.filter((each) => each === 'home').length).toBeLessThan(5);
});

test('nothing is answered twice, nor an entry before the last one', () => {
  const { call, readAll } = scanning();
  readAll(0, 10);
  expect(call('fs.readFile', '/d/f9')).toBe('home');
  readAll(10, 30);
  expect(call('fs.readFile', '/d/f25')).toBe('home');
});

test('news ends it, and what was asked for in vain makes it wait for more entries in order', () => {
  const { ahead, readAll } = scanning();
  expect(readAll(0, 3)).toEqual(['home', 'ahead', 'ahead']);
  ahead.drop();
  expect(readAll(3, 8)).toEqual(['home', 'home', 'ahead', 'ahead', 'ahead']);
  ahead.drop();
  for (const patience of [4, 8, 16, 32]) {
    expect(readAll(100, 101 + patience).indexOf('ahead')).toBe(patience);
    ahead.drop();
  }
  expect(readAll(200, 264)).toEqual(times('home', 64));
});

test('what is older than 100 ms is asked for again', () => {
  const { clock, readAll, asked } = scanning();
  readAll(0, 5);
  clock.ms = 101;
  const before = asked.length;
  expect(readAll(5, 7)[0]).toBe('home');
  clock.ms = 102;
  readAll(7, 20);
  expect(asked.length).toBeGreaterThan(before);
});

test('an entry that cannot be answered is asked for, and those after it are answered again', () => {
  const { missing, readAll } = scanning();
  missing.add('f20').add('f50');
  const by = readAll(0, 100);
  expect(by.flatMap((each, i) => (each === 'home' ? [i] : []))).toEqual([0, 20, 50]);
});

test('where nothing can be answered it is hardly asked any more', () => {
  const { missing, readAll, asked } = scanning();
  for (const name of NAMES) missing.add(name);
  readAll(0, 1000);
  expect(asked.length).toBeLessThan(25);
});

test('where there was time or room for a few only, fewer are asked for, and nothing is left out', () => {
  const { most, readAll, asked } = scanning();
  most.entries = 20;
  expect(readAll(0, 1000)).toEqual(['home', ...times('ahead', 999)]);
  expect(asked.length).toBeLessThan(80);
});

test('what is no answer is none', () => {
  const calls: AheadCall[] = ['fs.stat', 'fs.readFile'];
  const answers = new AheadAnswers(2, 2);
  answers.file(3, (target) => (target.fill(7), true));
  answers.endEntry();
  answers.endEntry();
  const whole = answers.whole();
  expect(answersIn(whole, whole.length, { entries: 2, calls: 2 })?.places).toEqual([
    [20, 23],
    null,
    null,
    null,
  ]);
  expect(answersIn(whole, whole.length - 1, { entries: 2, calls: 2 })).toBe(null);
  expect(answersIn(whole, whole.length, { entries: 0, calls: 2 })).toBe(null);
  expect(answersIn(new Uint8Array(3), 3, { entries: 0, calls: 1 })).toBe(null);
  // Attributes of three bytes.
  expect(areAnswers(whole, 2, calls)).toBe(false);
  expect(areAnswers(whole, 2, ['fs.readFile', 'fs.stat'])).toBe(true);
  expect(areAnswers(whole, 3, calls)).toBe(false);
});
