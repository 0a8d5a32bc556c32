/** The pure parts of the one process space, and the one that sends signals. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { processName } from '../../agent/detached/process-name.ts';
import { CpuShare } from '../../agent/measure/cpu-share.ts';
import { commandRefusal } from '../../agent/remote/commandable.ts';
import { visibleTo } from '../../agent/remote/visible.ts';
import { merged } from '../../agent/space/merge.ts';
import { send } from '../../agent/tasks/signal.ts';
import { taskName } from '../../bin/tasks/name.ts';
import { selected } from '../../bin/tasks/selection.ts';
import { signalNamed, withoutDash } from '../../bin/tasks/signal-name.ts';
import { SENDABLE } from '../../protocol/signals.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { node, task } from '../tui/pictures.ts';

const names = (tasks: readonly TaskStatus[]): string[] => tasks.map((one) => one.task);

describe('what a node tells another of its tasks', () => {
  const own = task(11);
  const away = task(12, 3);
  const there = task(13, 2, { lock: true });
  const locked = task(14, 0, { lock: true });
  const guests = [task(15, 1, { home: 2, lock: null }), task(16, 1, { home: 3, lock: null })];
  const all = [own, away, there, locked, ...guests];
  const told = (isAdmin: boolean, mayHost: boolean) => {
    const { tasks, hidden } = visibleTo({ self: 1, from: 2, isAdmin, mayHost }, all);
    return [names(tasks), hidden];
  };

  it('all, to who may command it', () => {
    expect(told(true, false)).toEqual([names(all), 0]);
  });
  it('what may come to it, what executes there, and its own', () => {
    expect(told(false, true)).toEqual([['1:11', '1:12', '1:13', '2:15'], 1]);
  });
  it('what executes there, and its own, where nothing may come to it', () => {
    expect(told(false, false)).toEqual([['1:13', '2:15'], 3]);
  });
  it('a guest may be stopped, continued and moved where it executes, and asked for by all; no more', () => {
    const why = (command: object): string | null =>
      commandRefusal(
        { self: 1, from: 2, isAdmin: false, mayRun: false },
        { id: 1, ...command } as Parameters<typeof commandRefusal>[1],
        (name) => (name === '1:12' ? 2 : 1),
      );
    const signal = (name: string, which: string) => why({ op: 'signal', task: name, signal: which });
    expect([why({ op: 'tasks' }), signal('1:12', 'SIGSTOP'), signal('1:12', 'SIGCONT')]).toEqual([
      null,
      null,
      null,
    ]);
    for (const refused of [signal('1:12', 'SIGTERM'), signal('1:12', 'EXIT'), signal('1:11', 'SIGSTOP')])
      expect(refused).toMatch(/^node 1 does not let node 2 command it/);
  });
});

describe('one table of what many nodes say', () => {
  const report = (from: number, tasks: TaskStatus[], more = {}) => ({
    node: from,
    isOurs: false,
    isWhole: true,
    tasks,
    ...more,
  });
  const atHome = task(11, 2, { nmigs: 5 });
  const asGuest = task(11, 2, { lock: null });

  it('home knows most, in whatever order they answer', () => {
    for (const reports of [
      [report(1, [atHome]), report(2, [asGuest])],
      [report(2, [asGuest]), report(1, [atHome])],
    ])
      expect(merged(reports)).toEqual([atHome]);
  });
  it('who executes it tells, where home was not asked or has not told all', () => {
    expect(merged([report(2, [asGuest])])).toEqual([asGuest]);
    expect(merged([report(1, [], { isWhole: false }), report(2, [asGuest])])).toEqual([asGuest]);
  });
  it('nobody is believed about tasks of others', () => {
    expect(merged([report(1, []), report(2, [asGuest])])).toEqual([]);
    expect(merged([report(3, [atHome])])).toEqual([]);
    expect(merged([report(1, []), report(2, [asGuest], { isOurs: true })])).toEqual([asGuest]);
  });
});

describe('names', () => {
  it('of tasks', () => {
    expect(taskName('4711')).toEqual({ home: null, pid: '4711' });
    expect(taskName('lab7:4711.2')).toEqual({ home: 'lab7', pid: '4711.2' });
    for (const wrong of ['', '0', '-1', '1:', ':1', '1:2:3', '4711.', 'x', '1:x', '12345678901', '1 2'])
      expect(() => taskName(wrong), wrong).toThrow(/is no PID and no HOME:PID/);
  });
  it('of signals', () => {
    expect([signalNamed('9'), signalNamed('hup'), signalNamed('SIGUSR2'), signalNamed('0')]).toEqual([
      'SIGKILL',
      'SIGHUP',
      'SIGUSR2',
      'EXIT',
    ]);
    for (const wrong of ['', '99', 'SIG', 'KILLER', '-9', '9.5'])
      expect(signalNamed(wrong), wrong).toBeNull();
    expect(SENDABLE.map((name) => signalNamed(name))).toEqual(SENDABLE);
    const typed = (...args: string[]) => withoutDash(['node', 'omkill', ...args]).slice(2);
    expect(typed('-9', '5')).toEqual(['-s', '9', '5']);
    expect(typed('-SIGSEGV', '5')).toEqual(['-s', 'SIGSEGV', '5']);
    for (const others of [['-s', 'HUP', '5'], ['-l'], ['5', '-9'], ['-99', '5'], ['--', '-9'], ['-h'], []])
      expect(typed(...others)).toEqual(others);
  });
  it('what is selected: PIDs with their threads, homes and nodes by ID or name', () => {
    const tasks = [task(11), task(12, 2), { ...task(12, 0), task: '1:12.1' }, task(13, 1, { home: 2 })];
    const pick = (more: object): string[] =>
      names(selected({ all: true, on: [], home: [], names: [], ...more }, tasks, [node(1), node(2)]));
    expect(pick({})).toHaveLength(4);
    expect(pick({ names: ['12'] })).toEqual(['1:12', '1:12.1']);
    expect(pick({ names: ['12.1', '2:13'] })).toEqual(['1:12.1', '2:13']);
    expect(pick({ names: ['boreas:13'] })).toEqual(['2:13']);
    expect(pick({ on: ['boreas'] })).toEqual(['1:12']);
    expect(pick({ on: ['1'] })).toEqual(['1:11', '1:12.1', '2:13']);
    expect(pick({ home: ['2'], on: ['atlas'] })).toEqual(['2:13']);
    expect(() => pick({ on: ['boras'] })).toThrow('no node boras');
  });
});

describe('the share of a CPU', () => {
  it('over the last second, and unknown where nothing was heard', () => {
    const share = new CpuShare();
    expect(share.at(0)).toBeNull();
    share.sample(0, 500);
    expect(share.at(10)).toBeNull();
    share.sample(1000, 750);
    expect(share.at(1000)).toBe(0.25);
    // Too soon to say.
    share.sample(1100, 850);
    expect(share.at(1100)).toBe(0.25);
    share.sample(2000, 1750);
    expect(share.at(2000)).toBe(1);
    expect(share.at(9000)).toBeNull();
    // It was silent, or frozen: what it used meanwhile says nothing of now.
    share.sample(60_000, 30_000);
    expect(share.at(60_000)).toBeNull();
    share.sample(61_000, 30_000);
    expect(share.at(61_000)).toBe(0);
  });
});

describe('a signal', () => {
  it('reaches the process that was meant, and none that has its pid by now', async () => {
    const child = spawn('sleep', ['100']);
    const gone = once(child, 'exit');
    const deputy = processName(child.pid!);
    send(deputy, 'EXIT', '1:1');
    expect(() => send({ ...deputy, startTicks: '1' }, 'SIGKILL', '1:1')).toThrow('task 1:1 has just ended');
    for (const pid of [0, 1, -1])
      expect(() => send({ pid, startTicks: null }, 'SIGKILL', '1:1')).toThrow('no process of its own');
    expect(child.signalCode).toBeNull();
    send(deputy, 'SIGTERM', '1:1');
    expect(await gone).toEqual([null, 'SIGTERM']);
    expect(() => send(deputy, 'SIGTERM', '1:1')).toThrow('task 1:1 has just ended');
  });
});
