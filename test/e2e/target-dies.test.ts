/** kill -9 of what a task is moving to, in the middle of the transfer: it goes on where it was. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { Commands, ended } from '../support/commands.ts';
import { bytesRead, descendants, gone, isAlive } from '../support/processes.ts';

const STATE_BYTES = 150_000_000;
/** So much of the state has arrived at the target when it is killed. */
const PART_BYTES = 30_000_000;

/**
 * Fills an array, changes it and prints now and then, and checks at the end that nothing in it was harmed. A single large one travels
 * ahead, while the task runs; many of less than 16 KiB travel in the freeze.
 */
const PROGRAM = `
const count = Number(process.argv[2]);
const state = Array.from({ length: count }, () => new Uint8Array(${STATE_BYTES} / count));
for (const part of state) for (let i = 0; i < part.length; i++) part[i] = (i * 7) & 255;
console.log('filled');
let x = 1;
for (let round = 0; round < 30; round++) {
  for (let i = 0; i < 3_000_000; i++) x = (x * 48271) % 2147483647;
  for (const part of state) for (let i = round; i < part.length; i += 30) part[i]++;
  if (round % 10 === 0) console.log('round', round, x);
}
let wrong = 0;
for (const part of state) for (let i = 0; i < part.length; i++) if (part[i] !== ((i * 7 + 1) & 255)) wrong++;
console.log('wrong', wrong);
`;
const AHEAD = '1';
const FROZEN = '10000';

let commands: Commands;
let expected: string;
beforeAll(async () => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'large.ts'), PROGRAM);
  expected = (await commands.run('omrun', ['--nodes', '1', '-L', 'large.ts', AHEAD])).stdout;
});
afterAll(() => commands.remove());
afterEach(() => expect(commands.leftovers()).toEqual([]));

describe.skipIf(process.platform !== 'linux')('in the middle of the transfer', () => {
  it.each([
    ['agent', AHEAD, 'while large buffers travel ahead'],
    ['host', AHEAD, 'while large buffers travel ahead'],
    ['agent', FROZEN, 'in the freeze'],
    ['host', FROZEN, 'in the freeze'],
  ] as const)(
    'the %s of the target is killed (%s arrays: %s)',
    async (victim, count, _) => {
      const stats = `${victim}-${count}.jsonl`;
      const options = ['--nodes', '2', '--migrate-every', '1000', '--stats', stats];
      const child = commands.start('omrun', [...options, 'large.ts', count]);
      const end = ended(child);
      let running = true;
      void end.then(() => {
        running = false;
      });

      const target = await appears(child.pid!, '--id 2');
      // What an agent reads before a transfer is small: handshakes, heartbeats, the program.
      while (running && bytesRead(target) < PART_BYTES) await sleep(1);
      const hosts = descendants(target);
      const family = descendants(child.pid!);
      if (victim === 'agent') process.kill(target, 'SIGKILL');
      else for (const { pid } of hosts) process.kill(pid, 'SIGKILL');

      const outcome = await end;
      expect(outcome).toMatchObject({ stdout: expected, stderr: '', code: 0, signal: null });
      const life = readFileSync(join(commands.directory, stats), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as TaskLifeEvent);
      const stayed = life.find(({ event }) => event === 'stayed');
      expect(stayed).toMatchObject({ node: 1, to: 2 });
      await gone(family);
    },
    240_000,
  );

  it('a target that never answers keeps no task from going on', async () => {
    const child = commands.start('omrun', ['--nodes', '2', '--migrate-every', '1000', 'large.ts', AHEAD]);
    const end = ended(child);
    const target = await appears(child.pid!, '--id 2');
    process.kill(target, 'SIGSTOP');
    try {
      expect(await end).toMatchObject({ stdout: expected, code: 0 });
    } finally {
      if (isAlive(target)) process.kill(target, 'SIGCONT');
    }
  }, 240_000);
});

/** Pid of the process below `parent` whose command line contains `words`. */
async function appears(parent: number, words: string): Promise<number> {
  for (;;) {
    const found = descendants(parent).find(({ command }) => command.includes(words));
    if (found) return found.pid;
    await sleep(5);
  }
}
