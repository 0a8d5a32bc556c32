import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FakeAgent, outcome } from './fake-agent.ts';

const agent = new FakeAgent();
beforeAll(() => agent.start());
afterAll(() => agent.stop());
afterEach(() => {
  agent.ended.length = 0;
  agent.refusal = null;
});

describe('a task that ends by itself', () => {
  test('its code is omrun’s, after all output', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    for (let line = 0; line < 20_000; line++) t.print(`${line}\n`, line % 2 === 0 ? 1 : 2);
    t.call('process.exit', [3]);
    const { stdout, stderr, code } = await done;
    expect(code).toBe(3);
    expect(stdout).toBe(Array.from({ length: 10_000 }, (_, n) => `${2 * n}\n`).join(''));
    expect(stderr).toBe(Array.from({ length: 10_000 }, (_, n) => `${2 * n + 1}\n`).join(''));
    expect(agent.ended).toEqual([{ code: 3, signal: null }]);
  });

  test('both streams into one file keep their order', async () => {
    const { child, task } = agent.run('exec $OMRUN > out 2>&1');
    const t = await task;
    const done = outcome(child);
    let expected = '';
    for (let line = 0; line < 2_000; line++) {
      t.print(`${line}\n`, line % 3 === 0 ? 2 : 1);
      expected += `${line}\n`;
    }
    t.call('process.exit', [0]);
    expect((await done).code).toBe(0);
    expect(readFileSync(join(agent.directory, 'out'), 'utf8')).toBe(expected);
  });

  test('a slow reader gets everything, and holds back the acknowledgement', async () => {
    const { child, task } = agent.run();
    const t = await task;
    const size = 1024 * 1024;
    child.stdout.pause();
    const seq = t.print('x'.repeat(size));
    await t.sync('fs.access', ['.', 0]);
    expect(t.received.some(({ record }) => record.k === 'ack')).toBe(false);
    t.call('process.exit', [0]);
    const done = outcome(child);
    child.stdout.resume();
    const { stdout, code } = await done;
    expect(code).toBe(0);
    expect(stdout.length).toBe(size);
    expect(t.received.at(-1)?.record).toEqual({ k: 'ack', seq });
  });

  test('its host may go before its output is out', async () => {
    const { child, task } = agent.run();
    const t = await task;
    child.stdout.pause();
    t.print('x'.repeat(1024 * 1024));
    t.call('process.exit', [7]);
    t.life({ event: 'lost', atMs: 0, task: t.spec.task, node: 1, reason: 'its host process ended' });
    const done = outcome(child);
    child.stdout.resume();
    expect(await done).toMatchObject({ code: 7, stderr: '' });
  });

  test('a reader that is gone is an event of the write, once', async () => {
    const { child, task } = agent.run('$OMRUN | true');
    const t = await task;
    const done = outcome(child);
    let seq = 0;
    for (let tries = 0; tries < 1000 && t.seen === 0; tries++) {
      seq = t.print('x');
      await t.until(({ record }) => record.k === 'ack' && record.seq === seq);
    }
    const event = await t.event('outputerror');
    expect(event).toMatchObject({
      fd: 1,
      error: { code: 'EPIPE', syscall: 'write', message: 'write EPIPE' },
    });
    const again = t.print('y');
    await t.until(({ record }) => record.k === 'ack' && record.seq === again);
    expect(t.received.filter(({ record }) => record.k === 'event').length).toBe(1);
    expect((await t.sync('fs.write', [1, null], Buffer.from('z'))).error).toMatchObject({
      message: 'EPIPE: broken pipe, write',
    });
    t.call('process.exit', [0]);
    await done;
  });
});

describe('standard input', () => {
  test('from a pipe: all of it, then its end, at every later read too', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    const text = 'line of text\n'.repeat(100_000);
    child.stdin.end(text);
    let read = '';
    for (;;) {
      t.call('stdin.read', [65536], 'async');
      const event = await t.event('done');
      if (event.value === true) break;
      read += event.bytes;
    }
    expect(read).toBe(text);
    expect((await t.sync('fs.read', [0, 10, null])).bytes.length).toBe(0);
    t.call('process.exit', [0]);
    expect((await done).code).toBe(0);
  });

  test('small reads take from the same place', async () => {
    const { child, task } = agent.run('exec $OMRUN < in');
    const done = outcome(child);
    const t = await task;
    expect(String((await t.sync('fs.read', [0, 3, null])).bytes)).toBe('one');
    t.call('stdin.read', [4], 'async');
    expect(String((await t.event('done')).bytes)).toBe(' two');
    t.call('process.exit', [0]);
    await done;
  });

  test('what the task does not ask for is left to the next program', async () => {
    const { child, task } = agent.run('(echo a; echo b) | ($OMRUN; cat)');
    const done = outcome(child);
    (await task).call('process.exit', [0]);
    expect((await done).stdout).toBe('a\nb\n');
  });

  test('a read that is not answered does not keep omrun from ending', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    t.call('fs.read', [0, 10, null], 'async');
    t.call('stdin.read', [10], 'async');
    await t.sync('fs.access', ['.', 0]);
    t.call('process.exit', [4]);
    expect((await done).code).toBe(4);
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends the task and kills omrun by the same',
    async (signal) => {
      const { child, task } = agent.run();
      const done = outcome(child);
      (await task).print('before\n');
      await (await task).sync('fs.access', ['.', 0]);
      child.kill(signal);
      expect(await done).toMatchObject({ signal, stdout: 'before\n', stderr: '' });
      expect(agent.ended).toEqual([{ code: null, signal }]);
    },
  );

  test('one that the task watches is an event and kills nobody; unwatched it kills again', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    for (const signal of ['SIGINT', 'SIGUSR2'] as const) {
      await t.sync('process.watchSignal', [signal, true]);
      child.kill(signal);
      expect(await t.event('signal')).toMatchObject({ signal });
    }
    await t.sync('process.watchSignal', ['SIGINT', false]);
    child.kill('SIGINT');
    expect((await done).signal).toBe('SIGINT');
  });

  test('a task that kills itself kills omrun so, after its output', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    t.print('last words\n');
    t.call('process.kill', [t.spec.pid, 'SIGKILL']);
    expect(await done).toMatchObject({ signal: 'SIGKILL', stdout: 'last words\n' });
  });

  test('signal 0 asks, and an unknown process is node’s error', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    const t = await task;
    expect((await t.sync('process.kill', [t.spec.pid, 0])).value).toBe(true);
    expect((await t.sync('process.kill', [2 ** 30, 0])).error).toMatchObject({
      code: 'ESRCH',
      syscall: 'kill',
    });
    expect((await t.sync('process.watchSignal', ['SIGKILL', true])).error).toMatchObject({ code: 'EINVAL' });
    t.call('process.exit', [0]);
    await done;
  });
});

describe('the end that nobody wanted', () => {
  test('the agent dies', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    await task;
    agent.drop();
    const { code, stderr } = await done;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^omrun: task lost: its agent \(pid \d+\) is gone\n$/);
  });

  test('the agent says no', async () => {
    agent.refusal = 'node 1 accepts no tasks';
    const { code, stderr } = await outcome(agent.run().child);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'omrun: task not started: node 1 accepts no tasks\n',
    });
  });

  test('a host that sends rubbish', async () => {
    const { child, task } = agent.run();
    const done = outcome(child);
    (await task).send({ k: 'nonsense' } as never);
    expect(await done).toMatchObject({
      code: 1,
      stderr: "omrun: task lost: the task's host sent what is no record\n",
    });
  });
});
