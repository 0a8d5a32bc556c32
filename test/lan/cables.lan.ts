/** Cables that are pulled and plugged in again, switches that fall silent, machines that die. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../support/commands.ts';
import { type LanNode, Running, until } from '../support/lan/node.ts';
import { Trio } from './trio.ts';

const program = fileURLToPath(new URL('./programs/steady.ts', import.meta.url));
const state = fileURLToPath(new URL('./programs/state.ts', import.meta.url));
/** As the specification has it. */
const DOWN_MS = 20_000;
/** Longer than a connection over which nothing comes is kept. */
const SILENT_MS = 28_000;

let trio: Trio;
beforeAll(async () => {
  trio = await Trio.build();
});
afterAll(() => trio.remove());

/** A program that counts on `at`, with its home on the first machine. */
async function counting(at: LanNode, name: string, ...options: string[]): Promise<Running> {
  const running = new Running(trio.nodes[0], ...options, '-j', String(at.id), program, name);
  await running.says(20);
  return running;
}

/** Tells it to stop. @returns how it ended */
async function stop(running: Running, name: string): Promise<Ended> {
  writeFileSync(trio.nodes[0].path(name), '');
  return running.ended;
}

/** Each number once, in order, to the end. */
function isWhole(stdout: string): boolean {
  const lines = stdout.trimEnd().split('\n');
  const last = lines.pop();
  return lines.every((line, index) => line === String(index + 1)) && last === `stopped at ${lines.length}`;
}

describe('links', () => {
  beforeAll(() => trio.startByMap());
  afterAll(async () => {
    for (const node of trio.nodes) await node.shutdown();
  });

  it('a cable pulled for 20 s, a silent switch for longer: the tasks go on, no byte lost or doubled', async () => {
    const [, second, third] = trio.nodes;
    const pulled = await counting(second, 'pulled');
    const silenced = await counting(third, 'silenced');
    const downFor = async (ms: number, down: () => void, up: () => void): Promise<void> => {
      down();
      await sleep(ms);
      up();
    };
    const { lan } = trio;
    await Promise.all([
      downFor(
        DOWN_MS,
        () => lan.unplug(second.machine),
        () => lan.plug(second.machine),
      ),
      downFor(
        SILENT_MS,
        () => lan.silence(third.machine),
        () => lan.hear(third.machine),
      ),
    ]);
    for (const [running, name] of [
      [pulled, 'pulled'],
      [silenced, 'silenced'],
    ] as const) {
      await running.says(20);
      const { stdout, stderr, code } = await stop(running, name);
      expect({ code, stderr, isWhole: isWhole(stdout) }).toEqual({ code: 0, stderr: '', isWhole: true });
    }
  });

  it('moves that a pulled cable breaks: the task goes on where it was', async () => {
    const [, second, third] = trio.nodes;
    const running = await counting(second, 'broken', '--migrate-every', '100');
    for (const machine of [third.machine, second.machine, third.machine]) {
      trio.lan.unplug(machine);
      await sleep(1500);
      trio.lan.plug(machine);
      await running.says(20);
    }
    const { stdout, stderr, code } = await stop(running, 'broken');
    expect({ code, stderr, isWhole: isWhole(stdout) }).toEqual({ code: 0, stderr: '', isWhole: true });
  });
});

describe('a slow network', () => {
  beforeAll(() => trio.startByMap());
  afterAll(async () => {
    for (const node of trio.nodes) await node.shutdown();
  });

  it('a state that takes its time on the way arrives whole, and other tasks go on meanwhile', async () => {
    const [home, second] = trio.nodes;
    trio.lan.slow(second.machine, 8);
    const beside = await counting(second, 'beside');
    const options = ['--migrate-every', '1000', '--stats', 'slow.jsonl'];
    const moving = new Running(home, ...options, state, '1000000', '250');
    const { stdout, stderr, code } = await moving.ended;
    expect({ code, stderr, end: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      stderr: '',
      end: '0 wrong',
    });
    const plain = await home.must('omrun', '-L', '--home', state, '1000000', '250');
    expect(stdout).toBe(plain);
    const life = readFileSync(home.path('slow.jsonl'), 'utf8');
    expect(life).toMatch(/"event":"migration".*"to":2/);
    await beside.says(20);
    expect(isWhole((await stop(beside, 'beside')).stdout)).toBe(true);
    trio.lan.slow(second.machine, null);
  });
});

describe('machines that die', () => {
  it('all its processes at once, the link up: told on proof, long before the patience is over', async () => {
    await trio.startByMap();
    const [, second] = trio.nodes;
    const running = await counting(second, 'killed', '--lost-after', '86400');
    await second.machine.killAll();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^omrun: task lost: .*2.*\n$/),
    });
    for (const node of trio.nodes) if (node !== second) await node.shutdown();
  });

  it('its cable pulled: told when the patience is over; what it executes is fenced when it is back', async () => {
    await trio.startByMap();
    const [first, second, third] = trio.nodes;
    const dying = await counting(second, 'dying', '--lost-after', '4');
    const fenced = await counting(third, 'fenced', '--lost-after', '4');
    for (const { machine } of [second, third]) trio.lan.unplug(machine);
    await second.machine.killAll();
    for (const [running, id] of [
      [dying, 2],
      [fenced, 3],
    ] as const) {
      const { code, stderr } = await running.ended;
      const word = `omrun: task lost: node ${id} (lab${id}) is silent since 4 s (--lost-after)\n`;
      expect({ code, stderr }).toEqual({ code: 1, stderr: word });
    }
    trio.lan.plug(third.machine);
    await until(async () => (await first.sees()).includes('lab3'));
    await until(async () => (await third.status()).find(({ isSelf }) => isSelf)?.info.guests === 0);
    expect(third.machine.processes().filter(({ command }) => command.includes('-e')).length).toBeLessThan(2);
    for (const node of [first, third]) await node.shutdown();
  });
});
