import { describe, expect, it } from 'vitest';
import { geometricMean, summary } from './statistics.ts';
import { cells, table } from './table.ts';

describe('what the benchmark makes of its measurements', () => {
  it.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[4, 1], { median: 2.5, low: 1.75, high: 3.25 }],
    [[9, 1, 5, 3, 7], { median: 5, low: 3, high: 7 }],
  ])('summary of %j', (values, expected) => {
    expect(summary(values)).toMatchObject(expected);
  });

  it('geometric mean treats twice as fast and twice as slow alike', () => {
    expect(geometricMean([2, 0.5])).toBeCloseTo(1);
    expect(geometricMean([1.1, 1.1, 1.1])).toBeCloseTo(1.1);
  });

  it('table lines up', () => {
    const row = { what: 'x', ...cells(summary([1, 2, 3]), 1, ' ms'), goal: '≤ 2 ms', isMet: true };
    const lines = table('title', [row, { ...row, what: 'longer', isMet: false }]).split('\n');
    expect(lines[2]).toMatch(/^x {7}2\.0 ms {4}1\.5–2\.5 {2}≤ 2 ms {2}yes$/);
    expect(lines[3]).toMatch(/NO$/);
  });
});
