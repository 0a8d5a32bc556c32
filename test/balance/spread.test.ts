/** The decider on hosts of unequal speed, as `npm run bench:balance` has them, where nothing but its decisions costs time. */
import { describe, expect, it } from 'vitest';
import { SimRandom } from '../../sim/random.ts';
import { shortestMs } from '../bench/balance/optimum.ts';
import { Spread } from './spread.ts';

const SHARES = [0.2, 0.2, 0.4, 0.6];
const LENGTHS_MS = Array.from({ length: 12 }, (_, i) => 2_150 * (i + 1));
const ORDERS = 15;

/** Home is the last: the fastest, the middle one, a slow one. */
const homes = [SHARES, [0.2, 0.2, 0.6, 0.4], [0.6, 0.4, 0.2, 0.2]];

/** In an order that the seed decides. */
function shuffled(values: readonly number[], seed: number): number[] {
  const random = new SimRandom(seed);
  return values
    .map((value) => ({ value, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
}

describe('twelve tasks of one home on four nodes', () => {
  it.each(homes)(
    'of %s, %s, %s, %s of a CPU: hardly longer than the offline optimum, in whatever order they start',
    (...shares) => {
      const best = shortestMs(LENGTHS_MS, shares);
      const ratios = Array.from({ length: ORDERS }, (_, seed) => {
        const spread = new Spread(shares, shuffled(LENGTHS_MS, seed));
        while (!spread.isOver) spread.step();
        return spread.nowMs / best;
      }).sort((a, b) => a - b);
      expect(ratios[Math.floor(ORDERS / 2)]).toBeLessThan(1.13);
      expect(ratios.at(-1)).toBeLessThan(1.25);
    },
  );

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
