import { InvalidArgumentError } from 'commander';
import { durationMs, UNIT_MS } from '../duration.ts';

/**
 * When a user means: `14:05` (the last time it was that), `2026-11-22`, `2026-11-22T14:05`, `2h` ago, `now`; in the time zone of
 * whoever asks. In ms since the epoch.
 */
export function timeMeant(text: string, nowMs: number): number {
  if (text === 'now') return nowMs;
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const [, hour, minute, second = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60) {
    const day = new Date(nowMs);
    day.setHours(Number(hour), Number(minute), Number(second), 0);
    if (day.getTime() > nowMs) day.setDate(day.getDate() - 1);
    return day.getTime();
  }
  const isDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text);
  // A date alone is one of here, not of Greenwich.
  const ms = isDate ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new InvalidArgumentError("It must be a time: 14:05, 2026-11-22T14:05, 2h (ago) or 'now'.");
}

/** `10s`, `1m`, `10m`, `1h`, in ms. */
export function stepMeant(text: string): number {
  const ms = durationMs(text);
  if (!ms) throw new InvalidArgumentError('It must be a step: 10s, 1m, 10m or 1h.');
  return ms;
}

/** `2026-11-22 14:05:10`, here. */
export function shown(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
