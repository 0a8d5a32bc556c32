/** Programs that go through directories: what is answered ahead is never another answer, whatever changes meanwhile and wherever they are. */
import fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { seed, shareOf } from '../support/share.ts';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

let commands: Commands;
let plain: string[];
beforeAll(async () => {
  commands = new Commands();
  const script = await stripTypes(program('scans.ts'), commands.directory);
  const real = directory();
  const { stdout, stderr, exitCode } = await run(process.execPath, [script, real, real], {
    cwd: commands.directory,
  });
  expect([stderr, exitCode]).toEqual(['', 0]);
  plain = stdout.split('\n');
});
afterAll(() => commands.remove());

const directory = (): string => commands.newDirectory();

/** Each takes seconds: a run does one or two. */
const NTH = 4;

describe(`a directory that changes, seed ${seed}`, () => {
  it.each(
    shareOf(
      [
        ['of home', ['--nodes', '2', '-j', '2'], ''],
        ['of the node where it executes', ['--nodes', '2', '-j', '2'], '/mfs/2'],
        ['of a third node', ['--nodes', '3', '-j', '2'], '/mfs/3'],
        ['of home, while it moves', ['--nodes', '2', '--migrate-every', '10'], ''],
        ['of another node, while it moves', ['--nodes', '2', '--migrate-every', '10'], '/mfs/2'],
      ] as [string, string[], string][],
      NTH,
    ),
  )('%s', async (_, options, prefix) => {
    const real = directory();
    const args = [...options, program('scans.ts'), `${prefix}${real}`, real];
    const { stdout, stderr, code } = await commands.run('omrun', args);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual(plain);
    expect(code).toBe(0);
  });

  it('what it prints to one of the files is there', async () => {
    const real = directory();
    for (let i = 0; i < 40; i++) fs.writeFileSync(join(real, `a${i}`), 'a'.repeat(i));
    const output = join(real, 'a20-output');
    const shell = join(commands.directory, 'shell');
    const omrun = `'${process.execPath}' '${commands.path('omrun')}' --nodes 2 -j 2`;
    fs.writeFileSync(shell, `${omrun} '${program('watches-its-output.ts')}' '${real}' > '${output}'`);
    const child = commands.startShell(shell);
    await new Promise((ended) => child.once('close', ended));
    const lines = fs.readFileSync(output, 'utf8').trimEnd().split('\n');
    const line = lines.findIndex((each) => each.startsWith('a20-output'));
    const before = lines.slice(0, line).join('\n').length + 1;
    expect(lines[line]).toBe(`a20-output ${before}`);
    expect(lines.length).toBe(41);
  });
});
