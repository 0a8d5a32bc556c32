import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';
import { movedRun, movesIn } from './paced.ts';

/** A move starts a process; of some programs ten tasks move at a time. */
const MOVE_EVERY_MS = '200';
const LIMIT_MS = 180_000;
/** Twenty tasks, most of them over before a move would be: where they are told to move all the time they only wait for processes. */
const AT_REST = new Set(['endings.ts']);
const directory = fileURLToPath(new URL('programs/workers/', import.meta.url));
/** Each run has some of them, and one that waits until it has moved. */
const all = readdirSync(directory);
const programs = [...new Set(['pool.ts', ...shareOf(all, 3)])];

let commands: Commands;
let plain: string;
beforeAll(() => {
  commands = new Commands();
  plain = mkdtempSync(join(tmpdir(), 'omosix-workers-'));
});
afterAll(() => {
  commands.remove();
  rmSync(plain, { recursive: true, force: true });
});
afterEach(() => expect(commands.leftovers()).toEqual([]));

describe(`worker threads as tasks that move all the time, seed ${seed}`, () => {
  let moved = 0;
  test.each(programs)(
    '%s',
    async (name) => {
      const stats = join(commands.directory, `${name}.jsonl`);
      const file = directory + name;
      const options = { everyMs: MOVE_EVERY_MS, stats, paceMs: '0', limitMs: LIMIT_MS };
      const [expected, ours] = await Promise.all([
        run(process.execPath, [await stripTypes(file, plain)], { cwd: plain }),
        AT_REST.has(name)
          ? commands.run('omrun', ['--nodes', '2', '--stats', stats, file])
          : movedRun(commands, [file], options),
      ]);
      expect(ours.stdout).toBe(expected.stdout);
      expect(ours.code).toBe(expected.exitCode);
      moved += movesIn(stats);
    },
    LIMIT_MS,
  );

  test('they did move', () => expect(moved).toBeGreaterThan(0));
});
