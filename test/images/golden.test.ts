/** Checkpoints of each version, of each kind of state: they are read, shown and gone on with, for ever. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';

const images = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.checkpoint'));

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

it('there are some', () => expect(images.length).toBeGreaterThan(2));

describe.each(images)('%s', (name) => {
  const path = join(import.meta.dirname, name);

  it('goes on to the end that its program had', async () => {
    const { stdout, stderr, code } = await commands.run('omrun', ['--any-node', '--restore', path]);
    expect({ stdout, stderr, code }).toEqual({
      stdout: readFileSync(path.replace(/checkpoint$/, 'txt'), 'utf8'),
      stderr: '',
      code: 0,
    });
  }, 60_000);

  it('is shown with its stack, its heap and what it waits for', async () => {
    const { stdout, stderr, code } = await commands.run('omimg', ['--json', path]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({ unread: null, node: 1, cwd: '/', files: [] });
    expect(shown.heap.reduce((sum: number, line: { count: number }) => sum + line.count, 0)).toBeGreaterThan(20);
    const contents = JSON.stringify(shown);
    for (const expected of EXPECTED[name.replace(/^v\d+-|\.checkpoint$/g, '')] ?? [])
      expect(contents).toContain(expected);
    const text = await commands.run('omimg', [path]);
    expect(text.stdout).toMatch(/\nHeap:\nCOUNT {2,}BYTES {2}WHAT\n/);
  }, 60_000);
});

/** What its author would look for. */
const EXPECTED: Record<string, string[]> = {
  stack: ['"function":"work"', 'work(depth - 1', '"depth":"30"', '"name":"Account"'],
  async: ['"delayMs":50', '"repeats":true', '"name":"Promise"'],
  objects: ['"name":"Point"', '"count":50', '"name":"Map"', '"name":"Float64Array"', '"name":"Proxy"', '"name":"(generator)"'],
};
