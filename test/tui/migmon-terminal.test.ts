/** The real thing: agents, a running program, migmon in a terminal, the bytes of a mouse. */
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import type { Point } from '../../tui/scene.ts';
import { Commands, ended } from '../support/commands.ts';
import { doubleClick, dragTask, find, release, take } from '../support/pointer.ts';
import { CLEAN_MODES, CLEAN_SETTINGS, hasTmux, Tmux } from '../support/tmux.ts';
import { workloadsDirectory } from '../support/workloads.ts';

const PI = `${workloadsDirectory}compute-pi.ts`;
/** Of "3." and the first 20000 decimals of pi. */
const KNOWN_PI = '977f8d4251b4f633100b4d2dbc214b874c45353b0e3debe41046753777fd6efc';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());

const tasks = (): Promise<TaskStatus[]> => commands.tasks();

const omruns: ChildProcess[] = [];
function omrun(nodes: number, digits: number): ChildProcessWithoutNullStreams {
  const child = commands.start('omrun', ['--nodes', String(nodes), '-L', PI, String(digits)]);
  omruns.push(child);
  return child;
}
afterEach(async () => {
  for (const child of omruns.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  expect(commands.leftovers()).toEqual([]);
});

/** Waits until the one task executes there, by what its home says; 0: at home. */
async function executesOn(node: number): Promise<void> {
  while ((await tasks()).find(({ home }) => home === 1)?.where !== node) await sleep(50);
}

/** An order that comes while the answer to the last one is still on its way is refused: then the hand gives it again. */
async function persistently(node: number, order: () => Promise<void>): Promise<void> {
  for (;;) {
    await order();
    const isThere = executesOn(node).then(() => true);
    if (await Promise.race([isThere, sleep(4_000, false)])) return;
  }
}

describe.skipIf(!hasTmux)('migmon in a terminal', () => {
  let tmux: Tmux;
  beforeEach(() => {
    tmux = new Tmux(commands.directory, commands.env);
  });
  afterEach(() => tmux.close());
  async function start(): Promise<void> {
    while ((await tasks()).length === 0) await sleep(50);
    tmux.type(`${process.execPath} ${commands.path('migmon')}`);
  }

  it('a task that is dragged onto a node migrates, a double click brings it home, and so do keys', async () => {
    const task = omrun(3, 50_000);
    const end = ended(task);
    await start();
    await tmux.shows(/3 nodes · 1 task, 0 away/);
    const box = await take(
      tmux,
      `${task.pid} compute-pi`,
      async ({ x }) => [{ x, y: 2 }],
      /let it go on a node/,
    );
    tmux.keys('Escape');
    await tmux.shows(/let go: nothing moves/);
    release(tmux, box);

    await dragTask(tmux, `${task.pid} compute-pi`, '2 node2');
    await executesOn(2);
    await tmux.shows(/1 task, 1 away/);
    await tmux.shows(/ 1 → 2 +\d+\.\d ms +\d+(\.\d)?[KM] +migrate/);
    await persistently(0, async () => doubleClick(tmux, await find(tmux, `▸${task.pid} compute-pi`)));
    await tmux.shows(/ 2 → 1 +\d+\.\d ms .* migrate/);

    await persistently(3, async () => {
      tmux.keys('m', '3');
      await tmux.shows(/to node 3 node3 · Enter: go/);
      tmux.keys('Enter');
    });
    await tmux.shows(/compute-pi executes on node 3/);
    await persistently(0, async () => tmux.keys('h'));
    await tmux.shows(/[3-9] migrations/);

    tmux.keys('q');
    await tmux.shows(/prompt>\s*$/);
    expect(tmux.modes()).toBe(CLEAN_MODES);
    expect(await tmux.settings()).toBe(CLEAN_SETTINGS);

    const { stdout, stderr, code } = await end;
    expect(code).toBe(0);
    const digits = stdout.replaceAll('\n', '');
    expect(digits).toHaveLength(2 + 50_000);
    expect(sha256(digits.slice(0, 2 + 20_000))).toBe(KNOWN_PI);
    expect(stderr).toContain(`sha256 ${sha256(digits)}`);
  }, 90_000);

  it('a node that takes nobody says why; a move is undone; keys freeze, continue, lock and kill', async () => {
    const task = omrun(3, 100_000);
    const end = ended(task);
    await start();
    await tmux.shows(/3 nodes · 1 task, 0 away/);
    // Node 3 of the private cluster, by a command there.
    const run = join(commands.directory, 'home/run');
    const cluster = readdirSync(run).find((name) => name.startsWith('cluster'))!;
    const there = { OMOSIX_HOME: join(run, cluster, '3') };
    expect(await ended(commands.start('mosctl', ['block'], commands.directory, there))).toMatchObject({
      code: 0,
    });
    await tmux.shows(/3 node3 ─* blocked/);
    const way = async ({ x, y }: Point): Promise<Point[]> => {
      const edge = await find(tmux, ' 3 node3 ');
      return [
        { x: x - 1, y },
        { x: edge.x + 3, y: edge.y + 2 },
      ];
    };
    release(tmux, await take(tmux, `${task.pid} compute-pi`, way, /node 3 accepts no guests/));
    await tmux.shows(/0 away/);

    await dragTask(tmux, `${task.pid} compute-pi`, '2 node2');
    await executesOn(2);
    await tmux.shows(/on node 2 node2, home 1 node1/);
    await tmux.shows(/age .* · CPU .* · memory .* · 1 migration/);
    await persistently(0, async () => tmux.keys('u'));
    await tmux.shows(/ 1 → 2 .* undone: migrate/);
    await tmux.shows(/ 2 → 1 .* undo: migrate/);

    tmux.keys('f');
    await tmux.shows(/compute-pi is frozen/);
    await tmux.shows(/· stopped/);
    tmux.keys('c');
    await tmux.shows(/compute-pi goes on/);
    // omrun -L has locked it.
    tmux.keys('l');
    await tmux.shows(/may move by itself/);
    while ((await tasks())[0]?.lock !== false) await sleep(50);
    tmux.keys('t');
    await tmux.shows(/NODE .*COMMAND/);
    tmux.keys('t', 'k');
    await tmux.shows(/▸ TERM +please end/);
    tmux.keys('i', 'Enter');
    expect(await end).toMatchObject({ signal: 'SIGINT' });
    await tmux.shows(/looking for the agent again/);
    tmux.keys('C-z');
    await tmux.shows(/Stopped/);
    expect(tmux.modes()).toBe(CLEAN_MODES);
    tmux.type('fg');
    await tmux.shows(/looking for the agent again/);
    tmux.keys('q');
    await tmux.shows(/prompt>\s*$/);
    expect(tmux.modes()).toBe(CLEAN_MODES);
  }, 180_000);

  it('what was recorded is seen again, and cannot be changed', async () => {
    const recording = fileURLToPath(new URL('./recordings/two-moves.jsonl', import.meta.url));
    tmux.type(`${process.execPath} ${commands.path('migmon')} --replay ${recording}`);
    await tmux.shows(/2 tasks, 2 away[\s\S]*that was all/);
    tmux.keys('l');
    await tmux.shows(/nothing can be done to it/);
    tmux.keys('q');
    await tmux.shows(/prompt>\s*$/);
    const once = await commands.run('migmon', ['--replay', recording, '--once']);
    expect(once.stdout).toMatch(/1 → 3 +166\.7 ms +658K/);
    const wrong = await commands.run('migmon', ['--replay', commands.path('migmon'), '--once']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/^migmon: .*line 1: that is no recording of a monitor .*\n$/);
  }, 60_000);

  it('a lost agent is told, and the next one is found', async () => {
    const first = omrun(2, 100_000);
    await start();
    await tmux.shows(/2 nodes · 1 task/);
    first.kill('SIGTERM');
    await once(first, 'exit');
    await tmux.shows(/looking for the agent again/);
    const second = omrun(2, 100_000);
    await tmux.shows(/the agent is back/);
    await find(tmux, `${second.pid} compute-pi`);
    tmux.keys('q');
    await tmux.shows(/prompt>\s*$/);
    expect(tmux.modes()).toBe(CLEAN_MODES);
  }, 120_000);
});

describe('migmon without a terminal', () => {
  it('--once prints the picture, --json the data', async () => {
    const task = omrun(2, 100_000);
    while ((await tasks()).length === 0) await sleep(50);
    const picture = await commands.run('migmon', ['--once']);
    expect(picture).toMatchObject({ code: 0, stderr: '' });
    expect(picture.stdout).toMatch(/^ migmon {3}node 1 node1 and its tasks .*1 task, 0 away$/m);
    expect(picture.stdout).toContain(`${task.pid} compute-pi`);
    const data = JSON.parse((await commands.run('migmon', ['--json', '-N', '1'])).stdout);
    expect(data).toMatchObject({ node: 1, tasks: [{ pid: task.pid, where: 0 }] });
    const other = await commands.run('migmon', ['--once', '--node', '7']);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toMatch(/^migmon: no agent of node 7 runs here \(.*\)\n$/);
  }, 120_000);

  it('what is wrong is said in one line', async () => {
    const none = await commands.run('migmon', ['--once']);
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/^migmon: no agent runs here .*\n$/);
    const wrong = await commands.run('migmon', ['--node', '0']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('It must be a node ID, from 1 to 65535.');
  }, 50_000);
});
