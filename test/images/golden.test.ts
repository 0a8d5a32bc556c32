/**
 * Checkpoints of each version, of each kind of state: they are read, shown and gone on with, for ever. So are those made now.
 * Until the first release a change of the format makes them anew (npm run images); from then on it is a new version, and the old ones stay.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { shareOf } from '../support/share.ts';
import { capture } from './capture.ts';

const here = import.meta.dirname;
const golden = readdirSync(here).filter((name) => name.endsWith('.checkpoint'));
const programs = readdirSync(join(here, 'programs')).map((name) => basename(name, '.ts'));

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  mkdirSync(join(commands.directory, 'new'));
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

it.each(golden)('%s goes on and is shown', (name) => isWhole(join(here, name)), 60_000);

it.each(shareOf(programs, 2))('%s, captured now, goes on and is shown', async (name) => {
  const path = join(commands.directory, 'new', `v0-${name}.checkpoint`);
  await capture(commands, name, path);
  await isWhole(path);
}, 60_000);

async function isWhole(path: string): Promise<void> {
  const { stdout, stderr, code } = await commands.run('omrun', ['--any-node', '--restore', path]);
  expect({ stdout, stderr, code }).toEqual({
    stdout: readFileSync(path.replace(/checkpoint$/, 'txt'), 'utf8'),
    stderr: '',
    code: 0,
  });
  const shown = await commands.run('omimg', ['--json', path]);
  expect(shown).toMatchObject({ stderr: '', code: 0 });
  const contents = JSON.parse(shown.stdout);
  expect(contents).toMatchObject({ unread: null, node: 1, cwd: '/', files: [] });
  const count = contents.heap.reduce((sum: number, line: { count: number }) => sum + line.count, 0);
  expect(count).toBeGreaterThan(20);
  const text = JSON.stringify(contents);
  for (const expected of EXPECTED[basename(path).replace(/^v\d+-|\.checkpoint$/g, '')] ?? [])
    expect(text).toContain(expected);
  expect((await commands.run('omimg', [path])).stdout).toMatch(/\nHeap:\nCOUNT +BYTES {2}WHAT\n/);
}

/** What its author would look for. */
const EXPECTED: Record<string, string[]> = {
  stack: ['"function":"work"', 'work(depth - 1', '"depth":"30"', '"name":"Account"'],
  async: ['"delayMs":50', '"repeats":true', '"name":"Promise"'],
  objects: ['"name":"Point"', '"count":50', '"name":"Map"', '"name":"Float64Array"', '"name":"Proxy"', '"name":"(generator)"'],
};

describe('omimg', () => {
  it('says in one line what is no checkpoint', async () => {
    const { stdout, stderr, code } = await commands.run('omimg', [join(here, 'make.ts')]);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^omimg: .*make\.ts: it is no checkpoint of omosix\n$/);
  });
});
