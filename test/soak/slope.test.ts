import { describe, expect, it } from 'vitest';
import { growth, type Sample, slopeOf } from './slope.ts';

const samples = (values: number[]): Sample[] => values.map((value, index) => ({ tasks: index * 100, value }));

describe('what grows', () => {
  it('a line has its slope, noise none', () => {
    expect(slopeOf(samples([1, 2, 3, 4]))).toBeCloseTo(0.01);
    expect(slopeOf(samples([5, 5, 5]))).toBe(0);
    expect(slopeOf(samples([7]))).toBe(0);
  });

  it('what comes while it warms up does not count, what comes after it does', () => {
    expect(growth(samples([10, 50, 90, 100, 100, 100, 100, 100, 100, 100]))).toBe(0);
    expect(growth(samples([10, 10, 10, 10, 20, 30, 40, 50, 60, 70]))).toBeCloseTo(60);
    expect(Math.abs(growth(samples([100, 90, 110, 95, 105, 100, 96, 104, 99, 101])))).toBeLessThan(6);
  });
});
