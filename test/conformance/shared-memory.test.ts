import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { shareOf } from '../support/share.ts';

const LIMIT_MS = 180_000;
const directory = fileURLToPath(new URL('programs/shared/', import.meta.url));
/** Programs of tasks of their own, which must not notice that they are threads. */
const workers = fileURLToPath(new URL('programs/workers/', import.meta.url));
/** Told to move all the time: what waits for others must not stand in the way of the threads that it waits for. */
const RESTLESS = 'counters.ts';

let commands: Commands;
let plain: string;
beforeAll(() => {
  commands = new Commands();
  plain = mkdtempSync(join(tmpdir(), 'omosix-shared-'));
});
afterAll(() => {
  commands.remove();
  rmSync(plain, { recursive: true, force: true });
});
afterEach(() => expect(commands.leftovers()).toEqual([]));

describe('programs that share memory with their workers', () => {
  test.each(readdirSync(directory))(
    '%s',
    async (name) => {
      const options = name === RESTLESS ? ['--nodes', '2', '--migrate-every', '20'] : ['--nodes', '1'];
      const [expected, ours] = await Promise.all([
        run(process.execPath, [await stripTypes(directory + name, plain)], { cwd: plain }),
        commands.run('omrun', [...options, directory + name]),
      ]);
      expect(ours.stdout).toBe(expected.stdout);
      expect(ours.code).toBe(expected.exitCode);
    },
    LIMIT_MS,
  );

  test.each(shareOf(readdirSync(workers), 7))(
    '%s, whose workers need not share any',
    async (name) => {
      const [expected, ours] = await Promise.all([
        run(process.execPath, [await stripTypes(workers + name, plain)], { cwd: plain }),
        commands.run('omrun', ['--nodes', '1', '--shared-memory', workers + name]),
      ]);
      expect(ours.stdout).toBe(expected.stdout);
      expect(ours.code).toBe(expected.exitCode);
    },
    LIMIT_MS,
  );
});
