/** migmon on one machine: a running program is dragged onto another one, with the bytes of a mouse in a real terminal. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanIsMissing } from '../support/lan/needs.ts';
import { Running } from '../support/lan/node.ts';
import { dragTask } from '../support/pointer.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { until } from '../support/until.ts';
import { workloads } from '../support/workloads.ts';
import { Trio } from './trio.ts';

/** Enough for the terminal to start meanwhile. */
const DECIMALS = 40_000;
const pi = workloads.find(({ name }) => name === 'compute-pi')!;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Also part of `npm run test:tui`, which runs where no machines can be emulated, too. */
const missing = lanIsMissing() ?? (hasTmux ? null : 'tmux is not there');

describe.skipIf(missing !== null)(`in migmon${missing === null ? '' : ` (${missing})`}`, () => {
  let trio: Trio;
  let tmux: Tmux | undefined;
  beforeAll(async () => {
    trio = await Trio.build();
    await trio.startByToken();
  });
  afterAll(async () => {
    tmux?.close();
    await trio?.remove();
  });

  it('a task that is dragged onto another machine executes there, its output unharmed', async () => {
    const [home, target] = trio.nodes;
    const running = new Running(home, '-L', '--home', pi.program, String(DECIMALS));
    await running.says(1);
    const [task] = await home.mps();
    expect(task).toMatchObject({ where: 0, home: home.id, state: 'running' });

    const { directory } = home.machine.options;
    tmux = new Tmux(directory, home.machine.env, { columns: 100, rows: 40 });
    tmux.type(home.machine.commandLine(home.commandLine('migmon')).map(quoted).join(' '));
    await tmux.shows(/3 nodes · 1 task, 0 away/);
    await dragTask(tmux, `${task!.pid} compute-pi`, `${target.id} ${target.name}`);

    await until(async () => (await home.mps())[0]?.where === target.id);
    await until(async () => (await target.mps()).length === 1);
    expect((await target.mps())[0]).toMatchObject({ task: task!.task, home: home.id, where: target.id });
    await tmux.shows(/1 task, 1 away/);
    await tmux.shows(new RegExp(`${home.id} → ${target.id} `));

    const { stdout, stderr, code } = await running.ended;
    expect(code).toBe(0);
    expect(stdout.startsWith(pi.expected.trimEnd())).toBe(true);
    const digits = stdout.replaceAll('\n', '');
    expect(digits).toHaveLength('3.'.length + DECIMALS);
    expect(stderr).toContain(`sha256 ${createHash('sha256').update(digits).digest('hex')}`);
    tmux.keys('q');
    await tmux.shows(/prompt>\s*$/);
  });
});
