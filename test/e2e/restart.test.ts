/** `omrun --restart`: a program that fails, is killed or is lost runs again, and nothing of the run before is left. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { descendants, isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

/** Fails twice. */
const FAILS = `
import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync('runs', 'x');
const runs = readFileSync('runs', 'utf8').length;
console.log('run', runs);
process.exit(runs < 3 ? 3 : 0);
`;
/** Counts, to its output and to a file. */
const COUNTS = `
import fs from 'node:fs';
const file = fs.openSync('counted', 'w');
let x = 1;
const slice = (n: number) => {
  for (let i = 0; i < 500_000; i++) x = (x * 48271) % 2147483647;
  fs.writeSync(file, n + '\\n');
  console.log(n, x);
  if (n < 80) setTimeout(slice, 5, n + 1);
};
slice(1);
`;
const WAITS = `
process.on('SIGUSR1', () => console.log('SIGUSR1'));
console.log(process.pid);
setInterval(() => {}, 1000);
`;

let commands: Commands;
const at = (...path: string[]): string => join(commands.directory, ...path);
const text = (...path: string[]): string => {
  try {
    return readFileSync(at(...path), 'utf8');
  } catch {
    return '';
  }
};
/** The omrun that runs the program. */
const runOf = (pid: number): number =>
  descendants(pid).find(({ command }) => command.includes('omrun.js'))!.pid;

beforeAll(() => {
  commands = new Commands();
  for (const [name, program] of Object.entries({ fails: FAILS, counts: COUNTS, waits: WAITS }))
    writeFileSync(at(`${name}.ts`), program);
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

describe.skipIf(process.platform !== 'linux')('omrun --restart', () => {
  it('starts one again that fails, until it does not, or so often', async () => {
    const done = await commands.run('omrun', ['--restart', 'on-failure', '--home', 'fails.ts']);
    expect(done).toMatchObject({ stdout: 'run 1\nrun 2\nrun 3\n', code: 0 });
    expect(done.stderr).toBe(
      'omrun: it ended with exit code 3; it starts again in 0.5 s (restart 1)\n' +
        'omrun: it ended with exit code 3; it starts again in 1 s (restart 2)\n',
    );
    writeFileSync(at('runs'), '');
    const most = ['--restart', 'on-failure', '--restart-max', '1', '--home', 'fails.ts'];
    const ended = await commands.run('omrun', most);
    expect(ended).toMatchObject({ stdout: 'run 1\nrun 2\n', code: 3 });
    expect(ended.stderr).toContain('after 1 restart in a row: it is not started again\n');
    const none = await commands.run('omrun', ['--restart', 'always', 'none.ts']);
    expect(none).toMatchObject({ stderr: 'omrun: none.ts: no such file\n', code: 127 });
  });

  it('goes on from the last checkpoint where its deputy is killed: each byte once', async () => {
    const expected = (await commands.run('omrun', ['--home', 'counts.ts'])).stdout;
    const options = '--restart on-failure --checkpoint-every 100ms --home';
    writeFileSync(
      at('run.sh'),
      `exec ${process.execPath} ${commands.path('omrun')} ${options} counts.ts > out`,
    );
    const child = commands.startShell('run.sh');
    const over = ended(child);
    await until(() => readdirSync(commands.directory).some((name) => name.endsWith('.checkpoint')));
    const lines = text('out').split('\n').length;
    await until(() => text('out').split('\n').length > lines + 5);
    process.kill(runOf(child.pid!), 'SIGKILL');
    const { stderr, code } = await over;
    expect({ stderr, code }).toEqual({
      stderr: expect.stringMatching(
        /^omrun: it was ended by SIGKILL; it goes on from \S+counts\.\d+\.\d+\.checkpoint in 0.5 s \(restart 1\)\n$/,
      ),
      code: 0,
    });
    expect(text('out')).toBe(expected);
    expect(text('counted')).toBe(Array.from({ length: 80 }, (_, n) => `${n + 1}\n`).join(''));
    const files = readdirSync(commands.directory).filter((name) => name.endsWith('.checkpoint'));
    expect(files).toHaveLength(2);
  });

  it('is one command to its user: its signals are the program’s, and its end is the end', async () => {
    const start = async () => {
      const child = commands.start('omrun', ['--restart', 'always', '--home', 'waits.ts']);
      const over = ended(child);
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      await until(() => said.includes('\n'));
      return { child, over, said: () => said, run: Number(said) };
    };
    const one = await start();
    one.child.kill('SIGUSR1');
    await until(() => one.said().includes('SIGUSR1\n'));
    one.child.kill('SIGTERM');
    expect(await one.over).toMatchObject({ signal: 'SIGTERM', stderr: '' });
    expect(isAlive(one.run)).toBe(false);
    const two = await start();
    process.kill(two.run, 'SIGTERM');
    expect(await two.over).toMatchObject({ signal: 'SIGTERM', stderr: '' });
    const three = await start();
    three.child.kill('SIGKILL');
    await until(() => !isAlive(three.run));
    await three.over;
  });

  it('in the background, under one ID', async () => {
    writeFileSync(at('runs'), '');
    const { stdout } = await commands.run('omrun', ['-d', '--restart', 'on-failure', '--home', 'fails.ts']);
    expect(stdout).toMatch(/^\d+:\d+\n$/);
    const looked = await commands.run('omrun', ['--attach', stdout.trim()]);
    expect(looked).toMatchObject({ stdout: 'run 1\nrun 2\nrun 3\n', code: 0 });
    expect(looked.stderr).toContain('it starts again in 1 s (restart 2)\n');
  });
});
