import { expect, test } from 'vitest';
import { Watch } from '../../agent/alerts/watch.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

const node = (id: number, state: NodeView['state'], isSelf = false): NodeView =>
  ({ info: { id, name: `lab${id}` }, state, isSelf, ageMs: 0 }) as NodeView;
const end = (task: string, code: number | null, signal: string | null = null): TaskLifeEvent => ({
  event: 'end',
  atMs: 9,
  task,
  node: 2,
  code,
  signal,
  migrations: 0,
  cpuMs: 1,
});
const lost: TaskLifeEvent = { event: 'lost', atMs: 8, task: '1:7', node: 2, reason: 'its node is gone' };
const start: TaskLifeEvent = { event: 'start', atMs: 8, task: '1:7', node: 1 } as TaskLifeEvent;
const commandOf = (): string => 'simulate.ts';

test('a node that was up and is not, and is again: each change once', () => {
  const watch = new Watch();
  const at = (...states: NodeView['state'][]) =>
    states.map((state) => watch.nodes(5, [node(1, 'alive', true), node(2, state)]).map(({ event }) => event));
  expect(at('dead', 'alive', 'suspect', 'alive')).toEqual([[], [], [], []]);
  expect(at('dead', 'dead', 'suspect', 'alive', 'alive')).toEqual([['node-down'], [], [], ['node-back'], []]);
  expect(watch.nodes(5, [node(2, 'dead')])).toEqual([
    { event: 'node-down', atMs: 5, text: 'node 2 (lab2) is down', node: 2, name: 'lab2' },
  ]);
});

test('a task that fails or is lost for good; not one that its user ends, nor one that goes on', () => {
  const watch = new Watch();
  const life = (...events: TaskLifeEvent[]) => events.flatMap((event) => watch.life(event, commandOf));
  expect(life(end('1:7', 3))).toEqual([
    {
      event: 'task-failed',
      atMs: 9,
      text: 'task 1:7 (simulate.ts) ended with exit code 3',
      task: '1:7',
      command: 'simulate.ts',
      code: 3,
      signal: null,
    },
  ]);
  expect(life(end('1:7', null, 'SIGSEGV'))).toMatchObject([{ event: 'task-failed', signal: 'SIGSEGV' }]);
  expect(life(lost, end('1:7', null))).toMatchObject([{ event: 'task-lost', reason: 'its node is gone' }]);
  expect(life(end('1:7', null))).toMatchObject([{ reason: 'its omrun was killed, or its agent lost it' }]);
  expect(life(lost, start, end('1:7', 0))).toEqual([]);
  expect(life(end('1:7', null, 'SIGINT'), end('1:7.2', 1))).toEqual([]);
});

test('memory and disk: once, and again when there was enough in between', () => {
  const watch = new Watch();
  const free = (...percent: number[]) =>
    percent.map((freeBytes) => [
      watch.memory(5, { freeBytes, totalBytes: 100 }).length,
      watch.disk(5, '/home', { freeBytes, totalBytes: 100 }).length,
    ]);
  expect(free(50, 4, 7, 4, 1, 3, 1, 11, 4, 1)).toEqual([
    [0, 0],
    [1, 0],
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 0],
    [0, 0],
    [1, 0],
    [0, 1],
  ]);
});

test('a task with --ha that has had too few standbys for a while, and has enough again: each once', () => {
  const watch = new Watch();
  const one = { task: '1:7', command: 'serve.ts', wanted: 2, reason: 'no room' };
  const at = (atMs: number, standbys: number) =>
    watch.standbys(atMs, [{ ...one, standbys }]).map(({ event, text }) => `${event}: ${text}`);
  expect([at(0, 1), at(9_000, 1), at(9_500, 2), at(12_000, 1), at(21_000, 0)].flat()).toEqual([]);
  expect([at(22_000, 1), at(60_000, 0), at(61_000, 2), at(62_000, 2)].flat()).toEqual([
    'standbys-missing: task 1:7 (serve.ts) has 1 of 2 standbys: no room',
    'standbys-back: task 1:7 (serve.ts) has 2 of 2 standbys again',
  ]);
  // One that is over is forgotten.
  at(70_000, 1);
  expect(watch.standbys(75_000, [])).toEqual([]);
  expect(at(81_000, 1)).toEqual([]);
});
