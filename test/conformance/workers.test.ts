import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';

/** A move starts a process; of some programs ten tasks move at a time. */
const MOVE_EVERY_MS = '200';
const LIMIT_MS = 180_000;
/** Twenty tasks, most of them over before a move would be: where they are told to move all the time they only wait for processes. */
const AT_REST = new Set(['endings.ts']);
const directory = fileURLToPath(new URL('programs/workers/', import.meta.url));
/** Each run has some of them, and the one that takes longest, which moves for certain. */
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

/** Moves of the tasks in a `--stats` file. */
const moves = (file: string): number =>
  readFileSync(join(commands.directory, file), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"migration"')).length;

describe(`worker threads as tasks that move all the time, seed ${seed}`, () => {
  let moved = 0;
  test.each(programs)(
    '%s',
    async (name) => {
      const moving = AT_REST.has(name) ? [] : ['--migrate-every', MOVE_EVERY_MS];
      const args = ['--nodes', '2', ...moving, '--stats', `${name}.jsonl`, directory + name];
      const [expected, ours] = await Promise.all([
        run(process.execPath, [await stripTypes(directory + name, plain)], { cwd: plain }),
        commands.run('omrun', args),
      ]);
      expect(ours.stdout).toBe(expected.stdout);
      expect(ours.code).toBe(expected.exitCode);
      moved += moves(`${name}.jsonl`);
    },
    LIMIT_MS,
  );

  test('they did move', () => expect(moved).toBeGreaterThan(0));
});
