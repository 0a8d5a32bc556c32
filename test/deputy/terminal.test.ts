import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeAgent, outcome } from './fake-agent.ts';

/** util-linux's `script` gives a command a terminal of its own. */
const hasScript = spawnSync('script', ['--version']).status === 0;
const ON_TERMINAL = 'exec script -qefc "stty cols 91 rows 17; $OMRUN; echo status \\$?" /dev/null';
const CTRL_C = '\x03';
const CTRL_D = '\x04';

describe.skipIf(!hasScript)('on a terminal (needs script of util-linux)', () => {
  const agent = new FakeAgent();
  beforeAll(() => agent.start());
  afterAll(() => agent.stop());

  test('the task is told what the terminal is', async () => {
    const { child, task } = agent.run(ON_TERMINAL);
    const done = outcome(child);
    const t = await task;
    expect(t.spec.stdout).toMatchObject({ isTTY: true, columns: 91, rows: 17 });
    expect(t.spec.stdin.isTTY).toBe(true);
    t.print('hello\n');
    t.call('process.exit', [5]);
    expect((await done).stdout).toBe('hello\r\nstatus 5\r\n');
  });

  test('lines come as they are typed, and Ctrl-D is the end', async () => {
    const { child, task } = agent.run(ON_TERMINAL);
    const done = outcome(child);
    const t = await task;
    t.call('stdin.read', [65536], 'async');
    child.stdin.write('typed\n');
    const line = await t.event('done');
    expect([line.value, String(line.bytes)]).toEqual([false, 'typed\n']);
    t.call('stdin.read', [65536], 'async');
    child.stdin.write(CTRL_D);
    expect((await t.event('done')).value).toBe(true);
    t.call('process.exit', [0]);
    expect((await done).stdout).toMatch(/status 0\r\n$/);
  });

  test('Ctrl-C reaches a task that watches it, and ends one that does not', async () => {
    const { child, task } = agent.run(ON_TERMINAL.replace('; echo status \\$?', ''));
    const done = outcome(child);
    const t = await task;
    await t.sync('process.watchSignal', ['SIGINT', true]);
    child.stdin.write(CTRL_C);
    expect(await t.event('signal')).toMatchObject({ signal: 'SIGINT' });
    await t.sync('process.watchSignal', ['SIGINT', false]);
    child.stdin.write(CTRL_C);
    // `script -e` gives the status of a command that was killed as a shell does.
    expect((await done).code).toBe(130);
  });

  test('a new size is an event', async () => {
    const resize = '(until [ -e go ]; do sleep 0.05; done; stty rows 9 < /dev/tty) &';
    const { child, task } = agent.run(ON_TERMINAL.replace('stty', `${resize} stty`));
    const done = outcome(child);
    const t = await task;
    writeFileSync(join(agent.directory, 'go'), '');
    expect(await t.event('resize')).toMatchObject({ rows: 9 });
    t.call('process.exit', [0]);
    await done;
  });
});
