/** Checkpoint files: a task goes on from one as if nothing had been, whatever was killed or broke in between. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands, ended } from '../support/commands.ts';
import { descendants, gone, isAlive } from '../support/processes.ts';

/** Timers, an open file of each kind, a closure, standard input; prints what it can tell of itself. */
const PROGRAM = `
import fs from 'node:fs';
fs.mkdirSync('made', { recursive: true });
process.chdir('made');
const log = fs.openSync('log.txt', 'w');
const added = fs.openSync('added.txt', 'a');
const input = fs.openSync('../numbers.txt', 'r');
const counter = (() => { let n = 0; return () => ++n; })();
const seen = new Map<string, number>();
let x = 1;
const slice = () => {
  const n = counter();
  for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
  const piece = Buffer.alloc(4);
  fs.readSync(input, piece, 0, 4, null);
  const fromStdin = Buffer.alloc(3);
  const got = fs.readSync(0, fromStdin, 0, 3, null);
  seen.set('slice ' + n, x);
  fs.writeSync(log, 'log ' + n + '\\n');
  fs.writeSync(added, 'added ' + n + '\\n');
  console.log(n, x, seen.size, JSON.stringify(String(piece)), JSON.stringify(fromStdin.toString('utf8', 0, got)), process.cwd().endsWith('made'));
  if (n < 60) setTimeout(slice, 5);
  else console.log('logs', fs.readFileSync('log.txt', 'utf8').length, fs.readFileSync('added.txt', 'utf8').length);
};
slice();
`;

let commands: Commands;
let expected: string;
const at = (name: string): string => join(commands.directory, name);
const lines = (name: string): number =>
  existsSync(at(name)) ? readFileSync(at(name), 'utf8').split('\n').length - 1 : 0;

beforeAll(async () => {
  commands = new Commands();
  writeFileSync(at('work.ts'), PROGRAM);
  writeFileSync(at('numbers.txt'), Array.from({ length: 80 }, (_, n) => String(1000 + n)).join(''));
  writeFileSync(at('stdin.txt'), Array.from({ length: 70 }, (_, n) => String(100 + n)).join(''));
  expected = (await commands.shell('omrun -L work.ts < stdin.txt')).stdout;
  expect(expected.split('\n')).toHaveLength(62);
});
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

/** A run in the shell's background, so that its streams are files; gives omrun's pid. */
function begin(options: string, output: string): { pid: number; over: Promise<unknown> } {
  rmSync(at('made'), { recursive: true, force: true });
  const line = `exec ${process.execPath} ${commands.path('omrun')} ${options} work.ts < stdin.txt > ${output}`;
  const script = join(commands.directory, `${output}.sh`);
  writeFileSync(script, line);
  const child = commands.startShell(script);
  return { pid: child.pid!, over: ended(child) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

async function checkpoint(pid: number, file: string): Promise<void> {
  const { stdout, stderr, code } = await commands.run('migrate', [String(pid), 'checkpoint', file]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).toContain(file);
}

describe.skipIf(process.platform !== 'linux')('a checkpoint', () => {
  it('goes on after everything was killed, to the same output and the same files', async () => {
    const { pid, over } = begin('', 'killed.out');
    await until(() => lines('killed.out') > 8);
    await checkpoint(pid, at('killed.checkpoint'));
    const then = lines('killed.out');
    await until(() => lines('killed.out') > then + 5);
    const family = descendants(pid);
    process.kill(pid, 'SIGKILL');
    await over;
    await gone(family);

    const { stderr, code } = await commands.shell('omrun --restore killed.checkpoint >> killed.out');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(readFileSync(at('killed.out'), 'utf8')).toBe(expected);
  }, 120_000);

  it('is taken of a task that wanders between nodes, again and again, and the last two stay', async () => {
    mkdirSync(at('kept'));
    const options = '--nodes 2 --migrate-every 60 --checkpoint-every 150ms --checkpoint-dir kept';
    const { pid, over } = begin(options, 'wandered.out');
    await until(() => lines('wandered.out') > 20 && readdirSync(at('kept')).length > 1);
    const family = descendants(pid);
    for (const one of [pid, ...family.map((each) => each.pid)])
      if (isAlive(one)) process.kill(one, 'SIGKILL');
    await over;
    await gone(family);

    const files = readdirSync(at('kept')).filter((name) => name.endsWith('.checkpoint'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.length).toBeLessThanOrEqual(3);
    const number = (name: string): number => Number(/\.(\d+)\.checkpoint$/.exec(name)![1]);
    const [newest] = files.sort((a, b) => number(b) - number(a));
    const { stderr, code } = await commands.shell(
      `omrun --nodes 2 --migrate-every 60 --restore kept/${newest} >> wandered.out`,
    );
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(readFileSync(at('wandered.out'), 'utf8')).toBe(expected);
  }, 180_000);

  it('stops or ends the task where it is asked to', async () => {
    const { pid, over } = begin('', 'stopped.out');
    await until(() => lines('stopped.out') > 4);
    const stopped = await commands.run('migrate', [String(pid), 'chkstop', at('stopped.checkpoint')]);
    expect(stopped).toMatchObject({ stderr: '', code: 0 });
    const before = readFileSync(at('stopped.out'), 'utf8');
    await sleep(300);
    expect(readFileSync(at('stopped.out'), 'utf8')).toBe(before);
    process.kill(pid, 'SIGCONT');
    await until(() => lines('stopped.out') > before.split('\n').length);

    const left = await commands.run('migrate', [String(pid), 'chkexit', at('left.checkpoint')]);
    expect(left).toMatchObject({ stderr: '', code: 0 });
    expect(await over).toMatchObject({ signal: 'SIGTERM' });
    const { code } = await commands.shell('omrun --restore left.checkpoint >> stopped.out');
    expect(code).toBe(0);
    expect(readFileSync(at('stopped.out'), 'utf8')).toBe(expected);
  }, 120_000);

  it('of a server and its client finds connections reset, and the server listens again', async () => {
    writeFileSync(
      at('serving.ts'),
      `
      import net from 'node:net';
      const server = net.createServer((socket) => void socket.on('error', () => {}).pipe(socket));
      server.listen(0, '127.0.0.1', () => ask('first'));
      function ask(word: string) {
        const { port } = server.address() as net.AddressInfo;
        const client = net.connect(port, '127.0.0.1', () => client.write(word));
        client.on('data', (said) => {
          console.log(String(said));
          if (word === 'second') client.end(() => server.close());
        });
        client.on('error', ({ code }) => setTimeout(ask, 100, 'second', console.log(code)));
      }`,
    );
    const child = commands.start('omrun', ['serving.ts']);
    const over = ended(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const left = await commands.run('migrate', [String(child.pid), 'chkexit', at('serving.checkpoint')]);
    expect(left).toMatchObject({ stderr: '', code: 0 });
    await over;
    const restored = await commands.run('omrun', ['--restore', 'serving.checkpoint']);
    expect(restored).toMatchObject({ stdout: 'ECONNRESET\nsecond\n', stderr: '', code: 0 });
  }, 60_000);

  it('of a socket of UDP and a watch: the socket is bound where it was', async () => {
    writeFileSync(
      at('udp.ts'),
      `
      import dgram from 'node:dgram';
      import fs from 'node:fs';
      const watch = fs.watch('.');
      const socket = dgram.createSocket('udp4', (bytes, from) => {
        console.log('came', String(bytes), from.address);
        if (String(bytes) === 'last') {
          socket.close();
          watch.close();
        }
      });
      socket.bind(0, '127.0.0.1', () => console.log('port', socket.address().port));`,
    );
    const child = commands.start('omrun', ['udp.ts']);
    const over = ended(child);
    const first = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
    const left = await commands.run('migrate', [String(child.pid), 'chkexit', at('udp.checkpoint')]);
    expect(left).toMatchObject({ stderr: '', code: 0 });
    await over;
    const restored = commands.run('omrun', ['--restore', 'udp.checkpoint']);
    // Until somebody is there.
    const sender = createSocket('udp4');
    const beat = setInterval(() => sender.send('last', Number(/\d+/.exec(String(first))), '127.0.0.1'), 50);
    expect(await restored).toMatchObject({ stdout: 'came last 127.0.0.1\n', stderr: '', code: 0 });
    clearInterval(beat);
    sender.close();
  }, 60_000);

  it('that is interrupted by kill -9 leaves the old file as it was', async () => {
    writeFileSync(
      at('big.ts'),
      `
      const big = new Uint8Array(300_000_000).fill(7);
      console.log('ready');
      for (let n = 0; ; n++) if (n % 1_000_000 === 0 && big[n % big.length] !== 7) console.log('broken');`,
    );
    const child = commands.start('omrun', ['big.ts']);
    const over = ended(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const file = at('big.checkpoint');
    writeFileSync(file, 'the old one');
    const asked = commands.run('migrate', [String(child.pid), 'checkpoint', file]);
    await until(() => readdirSync(commands.directory).some((name) => name.startsWith('.big.checkpoint.')));
    child.kill('SIGKILL');
    await over;
    expect(await asked).toMatchObject({ code: 1 });
    expect(readFileSync(file, 'utf8')).toBe('the old one');
    for (const name of readdirSync(commands.directory)) if (name.startsWith('.big')) rmSync(at(name));
  }, 120_000);

  it('is refused with one line where it cannot be gone on with', async () => {
    const { pid, over } = begin('', 'refused.out');
    await until(() => lines('refused.out') > 4);
    const { code } = await commands.run('migrate', [String(pid), 'chkexit', at('good.checkpoint')]);
    expect(code).toBe(0);
    await over;
    const good = readFileSync(at('good.checkpoint'));
    const refusal = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(at('bad.checkpoint'), bytes);
      const outcome = await commands.run('omrun', ['--restore', 'bad.checkpoint']);
      expect(outcome).toMatchObject({ stdout: '', code: 1 });
      expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
      return outcome.stderr;
    };
    const flipped = Buffer.from(good);
    flipped[flipped.length >> 1]! ^= 1;
    expect(await refusal(flipped)).toMatch(/damaged: its checksum does not match/);
    expect(await refusal(good.subarray(0, good.length - 100))).toMatch(/cut off/);
    expect(await refusal(Buffer.from('#!/bin/sh\necho no\n'))).toMatch(/is no checkpoint of omosix/);
    const newer = Buffer.from(good);
    newer.writeUInt32BE(99, 8);
    expect(await refusal(newer)).toMatch(/of a newer omosix \(version 99/);

    rmSync(at('made/added.txt'));
    const missing = await refusal(good);
    expect(missing).toMatch(/the task had .*added\.txt open: ENOENT/);
  }, 120_000);

  it('says so where the disk is full, and the task goes on', async (context) => {
    const full = at('full');
    mkdirSync(full);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', full], { stdio: 'ignore' });
    } catch {
      return context.skip('only root can mount a small file system');
    }
    try {
      const { pid, over } = begin('', 'full.out');
      await until(() => lines('full.out') > 4);
      const { stderr, code } = await commands.run('migrate', [String(pid), 'checkpoint', join(full, 'it')]);
      expect({ stderr, code }).toMatchObject({
        stderr: expect.stringMatching(/cannot be written: ENOSPC/),
        code: 1,
      });
      expect(readdirSync(full)).toEqual([]);
      expect(await over).toMatchObject({ code: 0 });
      expect(readFileSync(at('full.out'), 'utf8')).toBe(expected);
    } finally {
      execFileSync('umount', [full]);
    }
  }, 120_000);

  it('of a file that was deleted meanwhile is not taken, and it says which', async () => {
    const { pid, over } = begin('', 'deleted.out');
    await until(() => lines('deleted.out') > 4);
    rmSync(at('made/log.txt'));
    const { stderr, code } = await commands.run('migrate', [String(pid), 'checkpoint', at('never')]);
    expect({ stderr, code }).toMatchObject({
      stderr: expect.stringMatching(/deleted file .*log\.txt/),
      code: 1,
    });
    expect(existsSync(at('never'))).toBe(false);
    expect(readdirSync(commands.directory).filter((name) => name.endsWith('.draft'))).toEqual([]);
    process.kill(pid, 'SIGTERM');
    await over;
  }, 120_000);
});

describe('names of checkpoints', () => {
  it('carry program, pid and number, in the directory where omrun was started', async () => {
    const { pid, over } = begin('', 'named.out');
    await until(() => lines('named.out') > 2);
    const { stdout } = await commands.run('migrate', [String(pid), 'chkexit']);
    await over;
    expect(stdout).toContain(at(`work.${pid}.1.checkpoint`));
    expect(existsSync(at(`work.${pid}.1.checkpoint`))).toBe(true);
  }, 60_000);
});
