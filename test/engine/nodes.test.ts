/**
 * A task that is captured under one major version of Node.js goes on under another. Needs a second one: OMOSIX_NODE_24 names
 * its file; `npm run test:nodes` gets it and more.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostWorld } from '../host/support/world.ts';

const other = process.env.OMOSIX_NODE_24;

const PROGRAM = `
const points = new Map([['a', { x: 1n, y: [1.5, -0] }]]);
function* counted(n: number) { for (let i = 0; i < n; i++) yield i * i; }
const half = counted(9);
half.next(); half.next();
const later = new Promise<string>((resolve) => setTimeout(() => resolve('later'), 20));
let x = 1;
function work(depth: number): number {
  if (depth > 0) return work(depth - 1) + depth;
  for (let i = 0; i < 3_000_000; i++) x = (x * 48271) % 2147483647;
  return x;
}
for (let round = 0; round < 4; round++) console.log(work(round), [...points], half.next().value);
console.log(await later, [...half], /(?<a>b)/.exec('b')?.groups?.a, new Error('e').message);
`;

/** Something that only the newer one has, in the task's hands or not. */
const NEWER = (use: string): string => `
const held = ${use};
let x = 1;
for (let i = 0; i < 9_000_000; i++) x = (x * 48271) % 2147483647;
console.log(x, typeof held);
`;

let world: HostWorld;
beforeAll(async () => {
  world = new HostWorld();
  await world.build();
});
afterAll(() => world.remove());

describe.skipIf(!other)('captured and gone on with', () => {
  it.each([
    ['20 → 24 → 20', () => [process.execPath, other!]],
    ['24 → 20 → 24', () => [other!, process.execPath]],
  ])(
    '%s',
    async (_, nodes) => {
      world.nodes = nodes();
      const { stdout } = world.plain(PROGRAM);
      const running = await world.start(PROGRAM, { afterPolls: [300, 500, 200], moves: 3 });
      const outcome = await running.ended;
      expect(running.events.filter(({ op }) => op === 'refused')).toEqual([]);
      expect(running.events.filter(({ op }) => op === 'moved').length).toBeGreaterThan(1);
      expect(outcome).toMatchObject({ stdout, code: 0 });
    },
    60_000,
  );

  it('what the other one lacks is refused by name where the task uses it', async () => {
    world.nodes = [other!, process.execPath];
    const running = await world.start(NEWER('Promise.try'), { afterPolls: [300], moves: 1 });
    await running.until('refused');
    expect(running.events.find(({ op }) => op === 'refused')!.reason).toMatch(
      /^this Node\.js \(v20.*\) has no .*Promise\.try/,
    );
    running.child.kill();
  }, 60_000);

  it('and where it does not, it goes on', async () => {
    world.nodes = [other!, process.execPath];
    const running = await world.start(NEWER('"nothing new"'), { afterPolls: [300], moves: 1 });
    expect(await running.ended).toMatchObject({ stdout: expect.stringMatching(/^\d+ string\n$/), code: 0 });
    expect(running.events.filter(({ op }) => op === 'moved')).toHaveLength(1);
  }, 60_000);
});

describe.runIf(!other)('another version of Node.js', () => {
  it.skip('OMOSIX_NODE_24 names none: npm run test:nodes', () => {});
});
