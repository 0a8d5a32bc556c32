/** `omrun -d` and `omrun --attach`: a task that nobody looks at, and what is kept of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { Commands, ended } from '../support/commands.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

/** Counts, until a file `go` is there, or 100,000 times. */
const PROGRAM = `
import { existsSync, readSync } from 'node:fs';
console.log('started', process.argv[2], process.stdout.isTTY === true);
console.error('to stderr');
for (let n = 1; n <= 100_000; n++) {
  let x = 1;
  for (let i = 0; i < 200_000; i++) x = (x * 48271) % 2147483647;
  if (n % 10 === 0) console.log('count', n / 10);
  if (existsSync(process.argv[2]!)) break;
}
console.log('stdin has', readSync(0, new Uint8Array(9)), 'bytes');
process.exit(7);
`;

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'count.ts'), PROGRAM);
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

const pidOf = (id: string): number => Number(id.split(':')[1]);
const kept = (): string => join(commands.directory, 'home/state/tasks');
async function detach(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await commands.run('omrun', ['-d', ...args]);
  expect({ code, stderr, stdout }).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^\d+:\d+\n$/),
  });
  return stdout.trim();
}
const attach = (id: string) => commands.run('omrun', ['--attach', id]);
const go = (file: string): void => writeFileSync(join(commands.directory, file), '');
async function statusOf(id: string): Promise<TaskStatus | undefined> {
  const all = JSON.parse((await commands.run('mps', ['--json'])).stdout) as TaskStatus[];
  return all.find(({ task }) => task === id);
}
const counts = (text: string): number[] =>
  [...text.matchAll(/^count (\d+)$/gm)].map(([, number]) => Number(number));

describe('a detached task', () => {
  it('is followed to its end, and looked at again after it', async () => {
    const id = await detach('count.ts', 'one');
    expect(await statusOf(id)).toMatchObject({ detached: true, command: 'count.ts one' });
    const looking = commands.start('omrun', ['--attach', id]);
    const followed = ended(looking);
    await new Promise<void>((resolve) =>
      looking.stdout.on('data', (text) => /count 2/.test(text) && resolve()),
    );
    go('one');
    const { stdout, stderr, code } = await followed;
    expect(stdout).toMatch(/^started one false\ncount 1\n[\s\S]*stdin has 0 bytes\n$/);
    expect(counts(stdout)).toEqual(counts(stdout).map((_, index) => index + 1));
    expect([code, stderr]).toEqual([7, 'to stderr\n']);
    expect(await attach(String(pidOf(id)))).toMatchObject({ stdout, stderr, code: 7 });
    expect(await statusOf(id)).toBeUndefined();
    expect((await commands.run('omrun', ['--attach'])).stdout).toContain(
      `${id}  exit code 7  count.ts one\n`,
    );
  });

  it('outlives a hangup and those who look; moves in a private cluster; ends by a signal', async () => {
    const id = await detach('--nodes', '2', 'count.ts', 'two');
    process.kill(pidOf(id), 'SIGHUP');
    const looking = commands.start('omrun', ['--attach', id]);
    const looked = ended(looking);
    await new Promise<void>((resolve) =>
      looking.stdout.on('data', (text) => /count 2/.test(text) && resolve()),
    );
    looking.kill('SIGINT');
    expect(await looked).toMatchObject({
      signal: 'SIGINT',
      stderr: expect.stringContaining(
        `omrun: task ${id} goes on without you: 'omrun --attach ${id}' looks again, 'kill ${pidOf(id)}' ends it\n`,
      ),
    });
    await until(async () => (await commands.run('migrate', [String(pidOf(id)), '2'])).code === 0);
    expect(await statusOf(id)).toMatchObject({ where: 2 });
    process.kill(pidOf(id), 'SIGTERM');
    const { stdout, signal } = await attach(id);
    expect(signal).toBe('SIGTERM');
    expect(counts(stdout)).toEqual(counts(stdout).map((_, index) => index + 1));
    await until(() => commands.leftovers().every((name) => !name.startsWith('cluster-')));
  }, 60_000);

  it('whose deputy is killed is lost, and so told', async () => {
    const id = await detach('count.ts', 'three');
    process.kill(pidOf(id), 'SIGKILL');
    expect(await attach(id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`omrun: task lost: its deputy (pid ${pidOf(id)}) was killed\n`),
    });
    await until(async () => (await statusOf(id)) === undefined);
  });

  it('whose agent is killed is lost, and so told; the next one finds a new agent', async () => {
    const id = await detach('count.ts', 'four');
    const { stdout } = await commands.run('mosctl', ['status', '--json']);
    const [{ agent }] = JSON.parse(stdout) as [{ agent: { pid: number } }];
    process.kill(agent.pid, 'SIGKILL');
    expect(await attach(id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`omrun: task lost: its agent (pid ${agent.pid}) is gone\n`),
    });
    await until(() => !isAlive(pidOf(id)));
    go('five');
    expect((await attach(await detach('count.ts', 'five'))).code).toBe(7);
  });

  it.each([
    ['a file that is not there', ['nosuch.ts'], 127, /^omrun: nosuch\.ts: no such file\n$/],
    ['a program that does not compile', ['bad.ts'], 1, /^omrun: bad\.ts:1:\d+: /],
    ['a node that is not up', ['-j', '77', 'count.ts'], 1, /^omrun: no node 77 is up/],
  ])('%s: told at once', async (_, args, code, message) => {
    writeFileSync(join(commands.directory, 'bad.ts'), 'const x = ;\n');
    const before = readdirSync(kept()).length;
    expect(await commands.run('omrun', ['-d', ...args])).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
    expect(readdirSync(kept()).length).toBe(before);
  });

  it('--attach to what is not kept', async () => {
    expect(await attach('1:1')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^omrun: no detached task 1:1 \(kept here: [\d:, ]+\)\n$/),
    });
    expect((await attach('me')).code).toBe(2);
    expect((await commands.run('omrun', ['--attach', '1', '2'])).code).toBe(2);
  });

  it('of those that have ended the last hundred are kept', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `1-${4_000_000 + index}`);
    for (const name of names) {
      const [home, pid] = name.split('-').map(Number);
      const record = {
        task: `${home}:${pid}`,
        deputy: { pid, startTicks: '1' },
        command: 'old.ts',
        cwd: '/',
        end: { how: 'exit', code: 0 },
      };
      mkdirSync(join(kept(), name));
      writeFileSync(join(kept(), name, 'task.json'), JSON.stringify(record));
    }
    go('six');
    const id = await detach('count.ts', 'six');
    expect(readdirSync(kept()).length).toBeLessThanOrEqual(101);
    expect((await attach(id)).code).toBe(7);
  });
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
it.skipIf(!hasTmux)('outlives the terminal in which it was started (needs tmux)', async () => {
  const socket = join(commands.directory, 'tmux');
  const tmux = (...args: string[]): void => {
    spawnSync('tmux', ['-S', socket, ...args], { env: commands.env });
  };
  const line = `${process.execPath} ${commands.path('omrun')} -d count.ts seven > id; exec sleep 1000`;
  tmux('-f', '/dev/null', 'new-session', '-d', '-c', commands.directory, line);
  let id = '';
  await until(async () => {
    id = (await commands.shell('cat id 2>/dev/null')).stdout.trim();
    return id !== '';
  });
  tmux('kill-server');
  await until(async () => (await commands.shell(`omrun --attach ${id} | grep -m1 'count 3'`)).code === 0);
  go('seven');
  expect((await attach(id)).code).toBe(7);
});
