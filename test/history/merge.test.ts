/** Histories of several nodes as one. */
import { expect, test } from 'vitest';
import { mergedHistory, type Told } from '../../agent/history/merge.ts';
import type { HistoryMove, HistorySample, HistoryStay } from '../../protocol/history.ts';

const told = (node: number, rows: Partial<Told['rows']>): Told => ({
  node,
  rows: { file: `/of/${node}`, stepMs: 10_000, samples: [], stays: [], moves: [], isCut: false, ...rows },
});
const load = (node: number, atMs: number, load: number): HistorySample => ({
  ...{ atMs, node, name: `node${node}`, load, mostLoad: load },
  ...{ speed: 10_000, freeBytes: 1, totalBytes: 2, tasks: 0 },
});
const stay = (task: string, node: number, sinceMs: number, untilMs: number | null): HistoryStay => ({
  ...{ task, node, sinceMs, untilMs, home: Number(task.split(':')[0]) },
  ...{ command: 'x.ts', cpuMs: 1, memoryBytes: 1 },
});
const move = (task: string, atMs: number): HistoryMove => ({
  ...{ atMs, task, event: 'migration', from: 1, to: 2, reason: '' },
  ...{ freezeMs: 1, totalMs: 2, stateBytes: 3 },
});

test('each node says its own load; of one that is silent, who knows most', () => {
  const { samples } = mergedHistory([
    told(1, { samples: [load(1, 10, 100), load(2, 10, 7), load(3, 10, 1)] }),
    told(2, { samples: [load(1, 10, 8), load(2, 10, 200), load(3, 10, 2), load(3, 20, 3)] }),
  ]);
  expect(samples.map((one) => [one.node, one.atMs, one.load])).toEqual([
    [1, 10, 100],
    [2, 10, 200],
    [3, 10, 2],
    [3, 20, 3],
  ]);
});

test('home says where a task was; where it does not, who has executed it; nobody else', () => {
  const { stays } = mergedHistory([
    told(1, { stays: [stay('1:5', 1, 0, 10), stay('1:5', 2, 10, 20)] }),
    told(2, {
      stays: [
        // A clock that is a little ahead, and one stay that home has forgotten.
        stay('1:5', 2, 12, 22),
        stay('1:5', 2, 50, null),
        stay('9:7', 2, 30, null),
        stay('9:8', 3, 30, null),
      ],
    }),
  ]);
  expect(stays.map((one) => [one.task, one.node, one.sinceMs])).toEqual([
    ['1:5', 1, 0],
    ['1:5', 2, 10],
    ['9:7', 2, 30],
    ['1:5', 2, 50],
  ]);
});

test('moves are told by homes alone, in the order of their times; what was cut off anywhere is cut', () => {
  const merged = mergedHistory([
    told(2, { moves: [move('2:1', 30), move('1:1', 5)], isCut: true }),
    told(1, { moves: [move('1:1', 20)] }),
  ]);
  expect(merged.moves.map(({ task, atMs }) => [task, atMs])).toEqual([
    ['1:1', 20],
    ['2:1', 30],
  ]);
  expect(merged.isCut).toBe(true);
});
