import { expect, test } from 'vitest';
import { explain } from '../../agent/deputy/explain.ts';
import { narrate } from '../../agent/deputy/narrator.ts';
import type { ProgramImage } from '../../protocol/program.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

const common = { atMs: 0, task: '1:4711' };

test.each<[TaskLifeEvent, string]>([
  [{ ...common, event: 'start', node: 1 }, 'task 1:4711 (pi.ts) starts on node 1 (home)'],
  [
    {
      ...common,
      event: 'migration',
      from: 1,
      to: 3,
      reason: 'node 3 is idle',
      freezeMs: 7.25,
      totalMs: 31.6,
      stateBytes: 91_234,
      frames: 1,
      objects: 12,
    },
    'moved from node 1 (home) to node 3: node 3 is idle · frozen 7.3 ms of 32 ms · 91 kB, 1 frame, 12 objects',
  ],
  [
    {
      ...common,
      event: 'migration',
      from: 2,
      to: 1,
      reason: 'user',
      freezeMs: 120,
      totalMs: 4000,
      stateBytes: 500_000_000,
      aheadBytes: 495_000_000,
      frames: 2,
      objects: 60,
    },
    'moved from node 2 to node 1 (home): user · frozen 120 ms of 4000 ms · 500.0 MB (495.0 MB of it ahead), 2 frames, 60 objects',
  ],
  [
    { ...common, event: 'stayed', node: 2, to: 3, reason: 'node 3 is gone' },
    'stays on node 2, did not move to node 3: node 3 is gone',
  ],
  [
    {
      ...common,
      event: 'cantmove',
      node: 2,
      reasons: [{ reason: 'uses promises', file: '/a/pi.ts', line: 4, kind: 'pinned' }],
    },
    'cannot move: uses promises (/a/pi.ts:4)',
  ],
  [{ ...common, event: 'cantmove', node: 2, reasons: [] }, 'can move again'],
  [
    { ...common, event: 'end', node: 2, code: 3, signal: null, migrations: 2, cpuMs: 1234 },
    'ended on node 2: exit code 3 · 2 migrations · 1.23 s of CPU time',
  ],
  [
    { ...common, event: 'end', node: 1, code: null, signal: 'SIGINT', migrations: 1, cpuMs: 0 },
    'ended on node 1 (home): killed by SIGINT · 1 migration · 0.00 s of CPU time',
  ],
])('%#', (event, words) => {
  expect(narrate(event, 1, 'pi.ts')).toBe(words);
});

test('--explain names place, line and remedy', () => {
  const image = {
    entry: '/w/p.ts',
    sources: [{ path: '/w/p.ts', text: 'let x = 1;\n\tawait x;\n' }],
    functions: [
      { kind: 'main', points: [{}, {}], opaque: null },
      { kind: 'opaque', points: [], name: 'gen', source: 0, line: 2, opaque: 'a generator' },
      { kind: 'opaque', points: [], name: 'main', source: 0, line: 0, opaque: 'a generator' },
    ],
    notes: [{ kind: 'pins', reason: 'await makes a promise', source: 0, line: 2, column: 1 }],
  } as unknown as ProgramImage;
  expect(explain(image, '/w')).toBe(`p.ts: 1 of 3 functions can be moved in the middle, at 2 places.

Once this has run, the task stays where it is:
  p.ts:2:2: await makes a promise
      2 │  await x;
        ╵  ^
  → Do the long computation before it, or in a program of its own; up to there the task moves.

These run as written, and the task moves after they have returned:
  a generator: gen (p.ts:2), main
`);
  expect(explain({ ...image, notes: [] }, '/w')).toMatch(/Nothing in it keeps the task from moving\.\n$/);
});
