import { describe, expect, it } from 'vitest';
import { verdict } from '../../agent/balance/decide.ts';
import { elsewhere } from '../../agent/balance/elsewhere.ts';
import { explain } from '../../agent/balance/explain.ts';
import type { TaskView } from '../../agent/balance/view.ts';
import type { NodeView } from '../../protocol/node.ts';
import { balanceView, nodeView, taskView } from './views.ts';

const goes = (nodes: NodeView[], task: Partial<TaskView>, isLocked = false): number | string =>
  elsewhere(taskView(task), isLocked, balanceView({ nodes }));

describe('a task that has to leave', () => {
  it('goes to the best other node, however young and busy it is', () => {
    const nodes = [nodeView(1, { load: 300 }), nodeView(2), nodeView(3, { load: 100 }), nodeView(4)];
    expect(goes(nodes, { node: 2, cpuMs: 0, cpuRatio: 0 })).toBe(4);
    expect(goes([nodeView(1), nodeView(2, { load: 500 })], { node: 1 })).toBe(2);
  });

  it('goes home where nobody else takes it', () => {
    const nodes = [
      nodeView(1, { load: 900, blocked: true, freeBytes: 0 }),
      nodeView(2),
      nodeView(3, { blocked: true }),
    ];
    expect(goes(nodes, { node: 2 })).toBe(1);
  });

  it('goes home where it is locked, or its home keeps its tasks', () => {
    const others = [nodeView(2), nodeView(3)];
    expect(goes([nodeView(1, { load: 900 }), ...others], { node: 2 }, true)).toBe(1);
    expect(goes([nodeView(1, { load: 900, lstay: true }), ...others], { node: 2 })).toBe(1);
    // Its user himself may send it out all the same.
    expect(goes([nodeView(1, { lstay: true }), nodeView(2)], { node: 1 }, true)).toBe(2);
  });

  it('says why it cannot', () => {
    expect(goes([nodeView(1)], { node: 1 })).toBe('there is no other node');
    const nodes = [nodeView(1), nodeView(3, { freeBytes: 0 }), nodeView(2, {}, { state: 'dead' })];
    expect(goes(nodes, { node: 1 })).toBe('node 2: dead; node 3: not enough memory');
  });
});

describe('a verdict', () => {
  it.each<[string, NodeView[], Partial<TaskView>]>([
    ['it has used 10 ms of CPU', [nodeView(1), nodeView(2)], { cpuMs: 10 }],
    ['tasks of this home stay here (mosctl lstay)', [nodeView(1, { lstay: true }), nodeView(2)], {}],
    ['node 1 lets nothing leave by itself (mosctl stay)', [nodeView(1, { stay: true }), nodeView(2)], {}],
    ['no other node can take it now', [nodeView(1), nodeView(2, { blocked: true })], {}],
    [
      'no move is worth its cost: the best, node 2, would be 0.7 times as fast for it',
      [nodeView(1, { load: 100 }), nodeView(2, { load: 100 })],
      {},
    ],
    [
      'node 2, where it is, does not answer',
      [nodeView(1), nodeView(2, {}, { state: 'suspect' })],
      { node: 2 },
    ],
  ])('%s', (why, nodes, task) => {
    expect(verdict(taskView(task), balanceView({ nodes }))).toBe(why);
  });

  it('is what would be decided', () => {
    expect(verdict(taskView(), balanceView())).toMatchObject({
      from: 1,
      reason: expect.stringMatching(/1\.5 times/),
    });
  });
});

describe('an explanation', () => {
  it('says what would be decided, and the numbers of each node', () => {
    const nodes = [
      nodeView(3, { blocked: true }),
      nodeView(1, { load: 100 }),
      nodeView(2, { freeBytes: 2 ** 30 }, { ageMs: 1_500 }),
    ];
    const lines = explain(taskView(), balanceView({ nodes })).split('\n');
    expect(lines[0]).toMatch(/^it would move to node 2: node 2 is 1\.4 times as fast for it/);
    expect(lines[1]).toMatch(
      /^ {2}node 1 \(home\): load 100, speed 10000, .* it executes there: slowness 1\.50, cost \d\.\d\d$/,
    );
    expect(lines[2]).toMatch(
      /^ {2}node 2: load 0, speed 10000, 1024 MiB free, 1\.5 s old; slowness 1\.\d\d, cost \d\.\d\d; a move of 0\.05 s would save it 0\.9\d s, all together 0\.8\d s$/,
    );
    expect(lines[3]).toMatch(/^ {2}node 3: .*; no: accepts no guests$/);
  });

  it('says why it would stay', () => {
    expect(explain(taskView({ heldBy: 'locked' }), balanceView())).toMatch(
      /^it would stay on node 1: locked\n/,
    );
  });
});
