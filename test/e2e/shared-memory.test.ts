/** A program that shares memory with its workers: one process on the node where it was wanted, which stays, says why, and dies as one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { descendants, isHost } from '../support/processes.ts';
import { until } from '../support/until.ts';

const PROGRAM = `
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(4));
  for (const name of ['first', 'second']) {
    const worker = new Worker(process.argv[1]!, { workerData: words });
    worker.on('message', (message) => console.log(name, message));
    worker.on('exit', (code) => console.log(name, 'exit', code));
  }
  process.on('SIGUSR2', () => Atomics.notify(words, 0));
} else {
  parentPort!.postMessage('waits');
  parentPort!.postMessage(Atomics.wait(workerData, 0, 0));
}
`;
/** It goes on alone. */
const ALONE = `
import { isMainThread, Worker, workerData } from 'node:worker_threads';
if (isMainThread) {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const start = () => new Promise((resolve) => new Worker(process.argv[1]!, { workerData: words }).on('exit', resolve));
  await Promise.all([start(), start()]);
  console.log('alone', words[0]);
  const timer = setInterval(() => {}, 1000);
  await new Promise((resolve) => process.once('SIGUSR2', resolve));
  clearInterval(timer);
  words[1] = 5;
  await start();
  console.log('at the end', words.join());
} else Atomics.add(workerData, 0, 100 + workerData[1]);
`;
/** What a worker finds in its world, and comes to by asking for what reaches out of it. */
const LOOKS = `
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
const names = () => {
  const all: string[] = [];
  for (let at: any = globalThis; at; at = Object.getPrototypeOf(at)) all.push(...Object.getOwnPropertyNames(at));
  return all.sort();
};
const TEXTS = [
  "process.binding('fs')",
  "require('node:fs')",
  "module.require('node:fs')",
  "process.constructor.constructor('return process')().binding('fs')",
  "new (process.getBuiltinModule('worker_threads').Worker)('1', { eval: true }).threadId",
  "Object.getPrototypeOf(process).kill.call(process, process.ppid, 'SIGKILL')",
  "process.dlopen({ exports: {} }, 'x')",
  "process.abort()",
];
if (isMainThread) new Worker(process.argv[1]!).on('message', (text) => console.log(text));
else {
  const tried = TEXTS.map((text) => {
    try {
      return [text, String((0, eval)(text))];
    } catch (error) {
      return [text, String(error)];
    }
  });
  parentPort!.postMessage(JSON.stringify({ names: names(), tried }, null, 1));
}
`;
const WHY = 'it shares memory with its workers, which are threads of its host';

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'shares.ts'), PROGRAM);
  writeFileSync(join(commands.directory, 'alone.ts'), ALONE);
  writeFileSync(join(commands.directory, 'looks.ts'), LOOKS);
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

/** Runs it until both workers wait. */
async function begun(...options: string[]) {
  const omrun = commands.start('omrun', [...options, 'shares.ts']);
  const end = ended(omrun);
  let text = '';
  omrun.stdout.on('data', (bytes) => {
    text += bytes;
  });
  await until(() => text.includes('first waits') && text.includes('second waits'));
  return { omrun, end };
}

describe('a program that shares memory', () => {
  it('is on one node with its workers, and stays there', async () => {
    const { omrun, end } = await begun('--nodes', '2', '-j', '2');
    const { stdout } = await commands.run('mps', ['--json']);
    const tasks = JSON.parse(stdout) as {
      task: string;
      where: number;
      cantmove: { reason: string; line: number }[];
    }[];
    const own = tasks
      .filter(({ task }) => task.startsWith(`1:${omrun.pid}`))
      .sort((a, b) => (a.task < b.task ? -1 : 1));
    expect(own.map(({ task, where }) => [task, where])).toEqual([
      [`1:${omrun.pid}`, 2],
      [`1:${omrun.pid}.1`, 2],
      [`1:${omrun.pid}.2`, 2],
    ]);
    const [main, thread] = own;
    expect(main!.cantmove).toMatchObject([{ reason: WHY, line: 4 }]);
    expect(thread!.cantmove[0]!.reason).toContain(`a thread of the host of task 1:${omrun.pid}`);
    for (const { task } of [main!, thread!]) {
      const refused = await commands.run('migrate', [task, '1']);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('cannot move: it shares memory with its');
    }
    omrun.kill('SIGUSR2');
    const outcome = await end;
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout.trimEnd().split('\n').sort()).toEqual([
      'first exit 0',
      'first ok',
      'first waits',
      'second exit 0',
      'second ok',
      'second waits',
    ]);
  });

  it('moves again when its workers are over, and has others where it is then', async () => {
    const omrun = commands.start('omrun', ['--nodes', '2', '--home', 'alone.ts']);
    const end = ended(omrun);
    let text = '';
    omrun.stdout.on('data', (bytes) => {
      text += bytes;
    });
    await until(() => text.includes('alone 200'));
    const moved = await commands.run('migrate', [`1:${omrun.pid}`, '2']);
    expect(moved.code).toBe(0);
    omrun.kill('SIGUSR2');
    expect(await end).toMatchObject({ code: 0, stdout: 'alone 200\nat the end 305,5\n', stderr: '' });
  });

  it.skipIf(process.platform !== 'linux')('is lost as one where its host is killed', async () => {
    const { omrun, end } = await begun('--nodes', '1');
    for (const { pid } of descendants(omrun.pid!).filter(isHost)) process.kill(pid, 'SIGKILL');
    const { code, stderr, stdout } = await end;
    expect(code).toBe(1);
    expect(stderr).toContain('its host process was killed by SIGKILL');
    expect(stdout).not.toContain('exit');
  });

  it('says what to do where its workers are tasks of their own', async () => {
    const run = await commands.run('omrun', ['--nodes', '1', '--no-shared-memory', 'shares.ts']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('with omrun --shared-memory they are threads of one host, and do not move');
  });

  it('has threads whose world is that of tasks of their own', async () => {
    const [thread, task] = await Promise.all(
      ['--shared-memory', '--no-shared-memory'].map((option) =>
        commands.run('omrun', ['--nodes', '1', option, 'looks.ts']),
      ),
    );
    expect(thread).toMatchObject({ code: 0, stderr: '' });
    expect(thread!.stdout).toContain('worker_threads.Worker is not yet carried');
    expect(thread!.stdout).toBe(task!.stdout);
  });

  it('is told before it runs', async () => {
    const { stdout } = await commands.run('omrun', ['--explain', 'shares.ts']);
    expect(stdout).toContain('While it has workers the task stays where it is');
    expect(stdout).toContain('shares.ts:4:32: makes a SharedArrayBuffer, which its workers may share');
  });
});
