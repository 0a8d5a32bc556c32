/** Real programs on another node while the link to it is cut, silent or gone for good. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestCluster } from '../agent/fixtures/cluster.ts';
import { childrenOf } from '../agent/fixtures/processes.ts';
import type { Wires } from '../agent/fixtures/wire.ts';
import { Commands, type Ended, ended } from '../support/commands.ts';
import { until } from '../support/until.ts';

const BEAT_MS = 50;
/** After so many beats without a sign of life a connection is given up: agent/membership/members.ts. */
const SEVER_MS = 20 * BEAT_MS;

/** Computes, prints, and keeps a file by calls that wait and by writes that do not: each effect must be there once. */
const PROGRAM = `
import { appendFileSync, openSync, readFileSync, writeSync } from 'node:fs';
const file = process.argv[2]!;
const fd = openSync(file, 'a');
let x = 1;
for (let round = 1; round <= Number(process.argv[3]); round++) {
  for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
  if (round % 5 === 0) appendFileSync(file, round + '\\n');
  else writeSync(fd, round + '\\n');
  console.log('round', round, x, round % 3 > 0 ? 0 : readFileSync(file).length);
}
`;

/** The same by messages: each reaches the child once and in order, and so does its answer. */
const PAIR = `
import { fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
const [file, rounds] = [process.argv[2]!, Number(process.argv[3])];
if (process.argv[4])
  process.on('message', (round: number) => {
    for (let i = 0, x = 1; i < 400_000; i++) x = (x * 48271) % 2147483647;
    appendFileSync(file, round + '\\n');
    process.send!(round);
  });
else {
  const child = fork(process.argv[1]!, [file, String(rounds), 'child']);
  let heard = 0;
  for (let round = 1; round <= rounds; round++) child.send(round);
  child.on('message', (round) => {
    if (round !== ++heard) console.log('heard', round, 'as', heard);
    if (heard === rounds) child.disconnect();
  });
  child.on('exit', (code) => console.log('exit', code, heard));
}
`;

describe('a program on another node', () => {
  let commands: Commands;
  let cluster: TestCluster;
  let wires: Wires | undefined;
  beforeAll(() => {
    commands = new Commands();
    writeFileSync(join(commands.directory, 'rounds.ts'), PROGRAM);
    writeFileSync(join(commands.directory, 'pair.ts'), PAIR);
  });
  afterAll(() => commands.remove());
  beforeEach(async () => {
    cluster = new TestCluster({ command: (name) => commands.path(name) });
    for (const id of [1, 2]) await cluster.add(id, '--beat-ms', String(BEAT_MS));
  });
  afterEach(async () => {
    await cluster.stop();
    wires?.close();
  });
  async function connect({ overWires }: { overWires: boolean }): Promise<void> {
    if (overWires) wires = await cluster.introduceOverWires();
    else {
      cluster.introduce();
      await cluster.acquainted();
    }
  }

  interface Run {
    child: ChildProcess;
    end: Promise<Ended>;
    /** Its file, line by line. */
    rounds(): number[];
  }
  let runs = 0;
  function omrun(options: string[], rounds: number, program = 'rounds.ts'): Run {
    const file = join(commands.directory, `rounds-${++runs}`);
    writeFileSync(file, '');
    const args = [commands.path('omrun'), ...options, program, file, String(rounds)];
    const env = { ...process.env, OMOSIX_HOME: cluster.nodes[0]!.home };
    const child = spawn(process.execPath, args, { cwd: commands.directory, env });
    return {
      child,
      end: ended(child),
      rounds: () => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number),
    };
  }
  const counted = (rounds: number): number[] => Array.from({ length: rounds }, (_, index) => index + 1);
  const expected = (rounds: number): string => {
    let [x, length] = [1, 0];
    return counted(rounds)
      .map((round) => {
        for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
        length += `${round}\n`.length;
        return `round ${round} ${x} ${round % 3 > 0 ? 0 : length}\n`;
      })
      .join('');
  };
  async function severed(): Promise<void> {
    const client = await cluster.client(cluster.nodes[0]!);
    await until(async () => (await client.status()).some(({ ageMs }) => ageMs > SEVER_MS + 4 * BEAT_MS));
  }
  const hostsOf = (node: number): number[] => childrenOf(cluster.nodes[node - 1]!.pid);

  it.each([
    ['stays there', ['-j', '2', '-L']],
    ['moves all the time', ['--migrate-every', '40']],
  ])(
    '%s: silence for longer than a connection lives takes and doubles nothing',
    async (_, options) => {
      await connect({ overWires: true });
      const rounds = 90;
      const run = omrun(options, rounds);
      for (const mark of [10, 35, 60]) {
        await until(() => run.rounds().length >= mark);
        wires!.silence();
        await severed();
        wires!.heal();
      }
      expect(await run.end).toMatchObject({ code: 0, stdout: expected(rounds), stderr: '' });
      expect(run.rounds()).toEqual(counted(rounds));
    },
    120_000,
  );

  it('cut again and again while it moves', async () => {
    await connect({ overWires: true });
    const rounds = 90;
    const run = omrun(['--migrate-every', '30'], rounds);
    for (let mark = 10; mark < 80; mark += 10) {
      await until(() => run.rounds().length >= mark);
      wires!.breakOnce();
    }
    expect(await run.end).toMatchObject({ code: 0, stdout: expected(rounds), stderr: '' });
    expect(run.rounds()).toEqual(counted(rounds));
  }, 120_000);

  it('cut again and again while it and its child move and speak', async () => {
    await connect({ overWires: true });
    const rounds = 90;
    const run = omrun(['--migrate-every', '60'], rounds, 'pair.ts');
    for (let mark = 10; mark < 80; mark += 10) {
      await until(() => run.rounds().length >= mark);
      wires!.breakOnce();
    }
    expect(await run.end).toMatchObject({ code: 0, stdout: `exit 0 ${rounds}\n`, stderr: '' });
    expect(run.rounds()).toEqual(counted(rounds));
  }, 120_000);

  it('cut again and again while large buffers travel ahead of it', async () => {
    await connect({ overWires: true });
    const program = `
import { appendFileSync } from 'node:fs';
const [file, rounds] = [process.argv[2]!, Number(process.argv[3])];
const large = new Uint32Array(12_000_000).map((_, i) => i);
for (let round = 1; round <= rounds; round++) {
  for (let turn = 0; turn < 20; turn++) for (let i = (round * 48271) % 1000; i < large.length; i += 1000) large[i]! += 1;
  appendFileSync(file, round + '\\n');
}
let sum = 0;
for (let i = 0; i < large.length; i++) sum += large[i]! - i;
console.log(sum === rounds * 20 * (large.length / 1000) ? 'right' : 'wrong');
`;
    writeFileSync(join(commands.directory, 'large.ts'), program);
    const rounds = 120;
    const run = omrun(['--migrate-every', '100', '--stats', 'large.jsonl'], rounds, 'large.ts');
    for (let mark = 10; mark < 80; mark += 10) {
      await until(() => run.rounds().length >= mark);
      wires!.breakOnce();
    }
    expect(await run.end).toMatchObject({ code: 0, stdout: 'right\n', stderr: '' });
    expect(run.rounds()).toEqual(counted(rounds));
    const life = readFileSync(join(commands.directory, 'large.jsonl'), 'utf8');
    expect(life).toMatch(/"event":"(stayed|migration)"/);
  }, 120_000);

  it('is given up after --lost-after, and says so', async () => {
    await connect({ overWires: true });
    const run = omrun(['-j', '2', '--lost-after', '1.2'], 100_000);
    await until(() => run.rounds().length >= 5);
    wires!.silence();
    expect(await run.end).toMatchObject({
      code: 1,
      stderr: 'omrun: task lost: node 2 (node2) is silent since 1.2 s (--lost-after)\n',
    });
    const done = run.rounds();
    wires!.heal();
    await until(() => hostsOf(2).length <= 1);
    expect(run.rounds()).toEqual(done);
    expect(done).toEqual(counted(done.length));
  });

  it('is lost at once where there is proof: the agent is killed, its machine answers', async () => {
    await connect({ overWires: false });
    const run = omrun(['-j', '2'], 100_000);
    await until(() => run.rounds().length >= 5);
    cluster.nodes[1]!.child.kill('SIGKILL');
    expect(await run.end).toMatchObject({
      code: 1,
      stderr: 'omrun: task lost: node 2 is gone: its machine answers, but no agent does\n',
    });
  });

  it('Ctrl-C does not wait for a node that is silent', async () => {
    await connect({ overWires: true });
    const run = omrun(['-j', '2'], 100_000);
    await until(() => run.rounds().length >= 5);
    wires!.silence();
    run.child.kill('SIGINT');
    expect(await run.end).toMatchObject({ signal: 'SIGINT' });
    wires!.heal();
    await until(() => hostsOf(2).length <= 1);
  });
});
