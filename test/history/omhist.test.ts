/** omhist against a real agent that is killed, and a file that is damaged. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HistoryMove, HistorySample, HistoryStay } from '../../protocol/history.ts';
import { Commands, type Ended, ended } from '../support/commands.ts';
import { isTurn } from '../support/share.ts';
import { until } from '../support/until.ts';

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown', '--now']);
  commands.remove();
});

const omd = async (): Promise<number> => {
  const { stdout, stderr } = await commands.run('omd', [
    '--no-mdns',
    '--listen',
    '127.0.0.1:0',
    '--beat-ms',
    '100',
  ]);
  return Number(/pid (\d+)/.exec(stdout + stderr)?.[1]);
};
const omhist = (...args: string[]): Promise<Ended> => commands.run('omhist', args);
const rows = async <Row>(...args: string[]): Promise<Row[]> =>
  JSON.parse((await omhist('--json', ...args)).stdout);

it.skipIf(!isTurn(2, 0))(
  'who ran where, over kill -9 and a damaged file; saved, it opens again',
  async () => {
    const pid = await omd();
    const program = join(commands.directory, 'waits.js');
    writeFileSync(program, "setTimeout(() => console.log('done'), 300);");
    expect((await commands.run('omrun', [program])).stdout).toBe('done\n');
    const [stay] = await rows<HistoryStay>('--tasks');
    expect(stay).toMatchObject({ command: expect.stringContaining('waits.js'), untilMs: expect.any(Number) });
    const iso = (ms: number): string => new Date(ms).toISOString();
    expect(await rows<HistoryStay>('--at', iso(stay!.sinceMs - 60_000))).toEqual([]);
    expect((await omhist('--at', iso(stay!.untilMs!))).stdout.split('\n')[0]).toMatch(
      /^PID +NODE +HOME +SINCE/,
    );

    const home = join(commands.directory, 'home/state/history');
    process.kill(pid, 'SIGKILL');
    await until(async () => (await commands.run('mosctl', ['status'])).code === 1);
    await omd();
    expect(await rows<HistoryStay>('-t')).toMatchObject([{ task: stay!.task, untilMs: stay!.untilMs }]);
    expect(Array.isArray(await rows<HistorySample>())).toBe(true);
    expect(await rows<HistoryMove>('-m')).toEqual([]);
    const csv = (await omhist('-t', '--csv')).stdout.split('\r\n');
    expect(csv[0]).toBe('task,node,home,sinceMs,untilMs,cpuMs,memoryBytes,command');

    const saved = join(commands.directory, 'saved.omhist');
    expect(await omhist('--save', saved)).toMatchObject({ code: 0, stderr: '' });
    expect(await rows<HistoryStay>('-f', saved, '-t')).toMatchObject([{ task: stay!.task }]);
    expect(await omhist('-f', program)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^omhist: .*waits\.js is no history, or damaged: .*\n$/),
    });

    writeFileSync(join(home, 'history.db'), 'x'.repeat(9_000));
    expect(await rows<HistoryStay>('-t')).toEqual([]);
    expect(readFileSync(join(commands.directory, 'home/state/omd.log'), 'utf8')).toMatch(
      /"msg":"the history is damaged \(file is not a database\): it is set aside as [^"]*history\.damaged\.db, and a new one begun"/,
    );
  },
);

it.skipIf(!isTurn(2, 1))('several nodes answer as one, and who does not is named', async () => {
  const at = async (name: string, command: string, ...args: string[]): Promise<Ended> => {
    const child = commands.start(command, args, commands.directory, {
      OMOSIX_HOME: join(commands.directory, name),
    });
    child.stdin.end();
    return ended(child);
  };
  const member = async (name: string, ...more: string[]): Promise<void> => {
    const args = ['--no-mdns', '--listen', '127.0.0.1:0', '--beat-ms', '100', '--name', name, ...more];
    expect(await at(name, 'omd', ...args)).toMatchObject({ code: 0 });
  };
  try {
    await member('alpha');
    const invited = async (): Promise<string> => (await at('alpha', 'mosctl', 'invite')).stdout.trim();
    await member('beta', '--join', await invited());
    await member('gamma', '--join', await invited(), '--no-history');
    await until(async () => (await at('alpha', 'mosctl', 'isup', 'beta,gamma')).code === 0);
    const program = join(commands.directory, 'short.js');
    writeFileSync(program, 'setTimeout(() => {}, 300);');
    for (const name of ['alpha', 'beta']) await at(name, 'omrun', '--home', program);

    const all = await at('alpha', 'omhist', '-N', 'all', '--tasks', '--json');
    const stays = JSON.parse(all.stdout) as HistoryStay[];
    expect(new Set(stays.map(({ home }) => home)).size).toBe(2);
    expect(all).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^omhist: node \d+ \(gamma\): .*\n$/),
    });
    const last = stays.at(-1)!;
    const then = ['--at', new Date(last.untilMs!).toISOString()];
    const together = await at('alpha', 'omhist', '-N', 'alpha,beta', ...then);
    expect(together).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(last.task) });
    const onBeta = await at('alpha', 'omhist', '-N', 'alpha,beta', '-j', 'beta', '--tasks', '--json');
    expect(JSON.parse(onBeta.stdout)).toEqual([last]);
  } finally {
    for (const name of ['gamma', 'beta', 'alpha']) await at(name, 'mosctl', 'shutdown', '--now');
  }
});

it('wrong usage is said', async () => {
  for (const wrong of [
    ['--at', '25:00'],
    ['--at', '1h', '-s', '2h'],
    ['-t', '-m'],
    ['--json', '--csv'],
    ['-u', '2h', '-s', '1h'],
  ])
    expect(await omhist(...wrong)).toMatchObject({ code: 2, stdout: '' });
});
