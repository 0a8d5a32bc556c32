import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUSY_MS,
  IDLE_MS,
  IDLE_PART,
  nobodySeen,
  type PresenceState,
  type Signs,
  stepPresence,
} from '../../agent/owner/presence.ts';
import { parseQuietHours } from '../../agent/owner/quiet-hours.ts';
import { DAY_MIN, type OwnerRules, type OwnerSign } from '../../protocol/owner.ts';

const BEAT_MS = 500;
const calm: Signs = { atMs: 0, minute: DAY_MIN + 12 * 60, load: 0, inputAgoMs: null };

/** What is decided at each beat. */
function over(rules: OwnerRules, loads: readonly (number | null)[]): (OwnerSign | null)[] {
  let state: PresenceState = nobodySeen;
  return loads.map((load, beat) => {
    const [next, sign] = stepPresence(state, rules, { ...calm, atMs: beat * BEAT_MS, load });
    state = next;
    return sign;
  });
}
const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

describe('the owner', () => {
  it('is never needed where nothing was said, whatever is seen', () => {
    const signs = { ...calm, load: 99, inputAgoMs: 0 };
    expect(stepPresence(nobodySeen, {}, signs)).toEqual([nobodySeen, null]);
  });

  it('each rule counts by itself; the one that lasts is told first', () => {
    const hours = parseQuietHours('Mon 08:00-18:00');
    const rules = { hours, inputMs: 60_000 };
    const signOf = (signs: Partial<Signs>): OwnerSign | null =>
      stepPresence(nobodySeen, rules, { ...calm, ...signs })[1];
    expect(signOf({})).toBe('hours');
    expect(signOf({ inputAgoMs: 0 })).toBe('hours');
    expect(signOf({ minute: 0, inputAgoMs: 59_999 })).toBe('input');
    expect(signOf({ minute: 0, inputAgoMs: 60_000 })).toBe(null);
    expect(signOf({ minute: 0, load: 9 })).toBe(null);
  });

  it('a load counts when it has lasted, and until it has long been over', () => {
    const rules = { load: 0.5 };
    const busy = BUSY_MS / BEAT_MS;
    const idle = IDLE_MS / BEAT_MS;
    expect(over(rules, [...times(busy, 1), 0, ...times(busy, 1)]).every((sign) => sign === null)).toBe(true);
    expect(over(rules, times(busy + 1, 1)).at(-1)).toBe('load');
    // Between the two bounds nothing changes.
    const between = 0.5 * (1 + IDLE_PART) * 0.5;
    expect(over(rules, [...times(busy + 1, 1), ...times(3 * idle, between)]).at(-1)).toBe('load');
    expect(over(rules, times(3 * idle, between)).at(-1)).toBe(null);
    expect(over(rules, [...times(busy + 1, 1), ...times(idle, 0)]).at(-1)).toBe('load');
    expect(over(rules, [...times(busy + 1, 1), ...times(idle + 1, 0)]).at(-1)).toBe(null);
  });

  it('a load that nobody can tell changes nothing', () => {
    expect(over({ load: 0.5 }, [...times(10, 1), ...times(200, null)]).at(-1)).toBe('load');
    expect(over({ load: 0.5 }, times(200, null)).at(-1)).toBe(null);
  });

  it('does not flap, however the load does: from going to coming it takes BUSY_MS, from coming to going IDLE_MS', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.array(
          fc.record({
            load: fc.double({ min: 0, max: 6, noNaN: true }),
            beats: fc.integer({ min: 1, max: 90 }),
          }),
          {
            maxLength: 12,
          },
        ),
        (bound, stretches) => {
          const loads = stretches.flatMap(({ load, beats }) => times(beats, load));
          const signs = over({ load: bound }, loads);
          for (const [beat, sign] of signs.entries()) {
            if (sign === (signs[beat - 1] ?? null)) continue;
            const lasting = (sign === null ? IDLE_MS : BUSY_MS) / BEAT_MS;
            const past = loads.slice(beat - lasting, beat + 1);
            expect(past.length).toBe(lasting + 1);
            expect(past.every((load) => (sign === null ? load < IDLE_PART * bound : load > bound))).toBe(
              true,
            );
          }
        },
      ),
    );
  });
});
