/** A line of the log for people, of one that pino has written. */

const LEVELS: Record<number, { word: string; colour: string }> = {
  20: { word: 'debug', colour: '\u001b[2m' },
  30: { word: 'info ', colour: '' },
  40: { word: 'warn ', colour: '\u001b[33m' },
  50: { word: 'error', colour: '\u001b[31m' },
};

export const LOG_LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

/** What one line says; null where it is none of pino's (half of one, that a full disk has left). */
export function parsedLine(line: string): { level: number; time: number; msg: string; rest: object } | null {
  try {
    const { level, time, msg, pid, ...rest } = JSON.parse(line);
    return typeof level === 'number' && typeof time === 'number'
      ? { level, time, msg: String(msg), rest }
      : null;
  } catch {
    return null;
  }
}

/** `2026-11-22 14:05:10.123 warn  the history has a gap reason="no space left"` */
export function humanLine(line: string, isColoured: boolean): string {
  const said = parsedLine(line);
  if (!said) return harmless(line);
  const { level, time, msg, rest } = said;
  const { word, colour } = LEVELS[level] ?? { word: String(level).padEnd(5), colour: '' };
  const fields = Object.entries(rest).map(
    ([name, value]) =>
      ` ${name}=${typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  const text = harmless(`${shownTime(time)} ${word} ${msg}${fields.join('')}`);
  return isColoured && colour !== '' ? `${colour}${text}\u001b[0m` : text;
}

/** `2026-11-22 14:05:10.123`, here. */
export function shownTime(ms: number): string {
  const at = new Date(ms);
  const two = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`;
}

/** Names and reasons come from other nodes: they must not steer a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const harmless = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
