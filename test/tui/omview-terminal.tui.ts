/** The real thing: a cluster of three, a program, omview in a terminal: nodes, processes, migrations. */
import { once } from 'node:events';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Commands } from '../support/commands.ts';
import { dragTask, find, press } from '../support/pointer.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';
import { workloadsDirectory } from '../support/workloads.ts';

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());

const tasks = (): Promise<TaskStatus[]> => commands.tasks();

describe.skipIf(!hasTmux)('omview in a terminal', () => {
  it('shows nodes, stops, continues, renices and drags what runs on them', async () => {
    const args = ['--nodes', '3', '-L', `${workloadsDirectory}compute-pi.ts`, '100000'];
    const task = commands.start('omrun', args);
    const tmux = new Tmux(commands.directory, commands.env);
    try {
      while ((await tasks()).length === 0) await sleep(50);
      tmux.type(`${process.execPath} ${commands.path('omview')}`);
      await tmux.shows(/all 3 nodes +efficiency/);
      await tmux.shows(/3 node3 +● alive +─*●/);
      tmux.keys('End', 'Enter');
      await tmux.shows(/3 .*node3[\s\S]*accepts/);
      tmux.keys('Escape');
      // What is said to all of them at once.
      tmux.keys('Home', 'Enter');
      await tmux.shows(/what is set here is set on each that lives[\s\S]*3 node3 +● alive +-/);
      tmux.keys('s', 'y');
      await tmux.shows(/stay: done on all 3 nodes/);
      await tmux.shows(/3 node3 +◇ stay +stay [\s\S]* s nostay /);
      tmux.keys('s', 'y');
      await tmux.shows(/nostay: done on all 3 nodes/);
      await tmux.shows(/3 node3 +● alive +- /);
      tmux.keys('Escape');

      press(tmux, await find(tmux, '2 Processes'));
      const row = (state: string): RegExp => new RegExp(`^→? *${task.pid} .* ${state} -`, 'm');
      await tmux.shows(row('R'));
      tmux.keys('f', 'y');
      await tmux.shows(/SIGSTOP was sent/);
      await tmux.shows(row('T'));
      tmux.keys('c', 'y');
      await tmux.shows(row('R'));
      // omrun -L has locked it.
      await tmux.shows(new RegExp(`^ *${task.pid} .* 🔒 +[\\d.-]+ .* R - `, 'm'));
      expect(getPriority(task.pid!)).toBe(constants.priority.PRIORITY_NORMAL);
      tmux.keys('n', '7', 'Enter');
      await tmux.shows(/is 7 nice, wherever it executes/);
      expect(getPriority(task.pid!)).toBe(7);
      tmux.keys('/', 'n', 'o', 'n', 'e', 'Enter');
      await tmux.shows(/1 not shown: H, i, \/ none/);

      tmux.keys('F4');
      await dragTask(tmux, `${task.pid} compute-pi`, '2 node2');
      await tmux.shows(/ 1 → 2 +\d+\.\d ms/);
      expect((await tasks())[0]).toMatchObject({ where: 2 });
      tmux.keys('F2');
      await tmux.shows(/2 node2 .* 1$/m);
      tmux.resize(120, 40);
      await tmux.shows(/6 Run {10,}F2 F3/);

      const { stdout } = await commands.run('omview', ['--once', '--tab', 'processes']);
      expect(stdout).toMatch(/\[2 Processes\]/);
      expect(stdout).toMatch(row('R'));
      expect(JSON.parse((await commands.run('omview', ['--json'])).stdout)).toMatchObject({
        node: 1,
        tasks: [{ pid: task.pid, where: 2 }],
      });
      tmux.keys('q');
      await tmux.shows(/prompt>\s*$/);
      expect(tmux.modes()).toBe(CLEAN_MODES);
      expect(await tmux.settings()).toBe(CLEAN_SETTINGS);
    } finally {
      tmux.close();
      task.kill('SIGTERM');
      await once(task, 'exit');
    }
    const none = await commands.run('omview', ['--once']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/^omview: no agent runs here .*\n$/);
  }, 120_000);

  it('tells who ran where, as the agent remembers it or as it was saved, without an agent then', async () => {
    const args = ['-n', '--id', '1', '--name', 'atlas', '--listen', '127.0.0.1:0', '--no-mdns'];
    const agent = commands.start('omd', args);
    const file = join(commands.directory, 'saved.omhist');
    const tmux = new Tmux(commands.directory, commands.env);
    try {
      while ((await commands.run('mosctl', ['status'])).code !== 0) await sleep(100);
      const pi = `${workloadsDirectory}compute-pi.ts`;
      expect(await commands.run('omrun', [pi, '2000'])).toMatchObject({ code: 0 });
      // Loads are remembered in steps of ten seconds.
      while (!/atlas/.test((await commands.run('omhist', [])).stdout)) await sleep(500);
      tmux.type(`${process.execPath} ${commands.path('omview')} -t history`);
      await tmux.shows(/history {2}\w+ .* of 1 hour/);
      await tmux.shows(/1 atlas /);
      tmux.keys('+', 'Space');
      await tmux.shows(/of 10 minutes {2}▸▸ playing/);
      tmux.keys('q');
      await tmux.shows(/prompt>\s*$/);
      expect(tmux.modes()).toBe(CLEAN_MODES);
      expect(await commands.run('omhist', ['--save', file])).toMatchObject({ code: 0 });
    } finally {
      tmux.close();
      agent.kill('SIGTERM');
      await once(agent, 'exit');
    }
    const recording = join(import.meta.dirname, 'recordings/two-moves.jsonl');
    const replay = new Tmux(commands.directory, commands.env);
    try {
      replay.type(`${process.execPath} ${commands.path('omview')} --replay ${recording}`);
      await replay.shows(/seen from node 1 \(node1\)[\s\S]*all 3 nodes/);
      replay.keys('Home', 'Enter', 'b', 'y');
      await replay.shows(/this was recorded: nothing can be done to it/);
      replay.keys('F3');
      await replay.shows(/→\d+ +1 +2 .* 🔒 .*compute-pi/);
      replay.keys('l');
      await replay.shows(/this was recorded: nothing can be done to it/);
      // What was saved is looked at beside it.
      replay.keys('F5', 'o');
      replay.tmux('send-keys', '-l', `${file}x`);
      replay.keys('Enter');
      await replay.shows(/saved\.omhistx/);
      replay.keys('o');
      replay.tmux('send-keys', '-l', file);
      replay.keys('Enter');
      await replay.shows(/saved in .*\.omhist[\s\S]*1 atlas /);
      replay.keys('q');
      await replay.shows(/prompt>\s*$/);
      expect(replay.modes()).toBe(CLEAN_MODES);
    } finally {
      replay.close();
    }
    const ended = await commands.run('omview', ['--replay', recording, '--once', '-t', 'migrations']);
    expect(ended.stdout).toMatch(/2 migrations/);
    const saved = await commands.run('omview', ['-f', file, '--once']);
    expect(saved.stdout).toMatch(/\[4 History\][\s\S]*1 atlas /);
    const none = await commands.run('omview', ['-f', commands.path('omview'), '--once']);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/^omview: .* is no history, or damaged: .*\n$/);
  }, 120_000);
});
