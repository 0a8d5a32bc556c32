import { describe, expect, it } from 'vitest';
import { decide } from '../../agent/balance/decide.ts';
import { impatience } from '../../agent/balance/patience.ts';
import { NO_RETURN_MS, RESIDENCY_MS, SETTLE_MS, STALE_MS } from '../../agent/balance/tuning.ts';
import type { TaskView } from '../../agent/balance/view.ts';
import type { NodeView } from '../../protocol/node.ts';
import { balanceView, GIB, nodeView, taskView } from './views.ts';

const targets = (view: Parameters<typeof balanceView>[0]): (number | undefined)[] =>
  decide(balanceView(view)).map(({ to }) => to);
const home = nodeView(1, { load: 100 });

/** Guests leave by turns: what is decided in each of ten turns. */
const turns = (view: Parameters<typeof balanceView>[0]) =>
  Array.from({ length: 10 }, (_, i) => targets({ ...view, atMs: 100_000 + i * SETTLE_MS })[0]);

describe('decide', () => {
  it('sends a long task from an idle home to an equal idle node, and says why', () => {
    const [move] = decide(balanceView());
    expect(move).toMatchObject({ task: '1:1', from: 1 });
    expect([2, 3]).toContain(move!.to);
    expect(move!.numbers.slownessHere).toBeCloseTo(1.5);
    expect(move!.reason).toMatch(/^node \d is 1\.5 times as fast for it, as home keeps a reserve/);
  });

  it('gives an idle slow node one of three tasks of a fast one, where that is as good for it, and not one of two', () => {
    const crowded = (load: number) => [nodeView(1, { speed: 12_000, load }), nodeView(2, { speed: 4_000 })];
    const [move] = decide(balanceView({ nodes: crowded(250), tasks: [taskView({ cpuMs: 4_000 })] }));
    expect(move).toMatchObject({ from: 1, to: 2 });
    expect(move!.reason).toMatch(
      /^node 2 is as good for it .*, and those that stay are faster without it; after 4\.0 s/,
    );
    expect(targets({ nodes: crowded(167), tasks: [taskView({ cpuMs: 4_000 })] })).toEqual([]);
    // And it does not come back for its own sake.
    const nodes = [nodeView(1, { speed: 12_000, load: 167 }), nodeView(2, { speed: 4_000, load: 250 })];
    expect(turns({ nodes, tasks: [taskView({ node: 2 })] })).toEqual(Array(10).fill(undefined));
  });

  it('leaves it there: steady loads give no second move', () => {
    const nodes = [nodeView(1), nodeView(2, { load: 100 }), nodeView(3)];
    expect(turns({ nodes, tasks: [taskView({ node: 2 })] })).toEqual(Array(10).fill(undefined));
  });

  it.each<[string, Partial<TaskView>]>([
    ['a young task', { cpuMs: 900 }],
    ['a locked one', { heldBy: 'locked' }],
    ['one that waits for I/O', { cpuRatio: 0.1 }],
    ['one that has just come', { arrivedAtMs: 100_000 - RESIDENCY_MS + 1, left: [{ node: 4, atMs: 0 }] }],
    ['one that has just been refused', { stayed: { atMs: 99_000, times: 1 } }],
    ['one refused again and again, longer', { stayed: { atMs: 90_000, times: 4 } }],
    ['one whose state is too large for its age', { memoryBytes: 500_000_000 }],
    [
      'one that left both nodes lately',
      {
        left: [
          { node: 2, atMs: 99_000 },
          { node: 3, atMs: 99_000 },
        ],
      },
    ],
  ])('does not move %s', (_, task) => {
    expect(targets({ tasks: [taskView(task)] })).toEqual([]);
  });

  it.each<[string, Partial<TaskView>]>([
    ['an old task with a large state', { memoryBytes: 500_000_000, cpuMs: 60_000 }],
    [
      'one whose last move carried little, whatever its memory',
      { memoryBytes: 500_000_000, lastMove: { stateBytes: 1000, freezeMs: 9 } },
    ],
    [
      'one that left long ago',
      {
        left: [
          { node: 2, atMs: 100_000 - NO_RETURN_MS },
          { node: 3, atMs: 0 },
        ],
      },
    ],
    ['one whose refusal is past', { stayed: { atMs: 90_000, times: 1 } }],
  ])('moves %s', (_, task) => {
    expect(targets({ tasks: [taskView(task)] })).toHaveLength(1);
  });

  it.each<[string, NodeView]>([
    ['suspect', nodeView(2, {}, { state: 'suspect' })],
    ['dead', nodeView(2, {}, { state: 'dead' })],
    ['stale', nodeView(2, {}, { ageMs: STALE_MS + 1 })],
    ['blocked', nodeView(2, { blocked: true })],
    ['of another major version of Node', nodeView(2, { nodeVersion: '22.1.0' })],
    ['full', nodeView(2, { freeBytes: 100_000_000 })],
    ['as loaded as home', nodeView(2, { load: 100 })],
    ['slow', nodeView(2, { speed: 7_000 })],
  ])('never chooses a node that is %s', (_, node) => {
    expect(targets({ nodes: [home, node] })).toEqual([]);
  });

  it.each<[string, Partial<NodeView['info']>]>([
    ['stay', { stay: true }],
    ['lstay', { lstay: true }],
  ])('%s at home keeps its own tasks', (_, info) => {
    expect(targets({ nodes: [nodeView(1, { load: 100, ...info }), nodeView(2)] })).toEqual([]);
    // One that is away may come back, and goes nowhere else.
    const crowded = [nodeView(1, info), nodeView(2, { load: 400 }), nodeView(3)];
    expect(new Set(turns({ nodes: crowded, tasks: [taskView({ node: 2 })] }))).toEqual(
      new Set([1, undefined]),
    );
  });

  it('stay keeps guests too, lstay does not', () => {
    const guest = { tasks: [taskView({ node: 2 })] };
    const nodes = (info: Partial<NodeView['info']>) => [
      nodeView(1, { load: 400 }),
      nodeView(2, { load: 400, ...info }),
      nodeView(3),
    ];
    expect(turns({ ...guest, nodes: nodes({ stay: true }) })).toEqual(Array(10).fill(undefined));
    expect(turns({ ...guest, nodes: nodes({ lstay: true }) })).toContain(3);
  });

  it('brings a task home from a node that has got busy, also when home accepts no guests', () => {
    const nodes = [nodeView(1, { blocked: true }), nodeView(2, { load: 400 })];
    const decided = turns({ nodes, tasks: [taskView({ node: 2 })] });
    expect(new Set(decided)).toEqual(new Set([1, undefined]));
  });

  it('lets two guests that crowd each other leave at different times', () => {
    const nodes = [nodeView(1, { blocked: true, load: 300 }), nodeView(2, { load: 200 }), nodeView(3)];
    const [one, other] = ['1:1', '2:1'].map((task) => turns({ nodes, tasks: [taskView({ task, node: 2 })] }));
    expect(one!.some((to, i) => to === 3 && other![i] === undefined)).toBe(true);
    expect(other!.some((to, i) => to === 3 && one![i] === undefined)).toBe(true);
  });

  it('does not ask a node that is suspect to give a task away', () => {
    const nodes = [nodeView(1), nodeView(2, { load: 400 }, { state: 'suspect' }), nodeView(3)];
    expect(turns({ nodes, tasks: [taskView({ node: 2 })] })).toEqual(Array(10).fill(undefined));
  });

  it('prefers the faster, and of equally fast nodes the one with more room', () => {
    expect(targets({ nodes: [home, nodeView(2), nodeView(3, { speed: 20_000 })] })).toEqual([3]);
    expect(targets({ nodes: [home, nodeView(2), nodeView(3, { cpus: 8 })] })).toEqual([3]);
  });

  it('spreads many tasks instead of sending all to one node', () => {
    const tasks = Array.from({ length: 4 }, (_, i) => taskView({ task: `1:${i + 1}` }));
    const moves = targets({
      nodes: [nodeView(1, { load: 400 }), nodeView(2), nodeView(3), nodeView(4)],
      tasks,
    });
    expect([...moves].sort()).toEqual([2, 3, 4]);
  });

  it('counts its own latest moves as load of their target', () => {
    const claim = { from: 1, to: 2, atMs: 99_900, memoryBytes: 0 };
    expect(targets({ nodes: [home, nodeView(2)], claims: [claim] })).toEqual([]);
    expect(targets({ nodes: [home, nodeView(2)], claims: [{ ...claim, atMs: 90_000 }] })).toEqual([2]);
  });

  it('does not promise the same memory twice', () => {
    const tasks = [1, 2].map((pid) => taskView({ task: `1:${pid}`, memoryBytes: GIB, cpuMs: 1e6 }));
    const nodes = [nodeView(1, { load: 1_000 }), nodeView(2, { freeBytes: 1.5 * GIB })];
    expect(targets({ nodes, tasks })).toEqual([2]);
  });

  it('takes a crowded task with a small share of its CPU for busy', () => {
    const tasks = [taskView({ cpuRatio: 0.1 })];
    expect(targets({ nodes: [nodeView(1, { load: 1_000 }), nodeView(2)], tasks })).toEqual([2]);
  });

  it('lets equal homes choose different nodes of many idle ones', () => {
    const idle = Array.from({ length: 8 }, (_, i) => nodeView(i + 2));
    const chosen = Array.from(
      { length: 40 },
      (_, i) => targets({ nodes: [home, ...idle], tasks: [taskView({ task: `1:${i}` })] })[0],
    );
    expect(new Set(chosen).size).toBeGreaterThan(4);
  });

  describe('a task that talks to its home', () => {
    const path = { rttMs: 1 };
    const nodes = [nodeView(1), nodeView(2, { load: 100 }, { path }), nodeView(3, {}, { path })];
    const away = { node: 2, arrivedAtMs: 0, left: [{ node: 1, atMs: 0 }] };
    const turn = (): number => {
      for (let atMs = 100_000; ; atMs += 4_000)
        if (impatience(taskView(away), 1, 0, atMs) === null) return atMs;
    };
    const decided = (task: Partial<TaskView>): (string | number)[] =>
      decide(balanceView({ atMs: turn(), nodes, tasks: [taskView({ ...away, ...task })] })).map(
        ({ to }) => to,
      );

    it('is drawn home, however little it computes', () => {
      expect(decided({ cpuMs: 500, cpuRatio: 0.05, answers: 5_000 })).toEqual([1]);
    });

    it('stays where it only waits, and where it talks little', () => {
      expect(decided({ cpuMs: 500, cpuRatio: 0.05 })).toEqual([]);
      expect(decided({ cpuMs: 5_000, cpuRatio: 0.05, answers: 100 })).toEqual([]);
    });

    it('is kept there: it does not leave an idle home for what else would be faster', () => {
      const crowded = [nodeView(1, { load: 200 }), nodes[1]!, nodes[2]!];
      const leaves = (answers: number) =>
        decide(balanceView({ nodes: crowded, tasks: [taskView({ cpuMs: 5_000, answers })] })).length;
      expect([leaves(0), leaves(20_000)]).toEqual([1, 0]);
    });
  });
});
