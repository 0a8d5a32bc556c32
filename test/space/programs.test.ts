/** Real programs on three real agents, commanded from the node that has nothing to do with them. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCluster, until } from '../agent/fixtures/cluster.ts';
import { Commands, type Ended, ended } from '../support/commands.ts';
import { isTurn } from '../support/share.ts';

const HANDLER = `
process.on('SIGUSR2', () => console.log('told'));
console.log('begun');
setInterval(() => { let x = 1; for (let i = 0; i < 200_000; i++) x = (x * 48271) % 2147483647; }, 20);
`;
const WORKERS = `
import { Worker, isMainThread } from 'node:worker_threads';
import { isTurn } from '../support/share.ts';
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  process.on('SIGUSR2', () => console.log('told'));
  worker.on('message', (text) => console.log(text));
  setInterval(() => {}, 1000);
} else {
  const { parentPort } = await import('node:worker_threads');
  parentPort.postMessage('begun');
  setInterval(() => {}, 1000);
}
`;

let commands: Commands;
let cluster: TestCluster;
beforeAll(async () => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'handler.ts'), HANDLER);
  writeFileSync(join(commands.directory, 'workers.ts'), WORKERS);
  cluster = await TestCluster.start({ command: (name) => commands.path(name) }, 3);
});
afterAll(async () => {
  await cluster.stop();
  commands.remove();
});

const env = (id: number): NodeJS.ProcessEnv => ({ OMOSIX_HOME: cluster.nodes[id - 1]!.home });
async function on(id: number, command: string, ...args: string[]): Promise<Ended> {
  const child = commands.start(command, args, commands.directory, env(id));
  child.stdin.end();
  return ended(child);
}

/** At home on node 1, until it has said that it has begun. */
async function begin(
  ...args: string[]
): Promise<{ omrun: ChildProcessWithoutNullStreams; said: () => string }> {
  const omrun = commands.start('omrun', args, commands.directory, env(1));
  let text = '';
  omrun.stdout.on('data', (chunk) => {
    text += chunk;
  });
  omrun.stderr.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.includes('begun'));
  return { omrun, said: () => text };
}

describe.skipIf(!isTurn(2, 0))('a program at home on node 1 that executes on node 2, from node 3', () => {
  it('runs its own handlers; omrun dies of the signal that kills it', async () => {
    const { omrun, said } = await begin('-L', '-j', '2', 'handler.ts');
    const name = `node1:${omrun.pid}`;
    expect(await on(3, 'omkill', '-USR2', name)).toMatchObject({ code: 0, stderr: '' });
    await until(() => said().includes('told'));
    const over = once(omrun, 'close');
    expect((await on(3, 'omkill', name)).code).toBe(0);
    expect(await over).toEqual([null, 'SIGTERM']);
    await until(async () => (await on(3, 'omkill', '-0', name)).code === 1);
  });

  it('is moved, asked about, stopped and written to the disk of its home', async () => {
    const { omrun } = await begin('-j', '2', 'handler.ts');
    const name = `1:${omrun.pid}`;
    expect(await on(3, 'migrate', name, 'node3')).toMatchObject({ code: 0, stderr: '' });
    expect(await on(3, 'migrate', name, 'balance')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^migrate: \d+ stays on node 3: /),
    });
    expect((await on(2, 'migrate', name, 'freeze')).stdout).toBe(`${omrun.pid}: is stopped\n`);
    const state = async (): Promise<string> =>
      JSON.parse((await on(2, 'mps', '-a', '--json')).stdout).tasks[0].state;
    await until(async () => (await state()) === 'stopped');
    expect((await on(2, 'migrate', name, 'continue')).stdout).toBe(`${omrun.pid}: goes on\n`);
    await until(async () => (await state()) === 'running');
    expect(await on(3, 'migrate', name, 'checkpoint', 'here.checkpoint')).toMatchObject({
      code: 2,
      stderr: "migrate: 'here.checkpoint' must be an absolute path: the file is written at home, on node 1\n",
    });
    const file = join(commands.directory, 'from-afar.checkpoint');
    const over = once(omrun, 'close');
    expect(await on(3, 'migrate', name, 'chkexit', file)).toMatchObject({ code: 0, stderr: '' });
    await over;
    expect(existsSync(file)).toBe(true);
  });

  it('has threads that move by themselves, and signals as a whole', async () => {
    const { omrun, said } = await begin('-L', 'workers.ts');
    const name = `1:${omrun.pid}`;
    expect(await on(3, 'migrate', `${name}.1`, '2')).toMatchObject({ code: 0, stderr: '' });
    for (const [command, ...args] of [
      ['omkill', '-USR2', `${name}.1`],
      ['migrate', `${name}.1`, 'freeze'],
    ] as const) {
      const { stderr, code } = await on(3, command, ...args);
      expect(code).toBe(1);
      expect(stderr).toContain(`task ${name}.1 is a worker thread: signals are for all of ${name}\n`);
    }
    expect(said()).not.toContain('told');
    expect((await on(3, 'omkill', '-USR2', name)).code).toBe(0);
    await until(() => said().includes('told'));
    const over = once(omrun, 'close');
    await on(3, 'omkill', '-KILL', name);
    expect(await over).toEqual([null, 'SIGKILL']);
  });

  it('is ended in the background, too', async () => {
    const { stdout, code } = await on(1, 'omrun', '-d', '-j', '2', '-L', 'handler.ts');
    expect(code).toBe(0);
    const name = stdout.trim();
    const listed = JSON.parse((await on(3, 'mps', '-a', '--json', name)).stdout);
    expect(listed).toMatchObject({ tasks: [{ task: name, detached: true, where: 2 }], missing: [] });
    expect((await on(3, 'omkill', '-INT', name)).code).toBe(0);
    expect((await on(1, 'omrun', '--attach', name)).signal).toBe('SIGINT');
  });
});
