/** A task survives its host, its node and its agent; what cannot be done again says so. More, at random moments: `npm run test:killed`. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';
import { descendants, killed } from '../support/processes.ts';
import { killedRun, plainRun } from './killed-run.ts';

const PROGRAMS = join(import.meta.dirname, 'programs');

let commands: Commands;
let directory: string;
beforeAll(() => {
  commands = new Commands();
  directory = mkdtempSync(join(tmpdir(), 'omosix-survives-'));
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
  rmSync(directory, { recursive: true, force: true });
});

describe.skipIf(process.platform !== 'linux')('a task with --checkpoint-every', () => {
  it('goes on where its host was killed, and then its node: its programs and files know of nothing', async () => {
    const program = join(PROGRAMS, 'children.ts');
    const plain = await plainRun(program, join(directory, 'plain'));
    const what = ['hosts', 'node'] as const;
    let times = 0;
    const { kills, restarts, stderr, ...is } = await killedRun(program, join(directory, 'killed'), {
      omrun: commands.path('omrun'),
      every: '100ms',
      wanders: false,
      times: 2,
      next: () => ({ afterMs: 150, what: what[times++]! }),
    });
    expect(is, stderr).toEqual(plain);
    expect(kills).toBeGreaterThan(0);
    expect(restarts, stderr).toBeGreaterThan(0);
  }, 120_000);

  it('has what it starts with Node.js go on, too, and each keeps its states for itself', async () => {
    const program = join(PROGRAMS, 'family.ts');
    const plain = await plainRun(program, join(directory, 'plain-family'));
    const { kills, restarts, stderr, ...is } = await killedRun(program, join(directory, 'killed-family'), {
      omrun: commands.path('omrun'),
      every: '100ms',
      wanders: false,
      times: 2,
      next: () => ({ afterMs: 300, what: 'hosts' }),
    });
    expect(is, stderr).toEqual(plain);
    expect(restarts, stderr).toBeGreaterThan(0);
  }, 120_000);

  it('goes on with another agent where that of its home was killed, and so do programs that it has started', async () => {
    const program = join(PROGRAMS, 'family.ts');
    const plain = await plainRun(program, join(directory, 'plain-agent'));
    const own = join(directory, 'agent');
    mkdirSync(own);
    const omrun = commands.start(
      'omrun',
      ['--checkpoint-every', '100ms', '--checkpoint-dir', directory, program],
      own,
    );
    const { stdout, stderr, over } = heard(omrun);
    while (stdout().split('\n').length < 6) await sleep(5);
    const { stdout: text } = await commands.run('mosctl', ['status', '--json']);
    process.kill(JSON.parse(text)[0].agent.pid, 'SIGKILL');
    expect(await over, stderr()).toBe(0);
    expect(stdout()).toBe(plain.stdout);
    expect(stderr()).toMatch(/its agent \(pid \d+\) is gone; it goes on from its (?:state|beginning)/);
  }, 120_000);

  it('in the background too, under the name that it has, as often as it is killed', async () => {
    const file = join(directory, 'count.ts');
    writeFileSync(
      file,
      `let x = 1;
for (let i = 0; i < 60; i++) {
  for (let j = 0; j < 1_500_000; j++) x = (x * 48271) % 2147483647;
  console.log(i);
}
`,
    );
    const { stdout: name } = await commands.run('omrun', [
      '-d',
      '--nodes',
      '1',
      '--checkpoint-every',
      '100ms',
      '--checkpoint-dir',
      directory,
      file,
    ]);
    const pid = Number(name.trim().split(':')[1]);
    const looked = heard(commands.start('omrun', ['--attach', String(pid)]));
    for (const lines of [10, 20]) {
      while (looked.stdout().split('\n').length < lines) await sleep(5);
      for (const one of descendants(pid)) if (/permission/.test(one.command)) killed(one.pid);
    }
    expect(await looked.over, looked.stderr()).toBe(0);
    expect(looked.stdout()).toBe(Array.from({ length: 60 }, (_, i) => `${i}\n`).join(''));
    expect(looked.stderr()).toMatch(/it goes on from its (?:state|beginning)/);
  }, 120_000);

  it('ends, and has done nothing twice, where it does something else the second time', async () => {
    const file = join(directory, 'heap.ts');
    writeFileSync(
      file,
      `import { getHeapStatistics } from 'node:v8';
let x = 1;
for (let i = 0; i < 400; i++) {
  for (let j = 0; j < 500_000; j++) x = (x * 48271) % 2147483647;
  console.log(i, getHeapStatistics().used_heap_size);
}
`,
    );
    const omrun = commands.start('omrun', ['--nodes', '1', '--checkpoint-every', '1h', file], directory);
    const { stdout, stderr, over } = heard(omrun);
    while (stdout().split('\n').length < 20) await sleep(5);
    for (const { pid, command } of descendants(omrun.pid!))
      if (/permission/.test(command)) process.kill(pid, 'SIGKILL');
    expect(await over, stderr()).toBe(1);
    expect(stderr()).toMatch(/done again, its call \d+ \(stdio\.write\) is not what it was/);
    const printed = stdout().trimEnd().split('\n');
    expect(printed.map((line) => Number(line.split(' ')[0]))).toEqual(printed.map((_, at) => at));
  }, 120_000);

  it('is lost, with the reason, where it has done what cannot be done again', async () => {
    const file = join(directory, 'keys.ts');
    writeFileSync(
      file,
      `import { generateKeyPairSync } from 'node:crypto';
const { publicKey } = generateKeyPairSync('ed25519');
console.log(publicKey.asymmetricKeyType);
const later = Promise.resolve().then.call(import('node:timers/promises').then((t) => t.setTimeout(1)), () => {});
await later;
for (;;) { let x = 0; for (let i = 0; i < 1e6; i++) x += i; await new Promise((done) => setTimeout(done, 1)); console.log(x > 0 && ''); }
`,
    );
    const omrun = commands.start(
      'omrun',
      ['--nodes', '1', '--checkpoint-every', '1h', '--no-addons', file],
      directory,
    );
    const { stdout, stderr, over } = heard(omrun);
    while (!stdout().includes('ed25519\n\n')) await sleep(5);
    for (const { pid, command } of descendants(omrun.pid!))
      if (/permission/.test(command)) process.kill(pid, 'SIGKILL');
    const code = await over;
    // A checkpoint that came in time closes the gap: then it goes on, and is ended here.
    expect(
      { code, told: /cannot be done again: .*(?:generateKeyPairSync|promise)/.test(stderr()) },
      stderr(),
    ).toEqual({
      code: 1,
      told: true,
    });
  }, 120_000);
});

function heard(child: ChildProcess): { stdout(): string; stderr(): string; over: Promise<number | null> } {
  const text = { out: '', err: '' };
  child.stdout!.setEncoding('utf8').on('data', (piece: string) => {
    text.out += piece;
  });
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    text.err += piece;
  });
  return {
    stdout: () => text.out,
    stderr: () => text.err,
    over: new Promise((done) => child.on('close', (code) => done(code))),
  };
}
