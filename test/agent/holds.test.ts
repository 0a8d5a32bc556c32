import { expect, test } from 'vitest';
import { Holds } from '../../agent/guests/holds.ts';
import type { CantMove } from '../../protocol/node.ts';

const why = (reason: string, kind: CantMove['kind'] = 'delayed'): CantMove => ({
  reason,
  file: '/a.ts',
  line: 3,
  kind,
});

test('what holds a guest is told with what pins it, and keeps the time when it was first seen', () => {
  const holds = new Holds();
  const pin = why('an add-on', 'pinned');
  expect(holds.note({ op: 'pins', reasons: [pin] }, 10)).toEqual([pin]);
  expect(holds.note({ op: 'holding', id: 1, why: why('replace') }, 20)).toEqual([pin, why('replace')]);
  expect(holds.note({ op: 'holding', id: 2, why: why('replace') }, 5000)).toBeNull();
  expect(holds.held.map(({ reason, sinceMs }) => [reason, sinceMs])).toEqual([
    ['an add-on', 10],
    ['replace', 20],
  ]);
});

test('a guest held by another thing at each look is told of once a second', () => {
  const holds = new Holds();
  const told = Array.from({ length: 100 }, (_, i) =>
    holds.note({ op: 'holding', id: 1, why: why(`callback ${i}`) }, i * 50),
  ).filter((reasons) => reasons !== null);
  expect(told).toHaveLength(5);
  expect(holds.held).toMatchObject([{ reason: 'callback 99', sinceMs: 4950 }]);
});

test('what the capture of a heap found is always told', () => {
  const holds = new Holds();
  holds.note({ op: 'holding', id: 1, why: why('replace') }, 0);
  expect(holds.note({ op: 'uncapturable', id: 1, why: why('a socket') }, 1)).toEqual([why('a socket')]);
});
