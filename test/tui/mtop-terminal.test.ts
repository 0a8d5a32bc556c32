/** mtop in a real terminal, with real agents and tasks behind it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';

const PROGRAM = `
process.on('SIGUSR2', () => console.log('told'));
setInterval(() => { let x = 1; for (let i = 0; i < 3_000_000; i++) x = (x * 48271) % 2147483647; }, 300);
`;

describe.skipIf(!hasTmux)('mtop in a terminal', () => {
  let commands: Commands;
  let terminal: Tmux;
  let mtop: string;
  let omrun: ChildProcessWithoutNullStreams;
  let output = '';

  // One run for all tests; the last one ends it.
  beforeAll(async () => {
    commands = new Commands();
    mtop = `${process.execPath} ${commands.path('mtop')}`;
    writeFileSync(join(commands.directory, 'work.ts'), PROGRAM);
    omrun = commands.start('omrun', ['--nodes', '3', '-L', 'work.ts', 'with', 'words']);
    omrun.stdin.on('error', () => {});
    omrun.stderr.resume();
    omrun.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await until(async () => (await commands.run('mtop', ['--once'])).stdout.includes('3 nodes up'));
    await until(async () => (await commands.run('mtop', ['--once'])).stdout.includes('work.ts'));
  });
  afterAll(async () => {
    if (omrun.exitCode === null && omrun.signalCode === null) {
      omrun.kill('SIGKILL');
      await once(omrun, 'exit');
    }
    commands.remove();
  });
  beforeEach(() => {
    terminal = new Tmux(commands.directory, commands.env);
  });
  afterEach(() => terminal.close());

  async function isClean(): Promise<void> {
    await terminal.shows(/prompt>\s*$/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
    expect(await terminal.settings()).toBe(CLEAN_SETTINGS);
  }

  it('prints text and JSON without a terminal, and one line where it cannot', async () => {
    const three = await commands.run('mtop', ['-b', '-n', '2', '-d', '0.2', '-o', 'RSS']);
    expect([three.stderr, three.code]).toEqual(['', 0]);
    expect(three.stdout.match(/^mtop \d\d:/gm)).toHaveLength(2);
    expect(three.stdout.match(/^ *PID +HOME .*\n *\d+ +1 +0 .*work\.ts with words$/gm)).toHaveLength(2);
    const { tasks, nodes, missing } = JSON.parse((await commands.run('mtop', ['-a', '--json'])).stdout);
    expect(tasks).toMatchObject([
      { task: `1:${omrun.pid}`, home: 1, where: 0, command: 'work.ts with words' },
    ]);
    expect(Object.keys(tasks[0])).not.toContain('via');
    expect([nodes.length, missing]).toEqual([3, []]);
    expect((await commands.run('mtop', ['--once', '-j', '2'])).stdout).not.toContain('work.ts');

    const wrong: [string[], string][] = [
      [
        [],
        'mtop: standard input and output must be a terminal (mtop -b prints text, mtop --once one look)\n',
      ],
      [['x'], "mtop: 'x' is no PID and no HOME:PID\n"],
      [['-d', '0'], ''],
      [['-o', 'LOCK'], ''],
    ];
    for (const [args, line] of wrong) {
      const { code, stderr, stdout } = await commands.run('mtop', args);
      expect([code, stdout], args.join(' ')).toEqual([2, '']);
      if (line) expect(stderr).toBe(line);
    }
    // As top in a pipe that is read no further.
    const piped = await commands.shell(`${mtop} -b -d 0.1 | head -1`);
    expect(piped.stdout).toMatch(/^mtop /);
  }, 120_000);

  it('leaves the terminal as it was: stopped and back, ended by a signal, after so many looks', async () => {
    terminal.type(`${mtop} -a`);
    await terminal.shows(/ work\.ts with words$/m);
    terminal.keys('C-z');
    await terminal.shows(/Stopped/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
    terminal.type('clear; fg');
    await terminal.shows(/ work\.ts with words$/m);
    process.kill(terminal.foreground(), 'SIGTERM');
    await terminal.shows(/Terminated/);
    await isClean();
    terminal.type(`clear; NO_COLOR=1 LC_ALL=C ${mtop} -d 0.5 -n 2; echo over`);
    await terminal.shows(/%CPUv/);
    await terminal.shows(/^over$/m);
    await isClean();
  }, 120_000);

  it('shows tasks by their command lines, and does to them what its keys say', async () => {
    terminal.type(`${mtop} -d 0.3`);
    const screen = await terminal.shows(/^ *\d+ +1 +0 +0 🔒 {2}.* work\.ts with words$/m);
    expect(screen).toMatch(/^ mtop \d\d:\d\d:\d\d · node 1 \(node1\) · 3 nodes up · this machine$/m);
    expect(screen).toMatch(/%CPU▼/);
    await terminal.shows(/ 🔒 +\d+\.\d +\d+M +0:0/);

    terminal.keys('k');
    await terminal.shows(
      new RegExp(`^ Signal for 1:${omrun.pid} \\(work\\.ts with words\\) \\[TERM\\]:`, 'm'),
    );
    terminal.keys('U', 'S', 'R', '2', 'Enter');
    await terminal.shows(/: SIGUSR2 was sent/);
    while (!output.includes('told')) await once(omrun.stdout, 'data');

    terminal.keys('m');
    await terminal.shows(/^ Move 1:\d+ .*\[balance\]:/m);
    terminal.keys('n', 'o', 'd', 'e', '3', 'Enter');
    await terminal.shows(/ moved 1 → 3, frozen [\d.]+ ms/);
    await terminal.shows(/^→ *\d+ +1 +3 +1 🔒/m);
    terminal.keys('g', 'f', 'r', 'e', 'e', 'z', 'e', 'Enter');
    await terminal.shows(/ T - +work\.ts/);
    terminal.keys('m', 'h', 'o', 'm', 'e', 'Enter');
    await terminal.shows(/is stopped and cannot move/);
    terminal.keys('m', 'm', 'a', 'r', 's', 'Enter');
    await terminal.shows(/no node mars/);

    terminal.keys('h');
    await terminal.shows(/mtop: keys/);
    terminal.keys('h', 'M');
    await terminal.shows(/RSS▼/);
    terminal.resize(120, 12);
    await terminal.shows(/COMMAND\s*\n.* work\.ts with words$/m);

    const gone = once(omrun, 'exit');
    terminal.keys('k', '9', 'Enter');
    await terminal.shows(/The agent is gone.*looking for it/);
    expect(await gone).toEqual([null, 'SIGKILL']);
    terminal.keys('q');
    await isClean();
    const nobody = await commands.run('mtop', ['--once']);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toMatch(/^mtop: no agent runs here \(nobody answers below .*\)\n$/);
  }, 120_000);
});
