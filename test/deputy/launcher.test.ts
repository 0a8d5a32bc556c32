/** Which command lines of Node.js are tasks, and where their scripts are. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCommandOf, scriptFile } from '../../agent/deputy/children/launcher.ts';

describe('a command line of node', () => {
  it.each([
    [['a.js'], { execArgv: [], script: 'a.js', args: [] }],
    [['a.js', '-e', 'b'], { execArgv: [], script: 'a.js', args: ['-e', 'b'] }],
    [['--', 'a.js', '--'], { execArgv: [], script: 'a.js', args: ['--'] }],
    [
      ['--max_old_space_size=64', '--enable-source-maps', 'a.ts', 'x'],
      { execArgv: ['--max_old_space_size=64', '--enable-source-maps'], script: 'a.ts', args: ['x'] },
    ],
  ])('%j', (args, command) => expect(nodeCommandOf(args)).toEqual(command));

  it.each([
    [[]],
    [['-']],
    [['--']],
    [['-e', '1']],
    [['-p', '1', 'a.js']],
    [['--inspect', 'a.js']],
    [['-r', './a.js', 'b.js']],
    [['--max-old-space-size', '64', 'a.js']],
    [['--', '-a.js']],
  ])('%j is for node alone', (args) => expect(nodeCommandOf(args)).toBeNull());
});

describe('its script', () => {
  let directory: string;
  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'omosix-launcher-')));
    mkdirSync(join(directory, 'folder.d'));
    for (const name of ['a.ts', 'b.js', 'folder.d/index.js', 'tool', 'data.json'])
      writeFileSync(join(directory, name), '0');
    symlinkSync('a.ts', join(directory, 'link.ts'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each([
    ['a.ts', 'a.ts'],
    ['./b.js', 'b.js'],
    ['b', 'b.js'],
    ['folder.d', 'folder.d/index.js'],
    ['link.ts', 'a.ts'],
  ])('%s is %s', (script, file) => expect(scriptFile(script, directory)).toBe(join(directory, file)));

  it.each(['nowhere.js', 'tool', 'data.json', 'a'])('%s is for node', (script) =>
    expect(scriptFile(script, directory)).toBeNull(),
  );
});
