import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostWorld } from './support/world.ts';

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

/** As soon as the last move is done. */
const OFTEN = { everyMs: 1, moves: 3 };

test('a program that computes moves with its stack', async () => {
  const flag = world.flag('stop-computing');
  const program = `
import { existsSync } from 'node:fs';
class Counter { total = 0; add(n: number): number { for (let i = 0; i < n; i++) this.total += i % 7; return this.total; } }
function work(depth: number, counter: Counter): number {
  if (depth > 0) return work(depth - 1, counter) + depth;
  do { counter.total = 0; counter.add(500_000); } while (!existsSync(${JSON.stringify(flag)}));
  return counter.total;
}
console.log(work(20, new Counter()));
`;
  const running = await world.start(program, OFTEN);
  await running.until('restored', 3);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual({ stdout: `${1_499_994 + 210}\n`, stderr: '', code: 0 });
  expect(running.events.filter(({ op }) => op === 'moved').length).toBe(3);
});

test('the same process goes on where it was captured when told to', async () => {
  const flag = world.flag('stop-in-place');
  const program = `
import { existsSync } from 'node:fs';
function sum(n: number): number { let t = 0; for (let i = 0; i < n; i++) t += i; return t; }
let rounds = 0;
do rounds += sum(100_000) > 0 ? 1 : 0; while (!existsSync(${JSON.stringify(flag)}));
console.log(rounds > 0, sum(10));
`;
  const running = await world.start(program, { ...OFTEN, resume: true });
  await running.until('moved', 3);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual({ stdout: 'true 45\n', stderr: '', code: 0 });
});

test.each([
  [true, 'moved'],
  [false, 'restored'],
] as const)(
  'what the runtime gave out before is there after a capture (in place: %s)',
  async (resume, op) => {
    const flag = world.flag(`stop-${op}`);
    const program = `
import { existsSync } from 'node:fs';
process.execArgv.push('added');
const sum = (n: number): number => { let t = 0; for (let i = 0; i < n; i++) t += i; return t; };
let wrong = 0;
while (!existsSync(${JSON.stringify(flag)})) {
  sum(100_000);
  const seen = process.argv.slice(2).concat(process.execArgv).join();
  if (seen !== 'one,two,added') wrong++;
}
console.log('wrong', wrong, Object.keys(process.argv).join());
`;
    const running = await world.start(program, { ...OFTEN, resume, args: ['one', 'two'] });
    await running.until(op, 3);
    writeFileSync(flag, '');
    expect(await running.ended).toEqual({ stdout: 'wrong 0 0,1,2,3\n', stderr: '', code: 0 });
  },
);

test('a synchronous read that blocks moves, and its answer arrives once', async () => {
  const program = `
import { readSync } from 'node:fs';
const buffer = Buffer.alloc(100);
function read(): string { return buffer.toString('utf8', 0, readSync(0, buffer)); }
console.log('first', read());
console.log('second', read());
console.log('end', read() === '');
`;
  const running = await world.start(program, { everyMs: 1, moves: 2 }, 'pipe');
  await running.until('restored', 2);
  running.stdin.write('one');
  running.child.stdout!.once('data', () => running.stdin.end('two'));
  expect(await running.ended).toEqual({ stdout: 'first one\nsecond two\nend true\n', stderr: '', code: 0 });
});

test('a program that reads by events moves between any two of them', async () => {
  const running = await world.start('stdin-data', OFTEN, 'pipe');
  running.stdin.write('1\n2\n');
  await running.until('restored', 1);
  running.stdin.write('3\n4');
  await running.until('restored', 3);
  running.stdin.end('0\n');
  expect(await running.ended).toEqual({ stdout: 'end 9 46 ""\nclose\n', stderr: '', code: 0 });
});

test('a program that reads lines moves with its interface', async () => {
  const running = await world.start('stdin-lines', OFTEN, 'pipe');
  running.stdin.write('first\nsec');
  await running.until('restored', 2);
  running.stdin.write('ond\nthird');
  await running.until('restored', 3);
  running.stdin.end();
  expect(await running.ended).toEqual({ stdout: 'line first\nline second\n3 16\n', stderr: '', code: 0 });
});

test('timers, callbacks under way, listeners, clocks and random numbers move', async () => {
  const flag = world.flag('stop-waiting');
  const program = `
import { readFile, existsSync } from 'node:fs';
let ticks = 0;
const numbers: number[] = [];
let last = Date.now();
let lastNow = performance.now();
let backwards = 0;
const timer = setInterval((label: string) => {
  ticks++;
  numbers.push(Math.random());
  if (Date.now() < last || performance.now() < lastNow) backwards++;
  last = Date.now();
  lastNow = performance.now();
  if (existsSync(${JSON.stringify(flag)})) {
    clearInterval(timer);
    console.log(label, ticks > 0, new Set(numbers).size === numbers.length, backwards);
  }
}, 5, 'label');
readFile(0, 'utf8', (error, text) => console.log('read', error, text));
process.once('exit', (code) => console.log('bye', code));
`;
  const running = await world.start(program, OFTEN, 'pipe');
  await running.until('restored', 3);
  running.stdin.end('late');
  writeFileSync(flag, '');
  const { stdout, stderr, code } = await running.ended;
  expect(stdout.split('\n').sort()).toEqual(['', 'bye 0', 'label true true 0', 'read null late']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
});

test('output goes out once, in order, through moves under back-pressure', async () => {
  const lines = 40_000;
  const program = `
function text(i: number): string { return 'line ' + i + ' of a program that writes faster than anybody reads'; }
for (let i = 0; i < ${lines}; i++) console.log(text(i));
`;
  const running = await world.start(program, OFTEN);
  running.child.stdout!.pause();
  await running.until('restored', 3);
  running.child.stdout!.resume();
  const { stdout, code } = await running.ended;
  const expected = Array.from(
    { length: lines },
    (_, i) => `line ${i} of a program that writes faster than anybody reads\n`,
  ).join('');
  expect(stdout === expected).toBe(true);
  expect(code).toBe(0);
});

test("a call of console that waits while it moves has run the guest's code once", async () => {
  const running = await world.start('console-twice', OFTEN);
  running.child.stdout!.pause();
  await running.until('restored', 3);
  running.child.stdout!.resume();
  const { stdout } = await running.ended;
  expect(stdout.split('\n').at(-2)).toBe('1000');
});

test('promises of V8 pin a task: it says where, goes on, and is not moved', async () => {
  const program = `
let done = false;
setTimeout(() => { done = true; }, 300);
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const name = ['wa', 'its'].join('');
const native = { async *[name]() { while (!done) yield await wait(); } };
for await (const _ of native[name]!());
console.log('done');
`;
  const running = await world.start(program, OFTEN);
  expect(await running.ended).toEqual({ stdout: 'done\n', stderr: '', code: 0 });
  const pins = running.events.find(({ op }) => op === 'pins') as unknown as {
    reasons: { kind: string; line: number }[];
  };
  expect(pins.reasons[0]).toMatchObject({ kind: 'pinned' });
  expect(running.events.some(({ op }) => op === 'moved')).toBe(false);
});
