import { describe, expect, it } from 'vitest';
import { decide, verdict } from '../../agent/balance/decide.ts';
import { explain } from '../../agent/balance/explain.ts';
import type { TaskView } from '../../agent/balance/view.ts';
import type { NodeView } from '../../protocol/node.ts';
import { balanceView, GIB, nodeView, taskView } from './views.ts';

const MIB = 2 ** 20;
/** It has swapped out so much. */
const full = (id: number, excessBytes: number, more: Partial<NodeView['info']> = {}): NodeView =>
  nodeView(id, { freeBytes: 0, excessBytes, load: 300, ...more });
const tasks = (...bytes: number[]): TaskView[] =>
  // Too young for any balancing.
  bytes.map((memoryBytes, i) => taskView({ task: `1:${i + 1}`, cpuMs: 10, memoryBytes }));

const moves = (nodes: NodeView[], of: TaskView[]): [string, number][] =>
  decide(balanceView({ nodes, tasks: of })).map(({ task, to }) => [task, to]);

describe('a node that runs out of memory', () => {
  it('sends away the smallest task that is enough, however young it is', () => {
    const here = full(1, 300 * MIB);
    expect(moves([here, nodeView(2)], tasks(GIB, 100 * MIB, 400 * MIB, 600 * MIB))).toEqual([['1:3', 2]]);
  });

  it('sends away the largest where none is enough, and another where that fits nowhere', () => {
    const here = full(1, 2 * GIB);
    expect(moves([here, nodeView(2)], tasks(100 * MIB, GIB))).toEqual([['1:2', 2]]);
    expect(moves([here, nodeView(2, { freeBytes: GIB / 2 })], tasks(100 * MIB, GIB))).toEqual([['1:1', 2]]);
  });

  it('sends it where it fits best of those that are as fast', () => {
    const nodes = [
      full(1, 0),
      nodeView(2, { freeBytes: 6 * GIB }),
      nodeView(3, { freeBytes: GIB }),
      nodeView(4, { freeBytes: GIB / 4 }),
      nodeView(5, { freeBytes: GIB, load: 200 }),
    ];
    expect(moves(nodes, tasks(GIB / 2))).toEqual([['1:1', 3]]);
  });

  it('says why', () => {
    const view = balanceView({ nodes: [full(1, 100 * MIB), nodeView(2)], tasks: [] });
    expect(verdict(taskView({ cpuMs: 0, memoryBytes: 200 * MIB }), view)).toMatchObject({
      to: 2,
      reason:
        'node 1 runs out of memory (it should be rid of 164 MiB); node 2 has room for the 200 MiB of this one',
    });
  });

  it('is also one that waits for memory, however much seems free; nothing is sent to such a node', () => {
    const waits = (id: number, memory: number): NodeView =>
      nodeView(id, { freeBytes: 2 * GIB, load: 300, pressure: { memory } });
    expect(moves([waits(1, 20), nodeView(2)], tasks(GIB, 100 * MIB))).toEqual([['1:2', 2]]);
    expect(moves([waits(1, 19.9), nodeView(2)], tasks(GIB, 100 * MIB))).toEqual([]);
    expect(moves([waits(1, 60), waits(2, 60)], tasks(GIB, 100 * MIB))).toEqual([]);
    const view = balanceView({ nodes: [nodeView(1, { load: 500 }), waits(2, 33)] });
    expect(explain(taskView({ cpuMs: 60_000 }), view)).toMatch(
      /node 2: .*; no: waits for memory 33 % of the time/,
    );
  });

  it('is not relieved twice: what is leaving already counts', () => {
    const claims = [{ from: 1, to: 2, atMs: 99_000, memoryBytes: 500 * MIB }];
    const nodes = [full(1, 300 * MIB), nodeView(2)];
    expect(decide(balanceView({ nodes, tasks: tasks(GIB, GIB), claims }))).toEqual([]);
  });

  it.each<[string, NodeView[], Partial<TaskView>]>([
    ['locked', [full(1, GIB), nodeView(2)], { heldBy: 'locked' }],
    ['kept by its user', [full(1, GIB, { stay: true }), nodeView(2)], {}],
    ['just refused', [full(1, GIB), nodeView(2)], { stayed: { atMs: 99_900, times: 1 } }],
    ['without a node that has room', [full(1, GIB), full(2, 0)], {}],
    ['back from where it would go', [full(1, GIB), nodeView(2)], { left: [{ node: 2, atMs: 99_000 }] }],
  ])('keeps a task that is %s', (_, nodes, task) => {
    expect(moves(nodes, [taskView({ cpuMs: 10, ...task })])).toEqual([]);
  });

  it('relieves other nodes of our tasks too, each of one at a time', () => {
    const nodes = [nodeView(1), full(2, GIB), full(3, GIB), nodeView(4)];
    const guests = tasks(GIB, GIB, GIB).map((task, i) => ({ ...task, node: i < 2 ? 2 : 3 }));
    const relieved = decide(balanceView({ nodes, tasks: guests })).map(({ from }) => from);
    expect(relieved).toEqual([2, 3]);
  });
});

describe('a task that uses the files of one node', () => {
  const nodes = [nodeView(1, { load: 100 }), nodeView(2, { load: 30 }), nodeView(3)];
  const files = [{ node: 2, calls: 100, bytes: 400_000_000 }];

  it('is drawn there', () => {
    expect(moves(nodes, [taskView({ files })])).toEqual([['1:1', 2]]);
    expect(moves(nodes, [taskView({ files: [] })])).toEqual([['1:1', 3]]);
  });

  it('stays there though others are freer', () => {
    const there = [nodeView(1), nodeView(2, { load: 250 }), nodeView(3)];
    for (let turn = 0; turn < 8; turn++) {
      const guest = [taskView({ node: 2, files })];
      expect(decide(balanceView({ nodes: there, tasks: guest, atMs: 1e5 + turn * 4_000 }))).toEqual([]);
    }
  });
});
