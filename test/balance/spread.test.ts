/** The decider on hosts of unequal speed, as `npm run bench:balance` has them, where nothing but its decisions costs time. */
import { describe, expect, it } from 'vitest';
import { shortestMs } from '../bench/balance/optimum.ts';
import { Spread } from './spread.ts';

const SHARES = [0.2, 0.2, 0.4, 0.6];
const LENGTHS_MS = [2, 4, 6, 8, 10, 12, 15, 18, 22, 26, 32, 40].map((seconds) => 860 * seconds);

/** Home is the last: the fastest, the middle one, a slow one. */
const homes = [SHARES, [0.2, 0.2, 0.6, 0.4], [0.6, 0.4, 0.2, 0.2]];

describe('twelve tasks of one home on four nodes', () => {
  it.each(homes)('of %s, %s, %s, %s of a CPU: hardly longer than the offline optimum', (...shares) => {
    const spread = new Spread(shares, LENGTHS_MS);
    while (!spread.isOver) spread.step();
    expect(spread.nowMs / shortestMs(LENGTHS_MS, shares)).toBeLessThan(1.17);
  });

  it.each([7, 8, 11, 12, 13])(
    '%s that do not end: once they have spread, none moves in ten minutes',
    (count) => {
      for (const shares of homes) {
        const spread = new Spread(shares, Array<number>(count).fill(Number.MAX_SAFE_INTEGER));
        while (spread.nowMs < 720_000) spread.step();
        expect(spread.moves.filter(({ atMs }) => atMs > 120_000)).toEqual([]);
      }
    },
  );
});
