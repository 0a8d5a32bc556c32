import { OmosixError } from '../../protocol/errors.ts';
import { MAX_QUIET_HOURS } from '../../protocol/limits.ts';
import { DAY_MIN, type QuietHours, WEEK_MIN } from '../../protocol/owner.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 0];
const LONG_DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * `Mon-Fri 08:00-18:00, Sat,Sun 10:00-12:00`, `22:00-06:00` (every day, into the next).
 * @throws OmosixError EUSAGE
 */
export function parseQuietHours(text: string): QuietHours[] {
  const found: QuietHours[] = [];
  let days: number[] = [];
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, names = '', times] = /^(.*?)\s*(\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})?$/.exec(part) ?? [];
    if (part === '') throw wrong(text, 'there is nothing between two commas, or at all');
    if (names !== '') days.push(...daysOf(names, text));
    if (times === undefined) continue;
    found.push({ days: days.length > 0 ? inOrder(days) : EVERY_DAY, ...spanOf(times, text) });
    days = [];
  }
  if (days.length > 0) throw wrong(text, 'days without hours at the end');
  if (found.length > MAX_QUIET_HOURS) throw wrong(text, `more than ${MAX_QUIET_HOURS} stretches`);
  return found;
}

/** As `parseQuietHours` takes it. */
export const quietHoursInWords = (hours: readonly QuietHours[]): string =>
  hours
    .map(({ days, fromMin, toMin }) => {
      const when = `${time(fromMin)}-${time(toMin)}`;
      return days.length === 7 ? when : `${daysInWords(days)} ${when}`;
    })
    .join(', ');

/** `minute`: of the week, local time. */
export const isQuiet = (hours: readonly QuietHours[], minute: number): boolean =>
  hours.some(({ days, fromMin, toMin }) => {
    const minutes = toMin > fromMin ? toMin - fromMin : toMin - fromMin + DAY_MIN;
    return days.some((day) => mod(minute - day * DAY_MIN - fromMin) < minutes);
  });

/** In how many minutes that changes; null where it never does. */
export function minutesToChange(hours: readonly QuietHours[], minute: number): number | null {
  const now = isQuiet(hours, minute);
  const turns = hours.flatMap(({ days, fromMin, toMin }) =>
    days.flatMap((day) => [day * DAY_MIN + fromMin, day * DAY_MIN + toMin + (toMin > fromMin ? 0 : DAY_MIN)]),
  );
  // A turn of this very minute has been.
  const inMinutes = turns.map((turn) => mod(turn - minute)).filter((wait) => wait > 0);
  const changing = inMinutes.filter((wait) => isQuiet(hours, mod(minute + wait)) !== now);
  return changing.length === 0 ? null : Math.min(...changing);
}

/** `Mon 08:00` */
export const minuteInWords = (minute: number): string =>
  `${DAYS[Math.floor(minute / DAY_MIN)]} ${time(minute % DAY_MIN)}`;

const mod = (minute: number): number => ((minute % WEEK_MIN) + WEEK_MIN) % WEEK_MIN;

const two = (value: number): string => String(value).padStart(2, '0');
const time = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** From Monday on, each once. */
const inOrder = (days: readonly number[]): number[] => EVERY_DAY.filter((day) => days.includes(day));

/** Neighbours as a range where there are three or more. */
function daysInWords(days: readonly number[]): string {
  const runs: number[][] = [];
  for (const day of inOrder(days)) {
    const run = runs.at(-1);
    if (run !== undefined && day === (run.at(-1)! + 1) % 7) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) =>
      run.length > 2 ? `${DAYS[run[0]!]}-${DAYS[run.at(-1)!]}` : run.map((day) => DAYS[day]).join(','),
    )
    .join(',');
}

function daysOf(names: string, text: string): number[] {
  const [from, to, more] = names.split('-').map((name) => dayOf(name.trim(), text));
  if (from === undefined || more !== undefined)
    throw wrong(text, `'${names}' is neither a day nor a range of days`);
  if (to === undefined) return [from];
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7);
}

function dayOf(name: string, text: string): number {
  const lower = name.toLowerCase();
  const day = LONG_DAYS.findIndex((one) => one === lower || one.slice(0, 3) === lower);
  if (day < 0) throw wrong(text, `'${name}' is no day: ${DAYS.join(', ')}`);
  return day;
}

function spanOf(times: string, text: string): Pick<QuietHours, 'fromMin' | 'toMin'> {
  const [from, to] = times.split('-').map((one) => one.trim()) as [string, string];
  const [fromMin, toMin] = [minuteOf(from), minuteOf(to)];
  if (fromMin === null || fromMin === DAY_MIN) throw wrong(text, `'${from}' is no time at which hours begin`);
  if (toMin === null) throw wrong(text, `'${to}' is no time`);
  if (fromMin === toMin) throw wrong(text, `${times} is no time at all (00:00-24:00 is the whole day)`);
  // The end of a day, not the beginning of the same.
  return { fromMin, toMin: toMin === 0 ? DAY_MIN : toMin };
}

/** `8:00` → 480; `24:00` is the end of the day. */
function minuteOf(text: string): number | null {
  const [hours, minutes] = text.split(':').map(Number) as [number, number];
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= DAY_MIN ? minute : null;
}

const wrong = (text: string, why: string): OmosixError =>
  new OmosixError('EUSAGE', `hours '${text}': ${why}; like 'Mon-Fri 08:00-18:00, Sat 22:00-06:00'`);
