import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomFrom, scatter } from '../engine/scatter.ts';
import { difference, type Schedule, tortured } from '../engine/tortured.ts';
import { HostWorld } from '../host/support/world.ts';
import { isTurn, seed, shareOf } from '../support/share.ts';
import { INPUT, reads } from './stdin.ts';

/** All that takes its time, moves to fresh processes most: each run has its share of the suites, and of their programs. */
const NTH_SUITE = 2;
const NTH = 4;
const NTH_FRESH = 12;
/** Of one program, on a machine that is busy. */
const MOST_MS = 240_000;

/**
 * Each case's line of the programs of a folder, and with it the exit code, is plain node's, while the task is captured and restored all
 * the time: at `every` so many safe points, a prime, so that they fall on ever others.
 */
export function conforms(what: string, folder: string, every = 7): void {
  const directory = fileURLToPath(new URL(`programs/${folder}/`, import.meta.url));
  const programs = readdirSync(directory);
  const made: string[] = [];
  /** A program works in a directory of its own, whose name never shows. */
  function workplace(): string {
    made.push(mkdtempSync(join(tmpdir(), 'omosix-conformance-')));
    return made.at(-1)!;
  }

  const world = new HostWorld();
  beforeAll(async () => {
    await world.build();
    writeFileSync(world.file('input'), INPUT);
  });
  const inputOf = (name: string) => (reads(directory + name) ? { stdin: world.file('input') } : {});
  afterAll(() => {
    world.remove();
    for (const each of made) rmSync(each, { recursive: true, force: true });
  });

  describe.skipIf(!isTurn(NTH_SUITE))(`${what}, seed ${seed}`, { concurrent: true }, () => {
    test.each(shareOf(programs, NTH))(
      '%s',
      async (name) => {
        const plain = world.plain(directory + name, { args: [workplace()], ...inputOf(name) });
        const plan: Schedule = { every, into: 'same process', args: [workplace()], ...inputOf(name) };
        expect(difference(plain, await tortured(world, directory + name, plan))).toEqual([]);
      },
      MOST_MS,
    );

    test.each(shareOf(programs, NTH_FRESH))(
      '%s, to fresh processes',
      async (name) => {
        const plain = world.plain(directory + name, { args: [workplace()], ...inputOf(name) });
        const afterPolls = scatter(randomFrom(seed + name.length), 3);
        const plan: Schedule = { afterPolls, into: 'fresh process', args: [workplace()], ...inputOf(name) };
        const ours = await tortured(world, directory + name, plan);
        expect(difference(plain, ours), `after polls ${afterPolls.join(' ')}`).toEqual([]);
      },
      MOST_MS,
    );
  });
}
