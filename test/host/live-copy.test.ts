/** Real hosts whose large buffers travel ahead: what the task prints is what it prints without a move. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HostWorld } from './support/world.ts';

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

const AHEAD = { everyMs: 1, moves: 2, ahead: true };
const moves = (events: { op: string }[]): { ahead: number; aheadBytes: number }[] =>
  events.filter(({ op }) => op === 'moved') as never;

/** Changes buffers in every way there is, step by step; at the end the same steps on new ones must lead to the same bytes. */
const WRITER = `
import { existsSync } from 'node:fs';
interface Buffers { floats: Float64Array; bytes: Uint8Array; node: Buffer; shared: Int32Array }
const make = (): Buffers => ({ floats: new Float64Array(2_500_000), bytes: new Uint8Array(3_000_000), node: Buffer.alloc(1_500_000, 'ab'), shared: new Int32Array(new SharedArrayBuffer(400_000)) });
function step({ floats, bytes, node, shared }: Buffers, n: number): void {
  const at = (n * 48271) % 2_400_000;
  floats[at] = n + 0.5;
  Atomics.add(shared, n % 100_000, n);
  switch (n % 9) {
    case 0: bytes.set([n, n >> 8, n >> 16], at); break;
    case 1: floats.fill(n, at, at + 700); break;
    case 2: bytes.copyWithin(at, 2_000_000, 2_000_100); break;
    case 3: new DataView(bytes.buffer).setInt32(at, n); break;
    case 4: node.write('step ' + n, at % 1_400_000); break;
    case 5: floats.subarray(at, at + 50).sort(); break;
    case 6: Atomics.add(new Int32Array(bytes.buffer), at >> 2, n); break;
    case 7: node.swap16(); break;
    case 8: bytes.subarray(at, at + 40).reverse(); break;
  }
}
function differences(one: Buffers, other: Buffers): number {
  let count = 0;
  for (let i = 0; i < one.floats.length; i++) if (!Object.is(one.floats[i], other.floats[i])) count++;
  for (let i = 0; i < one.bytes.length; i++) if (one.bytes[i] !== other.bytes[i]) count++;
  for (let i = 0; i < one.node.length; i++) if (one.node[i] !== other.node[i]) count++;
  for (let i = 0; i < one.shared.length; i++) if (one.shared[i] !== other.shared[i]) count++;
  return count;
}
function check(buffers: Buffers, steps: number): void {
  const again = make();
  for (let n = 0; n < steps; n++) step(again, n);
  console.log(steps > 0, differences(buffers, again));
}
`;

const right = { stdout: 'true 0\n', stderr: '', code: 0 };

test('a task that computes changes them while they travel', async () => {
  const flag = world.flag('stop-writer');
  const running = await world.start(
    `${WRITER}
function main(buffers: Buffers): void {
  let n = 0;
  do for (let i = 0; i < 20; i++) step(buffers, n++); while (!existsSync(${JSON.stringify(flag)}));
  check(buffers, n);
}
main(make());
`,
    AHEAD,
  );
  await running.until('restored', 2);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
  expect(moves(running.events)).toHaveLength(2);
  for (const { ahead, aheadBytes } of moves(running.events)) {
    expect(ahead).toBe(4);
    expect(aheadBytes).toBeGreaterThan(0);
  }
});

test('a task that mostly waits sends them where it waits', async () => {
  const flag = world.flag('stop-waiter');
  const running = await world.start(
    `${WRITER}
const buffers = make();
let n = 0;
const timer = setInterval(() => {
  for (let i = 0; i < 50; i++) step(buffers, n++);
  if (!existsSync(${JSON.stringify(flag)})) return;
  clearInterval(timer);
  check(buffers, n);
}, 20);
`,
    AHEAD,
  );
  await running.until('restored', 2);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
  expect(moves(running.events).every(({ ahead }) => ahead === 4)).toBe(true);
});

test('a task that is blocked in a read sends them there', async () => {
  const running = await world.start(
    `${WRITER}
import { readSync } from 'node:fs';
const buffers = make();
for (let n = 0; n < 1000; n++) step(buffers, n);
const got = Buffer.alloc(10);
const length = readSync(0, got, 0, 10, null);
console.log(got.toString('utf8', 0, length));
check(buffers, 1000);
`,
    AHEAD,
    'pipe',
  );
  await running.until('restored', 2);
  running.stdin.end('typed');
  expect(await running.ended).toEqual({ ...right, stdout: `typed\n${right.stdout}` });
  expect(moves(running.events).every(({ ahead }) => ahead === 4)).toBe(true);
});

test('buffers that come, go and change hands meanwhile', async () => {
  const flag = world.flag('stop-changer');
  const running = await world.start(
    `
import { existsSync } from 'node:fs';
let kept = new Uint32Array(6_000_000).map((_, i) => i);
let wrong = 0;
let turn = 0;
do {
  turn++;
  // The old memory is detached, or garbage, in the middle of its way.
  kept = turn % 2 === 0 ? structuredClone(kept, { transfer: [kept.buffer] }) : kept.slice();
  kept[turn % kept.length] = turn % kept.length;
  for (let i = 0; i < kept.length; i += 4099) if (kept[i] !== i) wrong++;
} while (!existsSync(${JSON.stringify(flag)}));
for (let i = 0; i < kept.length; i++) if (kept[i] !== i) wrong++;
console.log(turn > 0, wrong);
`,
    AHEAD,
  );
  await running.until('restored', 2);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
});

test('a move that is given up in the middle leaves no trace; the next one succeeds', async () => {
  const flag = world.flag('stop-cancelled');
  const running = await world.start(
    `${WRITER}
const buffers = make();
let n = 0;
do for (let i = 0; i < 20; i++) step(buffers, n++); while (!existsSync(${JSON.stringify(flag)}));
check(buffers, n);
`,
    { ...AHEAD, cancelAfterPieces: 7 },
  );
  await running.until('cancelled');
  await running.until('restored', 1);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
  expect(moves(running.events)).toHaveLength(1);
});

test('frozen for a target that is gone, it goes on in place, and travels again', async () => {
  const flag = world.flag('stop-in-place');
  const running = await world.start(
    `${WRITER}
const buffers = make();
let n = 0;
do for (let i = 0; i < 20; i++) step(buffers, n++); while (!existsSync(${JSON.stringify(flag)}));
check(buffers, n);
`,
    { ...AHEAD, resume: true },
  );
  await running.until('moved', 2);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
  expect(moves(running.events).every(({ ahead }) => ahead === 4)).toBe(true);
});

test('a piece that was lost is noticed: the task goes on where it was', async () => {
  const flag = world.flag('stop-lost-piece');
  const running = await world.start(
    `${WRITER}
const buffers = make();
let n = 0;
do for (let i = 0; i < 20; i++) step(buffers, n++); while (!existsSync(${JSON.stringify(flag)}));
check(buffers, n);
`,
    { ...AHEAD, losePiece: 2 },
  );
  await running.until('restored', 1);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual(right);
  expect(running.events.find(({ op }) => op === 'refused')).toMatchObject({
    reason: expect.stringMatching(/^buffer \d did not come whole$/),
  });
});

test('a stack that is full again and again meanwhile', async () => {
  const flag = world.flag('stop-deep');
  const running = await world.start(
    `${WRITER}
const buffers = make();
let n = 0;
let overflows = 0;
function deep(depth: number): number {
  return depth % 7 + deep(depth + 1);
}
do {
  // Not within: a step that overflows would be half done under node too.
  for (let i = 0; i < 20; i++) step(buffers, n++);
  try {
    deep(1);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    overflows++;
  }
} while (!existsSync(${JSON.stringify(flag)}));
console.log(overflows > 0);
check(buffers, n);
`,
    AHEAD,
  );
  await running.until('restored', 2);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual({ ...right, stdout: `true\n${right.stdout}` });
}, 120_000);

test('the task ends while they travel', async () => {
  const flag = world.flag('end');
  const running = await world.start(
    `
import { existsSync } from 'node:fs';
const large = new Uint8Array(200_000_000).fill(7);
while (!existsSync(${JSON.stringify(flag)})) large[5]!++;
console.log(large[6]);
process.exitCode = 3;
`,
    AHEAD,
  );
  await running.until('piece', 3);
  writeFileSync(flag, '');
  expect(await running.ended).toEqual({ stdout: '7\n', stderr: '', code: 3 });
});
