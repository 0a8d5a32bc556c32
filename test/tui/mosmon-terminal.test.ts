/** mosmon in a real terminal, with real agents behind it. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';

/** For this machine's tasks only, so it is blocked for others. */
const AGENT = ['-n', '--ephemeral', '--idle-after', '600', '--no-mdns'];

describe.skipIf(!hasTmux)('mosmon in a terminal', () => {
  let commands: Commands;
  let terminal: Tmux;
  let mosmon: string;
  const started: ChildProcessWithoutNullStreams[] = [];

  beforeAll(() => {
    commands = new Commands();
    mosmon = `${process.execPath} ${commands.path('mosmon')}`;
    writeFileSync(
      join(commands.directory, 'slow.ts'),
      `let n = 0;
while (true) if (++n % 200_000_000 === 0) console.log('at', n);
`,
    );
  });
  afterAll(() => commands.remove());
  beforeEach(() => {
    terminal = new Tmux(commands.directory, commands.env);
  });
  afterEach(async () => {
    terminal.close();
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  });

  function start(command: string, ...args: string[]): ChildProcessWithoutNullStreams {
    const child = commands.start(command, args);
    child.stdin.on('error', () => {});
    child.stdout.resume();
    child.stderr.resume();
    started.push(child);
    return child;
  }

  async function isClean(): Promise<void> {
    await terminal.shows(/prompt>\s*$/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
    expect(await terminal.settings()).toBe(CLEAN_SETTINGS);
  }

  it('shows a private cluster, obeys its keys, and tells what moves', async () => {
    start('omrun', '--nodes', '3', '-L', 'slow.ts');
    terminal.type(`until ${mosmon} --once 2>/dev/null | grep -q ' 3 nodes'; do sleep 0.2; done; ${mosmon}`);
    const screen = await terminal.shows(/^ all {2}3 nodes .* 1 running$/m);
    for (const node of [/1 node1\* +● alive +LOAD/, /2 node2 +● alive/, /3 node3 +● alive/])
      expect(screen).toMatch(node);
    expect(screen).toMatch(/SPEED █+/);
    await terminal.shows(/[\u2801-\u28ff]\s*$/m);
    terminal.keys('m');
    await terminal.shows(/history: memory/);
    terminal.keys('u');
    await terminal.shows(/UTIL +█/);
    terminal.keys('t', 'h');
    expect(await terminal.shows(/mosmon: keys/)).not.toMatch(/^ all/m);
    terminal.keys('h', 't', 'l');
    await terminal.shows(/^ all/m);
    terminal.resize(110, 10);
    await terminal.shows(/ID NAME +STATE +RUNS +LOAD +LOAD +SPEED +MEM +HISTORY/);

    const { nodes } = JSON.parse((await commands.run('mosmon', ['-N', '2', '--json'])).stdout);
    expect(nodes.find(({ isSelf }: { isSelf: boolean }) => isSelf).info.id).toBe(2);
    const [{ task }] = JSON.parse((await commands.run('mps', ['--json'])).stdout);
    expect((await commands.run('migrate', [task, '3'])).code).toBe(0);
    await terminal.shows(new RegExp(`${task} moved 1 → 3, frozen [\\d.]+ ms`));

    terminal.resize(110, 40);
    terminal.keys('/');
    terminal.keys('2', 'Enter', 'Enter');
    expect(await terminal.shows(/settings +accepts guests/)).toMatch(/node 2 {2}node2 {2}● alive/);
    await terminal.shows(/^ +3 node3 +● alive/m);
    terminal.keys('b');
    await terminal.shows(/Shall node 2 \(node2\) accept no guests\?.* y\/n/);
    terminal.keys('y');
    await terminal.shows(/node 2 accepts no guests; tasks may leave/);
    await terminal.shows(/node 2 {2}node2 {2}■ blocked/);
    terminal.keys('Right');
    await terminal.shows(new RegExp(`RUNNING THERE[^$]*${task}`));
    terminal.keys('=', 'Right', 'Enter', 'y');
    await terminal.shows(/node 3 has speed \d+ from now on/);
    await terminal.shows(/set: \d+, measured: \d+/);
    terminal.keys('Escape');
    await terminal.shows(/2 node2 +■ blocked/);
    terminal.keys('q');
    await isClean();
  }, 120_000);

  it('finds its agent again, and says so while it is gone', async () => {
    const first = start('omd', ...AGENT);
    terminal.type(`until ${mosmon}; do sleep 0.2; clear; done`);
    await terminal.shows(/\* +■ blocked/);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await terminal.shows(/The agent is gone.*looking for it/);
    start('omd', ...AGENT, '--name', 'heir');
    expect(await terminal.shows(/heir\* +■ blocked/)).not.toMatch(/gone/);
    // Its own end, which ends the loop too.
    terminal.keys('q');
    await isClean();
  }, 120_000);

  it('stops and comes back as it was', async () => {
    start('omd', ...AGENT);
    terminal.type(`until ${mosmon} --once > /dev/null 2>&1; do sleep 0.2; done; ${mosmon}`);
    await terminal.shows(/\* +■ blocked/);
    terminal.keys('C-z');
    await terminal.shows(/Stopped/);
    expect(terminal.modes()).toBe(CLEAN_MODES);
    terminal.type('clear; fg');
    await terminal.shows(/\* +■ blocked/);
    terminal.keys('s');
    await terminal.shows(/history: speed/);
    process.kill(terminal.foreground(), 'SIGTERM');
    await terminal.shows(/Terminated/);
    await isClean();
  }, 120_000);

  it('prints a picture or JSON without a terminal, and one line where it cannot', async () => {
    const nobody = await commands.run('mosmon', ['--once']);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toMatch(/^mosmon: no agent runs here \(nobody answers below .*\)\n$/);

    const agent = start('omd', ...AGENT, '--name', 'alone');
    await once(agent.stdout, 'data');
    const once_ = await commands.run('mosmon', ['--once']);
    expect(once_.stdout).toMatch(/alone\* +■ blocked +LOAD/);
    expect(once_.stdout).toMatch(/^ all {2}1 node ·?/m);
    const { nodes, tasks } = JSON.parse((await commands.run('mosmon', ['--json'])).stdout);
    expect([nodes[0].info.name, tasks]).toEqual(['alone', []]);

    expect((await commands.run('mosmon', ['--once', '-N', '9'])).stderr).toMatch(
      /^mosmon: no agent of node 9 runs here/,
    );
    expect((await commands.run('mosmon', ['-N', '0'])).code).toBe(2);
    expect((await commands.run('mosmon', ['--once', '--socket', '/nowhere/s'])).stderr).toMatch(
      /^mosmon: no agent answers on \/nowhere\/s/,
    );
    const piped = await commands.run('mosmon', []);
    expect([piped.code, piped.stderr]).toEqual([
      2,
      'mosmon: standard input and output must be a terminal (mosmon --once prints one picture)\n',
    ]);
  }, 120_000);
});
