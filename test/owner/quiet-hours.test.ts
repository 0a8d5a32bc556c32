import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isQuiet,
  minuteInWords,
  minutesToChange,
  parseQuietHours,
  quietHoursInWords,
} from '../../agent/owner/quiet-hours.ts';
import { DAY_MIN, type QuietHours, quietHours, WEEK_MIN } from '../../protocol/owner.ts';

const at = (day: number, hours: number, minutes = 0): number => day * DAY_MIN + hours * 60 + minutes;
const [SUN, MON, FRI, SAT] = [0, 1, 5, 6];

describe('quiet hours', () => {
  it.each([
    ['Mon-Fri 08:00-18:00', 'Mon-Fri 08:00-18:00'],
    ['mon-fri 8:00 - 18:00', 'Mon-Fri 08:00-18:00'],
    ['22:00-06:00', '22:00-06:00'],
    ['Mon,Wed 09:00-10:00,  saturday 00:00-24:00', 'Mon,Wed 09:00-10:00, Sat 00:00-24:00'],
    ['Sat-Mon 12:00-00:00', 'Mon,Sat,Sun 12:00-24:00'],
    ['Tue 09:00-10:00, 12:00-13:00', 'Tue 09:00-10:00, 12:00-13:00'],
  ])('%s', (text, words) => {
    expect(quietHoursInWords(parseQuietHours(text))).toBe(words);
  });

  it.each([
    ['', 'there is nothing'],
    ['Mon', 'days without hours'],
    ['Mon 08:00-18:00,', 'nothing between two commas'],
    ['Mo 08:00-18:00', "'Mo' is no day"],
    ['Mon-Wed-Fri 08:00-18:00', 'neither a day nor a range'],
    ['08:00', "'08:00' is no day"],
    ['08:00-08:00', 'no time at all'],
    ['24:00-08:00', 'no time at which hours begin'],
    ['08:60-09:00', "'08:60' is no time"],
    ['08:00-25:00', "'25:00' is no time"],
    [Array(65).fill('08:00-09:00').join(','), 'more than 64'],
  ])('refuses %j in words', (text, words) => {
    expect(() => parseQuietHours(text)).toThrow(
      expect.objectContaining({ code: 'EUSAGE', message: expect.stringContaining(words) }),
    );
  });

  it('begin with their first minute and end before their last; over midnight on the next day; over the week', () => {
    const work = parseQuietHours('Mon-Fri 08:00-18:00');
    expect(
      [at(MON, 7, 59), at(MON, 8), at(FRI, 17, 59), at(FRI, 18), at(SAT, 12)].map((one) =>
        isQuiet(work, one),
      ),
    ).toEqual([false, true, true, false, false]);
    const night = parseQuietHours('Sat 22:00-06:00');
    expect(
      [at(SAT, 21, 59), at(SAT, 22), at(SUN, 0), at(SUN, 5, 59), at(SUN, 6), at(SAT, 3)].map((one) =>
        isQuiet(night, one),
      ),
    ).toEqual([false, true, true, true, false, false]);
  });

  it('says when that changes', () => {
    const work = parseQuietHours('Mon-Fri 08:00-18:00');
    expect(minutesToChange(work, at(FRI, 17))).toBe(60);
    expect(minuteInWords((at(FRI, 18) + minutesToChange(work, at(FRI, 18))!) % WEEK_MIN)).toBe('Mon 08:00');
    expect(minutesToChange(parseQuietHours('00:00-24:00'), at(MON, 3))).toBe(null);
    // One that ends where another begins is no change.
    expect(minutesToChange(parseQuietHours('08:00-12:00, 12:00-14:00'), at(MON, 9))).toBe(5 * 60);
  });

  const stretch: fc.Arbitrary<QuietHours> = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
      fromMin: fc.integer({ min: 0, max: DAY_MIN - 1 }),
      toMin: fc.integer({ min: 1, max: DAY_MIN }),
    })
    .filter(({ fromMin, toMin }) => fromMin !== toMin);
  const stretches = fc.array(stretch, { minLength: 1, maxLength: 4 });

  /** Minute by minute, as somebody would tick them off on a calendar. */
  function ticked(hours: readonly QuietHours[]): Set<number> {
    const minutes = new Set<number>();
    for (const { days, fromMin, toMin } of hours)
      for (const day of days) {
        const end = toMin > fromMin ? toMin : DAY_MIN + toMin;
        for (let minute = fromMin; minute < end; minute++) minutes.add((day * DAY_MIN + minute) % WEEK_MIN);
      }
    return minutes;
  }

  it('are those of the calendar, change when they say, and survive being printed', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 0, max: WEEK_MIN - 1 }), (hours, minute) => {
        const calendar = ticked(hours);
        expect(isQuiet(hours, minute)).toBe(calendar.has(minute));
        let wait: number | null = 1;
        while (wait <= WEEK_MIN && calendar.has((minute + wait) % WEEK_MIN) === calendar.has(minute)) wait++;
        if (wait > WEEK_MIN) wait = null;
        expect(minutesToChange(hours, minute)).toBe(wait);
        const again = parseQuietHours(quietHoursInWords(hours));
        expect(ticked(again)).toEqual(calendar);
        for (const one of again) expect(quietHours.safeParse(one).success).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
