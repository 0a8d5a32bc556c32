/** Files of other nodes in programs: as those of the disk, wherever the program executes, and while it moves. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { isTurn, seed, shareOf } from '../support/share.ts';
import { until } from '../support/until.ts';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

let commands: Commands;
let plain: string[];
beforeAll(async () => {
  commands = new Commands();
  const script = await stripTypes(program('files.ts'), commands.directory);
  const { stdout, exitCode } = await run(process.execPath, [script, directory()], {
    cwd: commands.directory,
  });
  expect(exitCode).toBe(0);
  plain = stdout.split('\n');
});
afterAll(() => commands.remove());

const directory = (): string => commands.newDirectory();

/** All that takes its time: each run does a part of it. */
const NTH = 2;

describe(`node:fs below /mfs, seed ${seed}`, () => {
  it.each(
    shareOf(
      [
        ['where the files are', ['--nodes', '2', '-j', '2'], '/mfs/2'],
        ['on a third node, by name', ['--nodes', '3', '-j', '3'], '/mfs/node2'],
        ['while it moves', ['--nodes', '2', '--migrate-every', '20'], '/mfs/2'],
        ['home’s, by another name', ['--nodes', '2', '-j', '2'], '/mfs/home'],
      ] as [string, string[], string][],
      NTH,
    ),
  )('%s', async (_, options, prefix) => {
    const args = [...options, program('files.ts'), `${prefix}${directory()}`];
    const { stdout, stderr, code } = await commands.run('omrun', args);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual(plain);
    expect(code).toBe(0);
  });
});

describe.skipIf(!isTurn(2, 1))('names that mean another node for each task', () => {
  it.each(
    shareOf(
      [
        ['at home', '1'],
        ['away', '2'],
      ],
      NTH,
    ),
  )('%s', async (_, node) => {
    const args = ['--nodes', '2', '-j', node, program('names.ts'), directory(), '2'];
    const { stdout, stderr } = await commands.run('omrun', args);
    expect(stderr).toBe('');
    // What is at home has its plain name.
    const here = node === '1' ? 'DIR' : '/mfs/2DIR';
    expect(stdout.trimEnd().split('\n')).toEqual([
      'home DIR',
      `here ${here} lastexec ${here}`,
      `magic ${here}/magic made here`,
      'selected /mfs/2DIR',
      'listed 1,2',
      `ENOTSUP ENOTSUP: operation not supported on socket, chdir '${commands.directory}' -> '/mfs/2DIR' (the directory of a task is at home: say /mfs/… in full)`,
      'ENOTSUP',
      "spawn ENOTSUP (a file below /mfs cannot be another program's stream: give it a pipe)",
      'ENOTSUP',
      "ENOENT: no such file or directory, open '/mfs/77/tmp/x'",
      'EXDEV',
      'home',
      'true false false',
    ]);
  });
});

describe.skipIf(!isTurn(2, 1))('of whose files a task uses how much', () => {
  it('is told, also of what is done where it executes', async () => {
    const child = commands.start('omrun', ['--nodes', '2', '-j', '2', program('uses.ts'), directory()]);
    try {
      await new Promise((said) => child.stdout.once('data', said));
      await until(async () => {
        const tasks = JSON.parse((await commands.run('mps', ['--json'])).stdout) as TaskStatus[];
        const [used] = tasks.find(({ task }) => task.startsWith('1:'))?.files ?? [];
        // 5,000 written by way of home, 50,000 read where the task is.
        return used?.node === 2 && used.bytes === 55_000 && used.calls >= 13;
      });
    } finally {
      child.stdin.end();
      await new Promise((ended) => child.once('close', ended));
    }
  });
});
