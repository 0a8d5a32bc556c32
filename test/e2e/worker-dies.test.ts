/** kill -9 of the host where one thread of a program executes: that thread ends by an error, the others go on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { descendants, isHost } from '../support/processes.ts';
import { until } from '../support/until.ts';

const PROGRAM = `
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
if (isMainThread)
  for (const name of ['first', 'second']) {
    const worker = new Worker(process.argv[1]!, { workerData: name });
    worker.on('message', (message) => console.log(name, message));
    worker.on('error', (error) => console.log(name, error.message.split(':')[0]));
    worker.on('exit', (code) => console.log(name, 'exit', code));
    process.on('SIGUSR2', () => worker.postMessage('go on'));
  }
else {
  parentPort!.postMessage('here');
  parentPort!.once('message', (message) => parentPort!.postMessage(message));
}
`;

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'threads.ts'), PROGRAM);
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

describe.skipIf(process.platform !== 'linux')('a thread whose host is killed', () => {
  it('is an error and an exit for its parent', async () => {
    const options = ['--nodes', '1', '--stats', 'threads.jsonl'];
    const omrun = commands.start('omrun', [...options, 'threads.ts']);
    const end = ended(omrun);
    let text = '';
    omrun.stdout.on('data', (bytes) => {
      text += bytes;
    });
    await until(() => text.includes('first here') && text.includes('second here'));
    const all = descendants(omrun.pid!);
    const hosts = all.filter(isHost).map(({ pid }) => pid);
    hosts.sort((a, b) => a - b);
    // After the main thread's: one of theirs; another may stand ready for a next task.
    process.kill(hosts[1]!, 'SIGKILL');
    await until(() => text.includes('exit'));
    const dead = /(first|second) exit/.exec(text)![1]!;
    const alive = dead === 'first' ? 'second' : 'first';
    omrun.kill('SIGUSR2');
    const outcome = await end;
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    const lines = outcome.stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith(dead))).toEqual([
      `${dead} here`,
      `${dead} worker lost`,
      `${dead} exit 1`,
    ]);
    expect(lines.filter((line) => line.startsWith(alive))).toEqual([
      `${alive} here`,
      `${alive} go on`,
      `${alive} exit 0`,
    ]);
  });
});
