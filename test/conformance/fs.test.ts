import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference, type Schedule, tortured } from '../engine/tortured.ts';
import { HostWorld } from '../host/support/world.ts';

const directory = fileURLToPath(new URL('programs/fs/', import.meta.url));
const programs = readdirSync(directory);
/** Safe points between two moves: a prime, so that they fall on ever others. */
const EVERY = 7;
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
describe.concurrent('node:fs at home', () => {
  test.each(programs)('%s', async (name) => {
    const plain = world.plain(directory + name, { args: [workplace()] });
    const plan: Schedule = { every: EVERY, into: 'same process', args: [workplace()] };
    expect(difference(plain, await tortured(world, directory + name, plan))).toEqual([]);
  });
});
