/** A stopped deputy stops its task, wherever that executes. The deputy is a process that is really stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { isAlive } from './fixtures/processes.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

const MIB = 1 << 20;
const counted = (steps: number): number[] => Array.from({ length: steps }, (_, index) => index + 1);

let bundle: Bundle;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());

describe.skipIf(process.platform !== 'linux')('a stopped deputy', () => {
  let cluster: TestCluster;
  let user: AgentClient;
  let deputy: ChildProcess;
  let task: ScriptedTask;
  let other: ScriptedTask;
  afterEach(async () => {
    deputy.kill('SIGKILL');
    await cluster.stop();
  });

  /** The task on `node`, and another one at home whose count tells time. */
  async function start(nodes: number, node: number, ballast = 0): Promise<void> {
    cluster = await TestCluster.start(bundle, nodes);
    deputy = spawn('sleep', ['1000']);
    user = await cluster.client(cluster.nodes[0]!);
    const run = async (
      ...how: Parameters<typeof ScriptedTask.run> extends [unknown, ...infer R] ? R : never
    ) => ScriptedTask.run(await cluster.client(cluster.nodes[0]!), ...how);
    task = await run({ steps: 1e9, stepMs: 3, ballast }, { nodes: [node], pid: deputy.pid! });
    other = await run({ steps: 1e9, stepMs: 3 });
    await until(() => task.lines.length > 5 && other.lines.length > 5);
  }
  const stateOf = async (): Promise<string | undefined> =>
    (await user.tasks()).find(({ task: name }) => name === task.name)?.state;
  const is = (state: string): Promise<void> => until(async () => (await stateOf()) === state);
  const stateOfHost = (): string => {
    try {
      const stat = readFileSync(`/proc/${task.hostPid}/stat`, 'latin1');
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch {
      // It has just left.
      return '';
    }
  };
  async function ticks(count: number): Promise<void> {
    const from = other.lines.length;
    await until(() => other.lines.length >= from + count);
  }
  /** What was said before the stop has arrived; from then on it says nothing. */
  async function standsStill(): Promise<void> {
    await until(() => stateOfHost() === 'T');
    await ticks(20);
    const before = task.lines.length;
    await ticks(100);
    expect(task.lines.length).toBe(before);
  }
  async function goesOn(): Promise<void> {
    const before = task.lines.length;
    deputy.kill('SIGCONT');
    await until(() => task.lines.length > before + 20);
    await is('running');
  }
  async function endsWell(): Promise<void> {
    await task.finish();
    expect(task.lines.map(({ count }) => count)).toEqual(counted(task.lines.length));
  }

  it.each([
    ['at home', 1, 'SIGSTOP'],
    ['on another node', 2, 'SIGTSTP'],
    ['on another node, for the terminal', 2, 'SIGTTIN'],
  ] as const)('%s: the task stands still, and goes on with it', async (_, node, signal) => {
    await start(2, node);
    for (let round = 0; round < 2; round++) {
      deputy.kill(signal);
      await is('stopped');
      await standsStill();
      await goesOn();
    }
    await endsWell();
  });

  it('is not moved, and migrate says why', async () => {
    await start(2, 1);
    deputy.kill('SIGSTOP');
    await is('stopped');
    await expect(user.migrate(task.name, 2)).rejects.toMatchObject({
      code: 'EREFUSED',
      message: `task ${task.name} is stopped and cannot move (fg, or kill -CONT ${deputy.pid}, lets it go on)`,
    });
    deputy.kill('SIGCONT');
    await is('running');
    expect(await user.migrate(task.name, 2)).toMatchObject({ event: 'migration', to: 2 });
    await endsWell();
  });

  it('in the midst of moves: each ends well, and the task stands still where it is', async () => {
    await start(3, 1, 8 * MIB);
    const ends = new Set<string>();
    for (let round = 0; round < 8; round++) {
      const moved = user.migrate(task.name, 2 + (round % 2)).catch((error: Error) => error);
      await ticks(round * 4);
      deputy.kill('SIGSTOP');
      const end = await moved;
      ends.add('event' in end ? end.event : end.message);
      await is('stopped');
      await until(() => stateOfHost() === 'T');
      await goesOn();
    }
    expect([...ends].filter((end) => !/migration|stayed|is stopped/.test(end))).toEqual([]);
    await endsWell();
  });

  it('goes away: its stopped task is killed', async () => {
    await start(2, 2);
    deputy.kill('SIGSTOP');
    await is('stopped');
    await until(() => stateOfHost() === 'T');
    const host = task.hostPid!;
    task.client.close();
    await until(() => !isAlive(host));
  });
});
