import { describe, expect, it } from 'vitest';
import { confirmed, placeAsking } from '../../agent/balance/ask.ts';
import { decide } from '../../agent/balance/decide.ts';
import { ASKS } from '../../agent/balance/tuning.ts';
import type { NodeView } from '../../protocol/node.ts';
import { balanceView, nodeView, taskView } from './views.ts';

const home = nodeView(1, { load: 100 });
/** What is known: all are idle. */
const known = [home, ...[2, 3, 4, 5, 6].map((id) => nodeView(id))];

function answers(loads: Record<number, number | null>): {
  ask(node: number): NodeView | null;
  asked: number[];
} {
  const asked: number[] = [];
  return {
    asked,
    ask: (node) => {
      asked.push(node);
      const load = loads[node];
      return load === null ? null : nodeView(node, { load: load ?? 0 }, { ageMs: 0 });
    },
  };
}

describe('a node that is asked before a task goes there', () => {
  const view = balanceView({ nodes: known });
  const task = taskView();
  const first = decide(view)[0]!;

  it('takes it where it is as it seemed', () => {
    const { ask, asked } = answers({});
    expect(confirmed(task, first, view, ask)).toMatchObject({ to: first.to });
    expect(asked).toEqual([first.to]);
  });

  it.each([300, null])('is passed over for another where its answer is %s', (load) => {
    const { ask, asked } = answers({ [first.to]: load });
    const move = confirmed(task, first, view, ask)!;
    expect(move.to).not.toBe(first.to);
    expect(asked).toEqual([first.to, move.to]);
  });

  it('is one of a few: then the task stays for this time', () => {
    const { ask, asked } = answers({ 2: 300, 3: 300, 4: 300, 5: 300, 6: 300 });
    expect(confirmed(task, first, view, ask)).toBe(null);
    expect(asked).toHaveLength(ASKS);
  });

  it('is not home: where home is best the task comes home, and nobody is asked', () => {
    const nodes = [nodeView(1), nodeView(2, { load: 400 })];
    const away = taskView({ node: 2 });
    const back = Array.from({ length: 10 }, (_, i) =>
      decide(balanceView({ nodes, tasks: [away], atMs: 100_000 + i * 4_000 })),
    ).find((moves) => moves.length > 0)![0]!;
    expect(back.to).toBe(1);
    const { ask, asked } = answers({});
    expect(confirmed(away, back, balanceView({ nodes, tasks: [away] }), ask)).toEqual(back);
    expect(asked).toEqual([]);
  });

  it('is asked for a start too, home never', () => {
    const start = { task: '1:9', anyNode: false, memoryBytes: 0 };
    const busy = answers({ 2: 300, 3: 300, 4: 300, 5: 300 });
    const { node } = placeAsking(start, view, busy.ask);
    expect(busy.asked.length).toBeLessThanOrEqual(ASKS);
    expect(node === 1 || node === 6 || !busy.asked.slice(0, -1).includes(node)).toBe(true);
    const none = answers({});
    expect(placeAsking(start, { ...view, nodes: [nodeView(1), nodeView(2)] }, none.ask).node).toBe(1);
    expect(none.asked).toEqual([]);
  });
});
