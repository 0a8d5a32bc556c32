import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';
import { movedRun } from './paced.ts';

/** A move starts a process, and so does each child. */
const MOVE_EVERY_MS = '300';
const LIMIT_MS = 300_000;
const directory = fileURLToPath(new URL('programs/fork/', import.meta.url));
const all = readdirSync(directory);
/** Each starts a dozen programs and more. */
const share = shareOf(all, 6);
/** Of which most children live long enough to be moved. */
const moving = 'messages.ts';

let commands: Commands;
let plain: string;
beforeAll(() => {
  commands = new Commands();
  plain = mkdtempSync(join(tmpdir(), 'omosix-fork-'));
});
afterAll(() => {
  commands.remove();
  rmSync(plain, { recursive: true, force: true });
});
afterEach(() => expect(commands.leftovers()).toEqual([]));

interface Line {
  event: string;
  task: string;
}

describe(`children as tasks, seed ${seed}`, () => {
  test.each(share)(
    '%s',
    async (name) => {
      const places = ['plain', 'ours'].map((each) => join(plain, `${name}-${each}`));
      for (const place of places) mkdirSync(place);
      const stats = join(commands.directory, `${name}.jsonl`);
      const program = [directory + name, places[1]!];
      const expected = await run(process.execPath, [await stripTypes(directory + name, plain), places[0]!], {
        cwd: plain,
      });
      const ours =
        name === moving
          ? await movedRun(commands, program, {
              everyMs: MOVE_EVERY_MS,
              stats,
              paceMs: '0',
              limitMs: LIMIT_MS,
            })
          : await commands.run('omrun', ['--nodes', '2', '--stats', stats, ...program]);
      expect(ours.stdout).toBe(expected.stdout);
      expect(ours.code).toBe(expected.exitCode);
      const life = readFileSync(stats, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      // The program, and its children: each a task of its own.
      expect(new Set(life.map(({ task }) => task)).size).toBeGreaterThan(1);
      if (name === moving) expect(life.filter(({ event }) => event === 'migration')).not.toEqual([]);
    },
    LIMIT_MS,
  );
});
