import { describe, expect, it } from 'vitest';
import { shortestMs } from './balance/optimum.ts';

describe('the shortest schedule with moves', () => {
  it('many tasks: all work over all speed', () => {
    expect(shortestMs([10, 20, 30, 40], [0.2, 0.8])).toBe(100);
  });
  it('one long task among short ones: it alone on the fastest', () => {
    expect(shortestMs([60, 6, 6], [0.5, 0.6, 0.2])).toBeCloseTo(100);
  });
  it('two long ones: both on the two fastest, changing places', () => {
    expect(shortestMs([50, 50, 1], [0.25, 0.75, 0.5])).toBeCloseTo(80);
  });
  it('fewer tasks than machines: the slow ones do not help', () => {
    expect(shortestMs([12], [0.1, 0.6, 0.6])).toBeCloseTo(20);
  });
});
