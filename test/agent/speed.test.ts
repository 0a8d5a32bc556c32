/** The speed of a CPU comes out alike, whatever disturbs the measuring; and is remembered. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { SpeedMeter } from '../../agent/measure/speed.ts';
import { type Kept, noted, restored, SERIES_BURSTS, wantsBurst } from '../../agent/measure/speed-series.ts';
import { systemClock } from '../../agent/system-clock.ts';

const DAY_MS = 86_400_000;
const MACHINE = 'cpu node 20';

function series(before: Kept | null, bursts: readonly number[][], isQuiet: boolean, nowMs = 0): Kept {
  let kept = before;
  for (const rates of bursts) kept = noted(kept, MACHINE, rates, isQuiet, nowMs);
  return kept!;
}
const all = (speed: number): number[][] => Array(SERIES_BURSTS).fill([speed, speed, speed]);

describe('speed of a CPU', () => {
  it('comes out within 5 % where nine slices of ten are disturbed by up to half, in stretches', () => {
    const burst = fc.record({
      // A busy hyperthread beside it takes half, for the whole burst.
      isShared: fc.integer({ min: 0, max: 9 }).map((one) => one < 9),
      slices: fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 }),
    });
    fc.assert(
      fc.property(
        fc.array(burst, { minLength: SERIES_BURSTS - 1, maxLength: SERIES_BURSTS - 1 }),
        (bursts) => {
          const clear = Array<number>(32).fill(0.99);
          const rates = bursts.map(({ isShared, slices }) =>
            slices.map((part) => 20_000 * (isShared ? Math.min(0.55, part) : part)),
          );
          const { speed } = series(null, [...rates, clear.map((part) => 20_000 * part)], false);
          expect(Math.abs(speed - 20_000) / 20_000).toBeLessThanOrEqual(0.05);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('one slice whose time was told wrong is not believed', () => {
    expect(series(null, [[10_000, 10_000, 99_000, 99_000, 10_000]], true).speed).toBe(10_000);
  });

  it('a later series lowers it only where the machine was quiet, and raises it at any time', () => {
    const first = series(null, all(10_000), true);
    expect(first.speed).toBe(10_000);
    expect(series(first, all(5_000), false, DAY_MS).speed).toBe(10_000);
    expect(series(first, all(5_000), true, DAY_MS).speed).toBe(5_000);
    expect(series(first, all(12_000).slice(0, 1), false, DAY_MS).speed).toBe(12_000);
  });

  it('a series is a burst every few seconds, and the next one a day later', () => {
    const begun = series(null, [[1, 1, 1]], true, 1_000);
    expect([wantsBurst(begun, 1_999, 5_000), wantsBurst(begun, 2_000, 5_000)]).toEqual([false, true]);
    const under = series(null, all(1).slice(0, 5), true, 1_000);
    expect([wantsBurst(under, 29_999, 5_000), wantsBurst(under, 30_000, 5_000)]).toEqual([false, true]);
    const whole = series(null, all(1), true, 1_000);
    expect(wantsBurst(whole, 1e9, 1_000 + DAY_MS - 1)).toBe(false);
    expect(wantsBurst(whole, 1e9, 1_000 + DAY_MS)).toBe(true);
    // A clock that was set back.
    expect(wantsBurst(whole, 1e9, 1_000 - DAY_MS)).toBe(true);
  });

  it('another machine, and a damaged file, say nothing', () => {
    const kept = series(null, [[1, 1, 1]], true);
    expect(restored(kept, MACHINE)).toEqual(kept);
    expect([
      restored(kept, 'other'),
      restored({ ...kept, speed: 0 }, MACHINE),
      restored(null, MACHINE),
    ]).toEqual([null, null, null]);
  });

  describe('of this machine', () => {
    const directory = mkdtempSync(join(tmpdir(), 'omx-'));
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    it('is measured once and remembered', async () => {
      const meter = new SpeedMeter(directory, systemClock);
      await meter.start();
      expect(meter.speed).toBeGreaterThan(0);
      const path = join(directory, 'speed.json');
      const kept = JSON.parse(readFileSync(path, 'utf8')) as Kept;
      expect(Math.round(kept.speed)).toBe(meter.speed);
      writeFileSync(path, JSON.stringify({ ...kept, speed: 12_345 }));
      const again = new SpeedMeter(directory, systemClock);
      await again.start();
      expect(again.speed).toBe(12_345);
      writeFileSync(path, '{"speed":');
      const third = new SpeedMeter(directory, systemClock);
      await third.start();
      expect(third.speed).toBeGreaterThan(0);
    });
  });
});
