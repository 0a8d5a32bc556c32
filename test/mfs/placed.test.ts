/** Reads at explicit positions, done where the file is: never of another file, and always as home would answer. */
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallsHere } from '../../agent/mfs/export/calls-here.ts';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { readPlaced, takePlaced } from '../../migrator/runtime/loop/placed.ts';
import { newState, type Reply } from '../../migrator/runtime/loop/state.ts';
import { MAX_FILE_PIECE_BYTES, MAX_READ_BYTES } from '../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../protocol/syscalls.ts';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';

const program = fileURLToPath(new URL('programs/placed.ts', import.meta.url));

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());
const directory = (): string => commands.newDirectory();

const NTH = 2;

describe(`a file that changes while it is read, seed ${seed}`, () => {
  it.each(
    shareOf(
      [
        ['where the task executes', ['--nodes', '2', '-j', '2'], '/mfs/2'],
        ['elsewhere', ['--nodes', '3', '-j', '2'], '/mfs/3'],
        ['while it moves', ['--nodes', '2', '--migrate-every', '10'], '/mfs/2'],
      ] as [string, string[], string][],
      NTH,
    ),
  )('%s', async (_, options, prefix) => {
    const script = await stripTypes(program, commands.directory);
    const plainly = directory();
    const plain = await run(process.execPath, [script, plainly, plainly], { cwd: commands.directory });
    expect([plain.stderr, plain.exitCode]).toEqual(['', 0]);
    const real = directory();
    const { stdout, stderr, code } = await commands.run('omrun', [
      ...options,
      program,
      `${prefix}${real}`,
      real,
    ]);
    expect(stderr).toBe('');
    expect(stdout).toBe(plain.stdout);
    expect(code).toBe(0);
  });
});

describe('at the node', () => {
  const setUp = () => {
    const root = directory();
    const path = join(root, 'file');
    fs.writeFileSync(path, 'content');
    const here = new CallsHere(2, new ExportTree(() => new Roots([{ path: root, mode: 'ro' }], [])));
    const { dev, ino } = fs.statSync(path);
    const ask = (args: unknown[], refusal: string | null = null) =>
      here.answer({ name: 'fs.readAt', args }, refusal);
    const whole = (name: string) => here.answer({ name: 'fs.readFile', args: [name, 'r'] }, null);
    return { root, path, ask, whole, identity: `${dev}:${ino}` };
  };

  it.each([0, 1, MAX_FILE_PIECE_BYTES, MAX_FILE_PIECE_BYTES + 1, 2.5 * MAX_FILE_PIECE_BYTES, MAX_READ_BYTES])(
    'all of a file of %d bytes is read, however much is read at a time',
    async (size) => {
      const { path, whole } = setUp();
      const content = Buffer.alloc(size, 'abcdefg');
      fs.writeFileSync(path, content);
      const { bytes } = await whole(`/mfs/2${path}`);
      expect(content.equals(bytes!)).toBe(true);
    },
  );

  it('more than one answer takes is told', async () => {
    const { path, whole } = setUp();
    fs.truncateSync(path, MAX_READ_BYTES + 1);
    expect((await whole(`/mfs/2${path}`)).error?.code).toBe(TOO_LARGE_FOR_ONE_ANSWER);
  });

  it('the file is read if it is that one', async () => {
    const { path, ask, identity } = setUp();
    const { bytes } = await ask([`/mfs/2${path}`, identity, 4, 3]);
    expect(Buffer.from(bytes!).toString()).toBe('tent');
  });

  it.each([
    [
      'another has come to its place',
      ({ path }) => {
        fs.writeFileSync(`${path}2`, 'another');
        fs.renameSync(`${path}2`, path);
      },
      'ESTALE',
    ],
    ['it is gone', ({ path }) => fs.unlinkSync(path), 'ENOENT'],
  ] as [string, (one: { path: string }) => void, string][])('not where %s', async (_, change, code) => {
    const { path, ask, identity } = setUp();
    change({ path });
    expect((await ask([`/mfs/2${path}`, identity, 4, 0])).error).toMatchObject({ code });
  });

  it('not where its home may have no files, outside of what is exported, at another node, or by arguments that are none', async () => {
    const { path, ask, identity } = setUp();
    const good = [`/mfs/2${path}`, identity, 4, 0];
    expect((await ask(good, 'no files for you')).error).toMatchObject({ code: 'EACCES' });
    expect((await ask(['/mfs/2/etc/passwd', identity, 4, 0])).error).toMatchObject({ code: 'ENOENT' });
    expect((await ask([`/mfs/3${path}`, identity, 4, 0])).error).toBeDefined();
    for (const [i, wrong] of [
      [1, 7],
      [2, -1],
      [2, 2 ** 30],
      [3, 0.5],
      [3, -1],
    ] as const)
      expect((await ask(good.with(i, wrong))).error).toBeDefined();
  });
});

describe('at the task', () => {
  const file = { path: '/mfs/2/file', identity: '1:2' };
  const reply = (bytes: number): Reply => ({ value: null, tail: new Uint8Array(bytes) });
  const asked: unknown[][] = [];
  const answering = (answer: Reply | null) => (args: unknown[]) => {
    asked.push(args);
    return answer;
  };

  it('only explicit positions of files that are known to be elsewhere are asked for, and only what was asked for is taken', () => {
    const state = newState({ seed: [] } as never);
    expect(readPlaced(state, [7, 4, 0], answering(reply(4)))).toBeUndefined();
    expect(takePlaced(state, { fd: 7, ...file })).toBe(7);
    expect(readPlaced(state, [7, 4, null], answering(reply(4)))).toBeUndefined();
    expect(readPlaced(state, [7, 2 ** 24, 0], answering(reply(4)))).toBeUndefined();
    expect(asked).toEqual([]);
    expect(readPlaced(state, [7, 4, 9], answering(reply(3)))?.tail.length).toBe(3);
    expect(asked).toEqual([['/mfs/2/file', '1:2', 4, 9]]);
    expect(readPlaced(state, [7, 4, 0], answering(reply(5)))).toBeUndefined();
    expect(readPlaced(state, [7, 4, 0], answering(null))).toBeUndefined();
    const error = { name: 'Error', code: 'ESTALE', message: 'ESTALE' };
    expect(readPlaced(state, [7, 4, 0], answering({ ...reply(0), error }))).toBeUndefined();
    // The number is that of another file now.
    expect(takePlaced(state, 7)).toBe(7);
    expect(readPlaced(state, [7, 4, 0], answering(reply(4)))).toBeUndefined();
  });
});
