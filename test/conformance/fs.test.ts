import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomFrom, scatter } from '../engine/scatter.ts';
import { difference, type Schedule, tortured } from '../engine/tortured.ts';
import { HostWorld } from '../host/support/world.ts';

const directory = fileURLToPath(new URL('programs/fs/', import.meta.url));
const programs = readdirSync(directory);
/** Safe points between two moves: a prime, so that they fall on ever others. */
const EVERY = 7;
/** Set OMOSIX_SEED to repeat a run. */
const seed = Number(process.env.OMOSIX_SEED ?? Date.now() % 1_000_000);
/** Moves to fresh processes take their time: each run has its share of the programs. */
const SHARE = 4;
const made: string[] = [];
/** A program works in a directory of its own, whose name never shows. */
function workplace(): string {
  made.push(mkdtempSync(join(tmpdir(), 'omosix-conformance-')));
  return made.at(-1)!;
}

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => {
  world.remove();
  for (const each of made) rmSync(each, { recursive: true, force: true });
});

/** Each case's line, and with it the exit code, is plain node's, while the task is captured and restored all the time. */
describe.concurrent(`node:fs at home, seed ${seed}`, () => {
  test.each(programs)('%s', async (name) => {
    const plain = world.plain(directory + name, { args: [workplace()] });
    const plan: Schedule = { every: EVERY, into: 'same process', args: [workplace()] };
    expect(difference(plain, await tortured(world, directory + name, plan))).toEqual([]);
  });

  test.each(programs.filter((_, i) => (i + seed) % SHARE === 0))('%s, to fresh processes', async (name) => {
    const plain = world.plain(directory + name, { args: [workplace()] });
    const afterPolls = scatter(randomFrom(seed + name.length), 3);
    const plan: Schedule = { afterPolls, into: 'fresh process', args: [workplace()] };
    const ours = await tortured(world, directory + name, plan);
    expect(difference(plain, ours), `after polls ${afterPolls.join(' ')}`).toEqual([]);
  });
});
