import { internal } from './fs/checks.ts';

interface Colors {
  getColorDepth(env: object): number;
  hasColors(count: unknown, env?: object): boolean;
}
const own = internal<Colors>('tty');

/** Node warns of these beside FORCE_COLOR, in the host's name: it is not shown them. */
const IGNORED = new Set(['NODE_DISABLE_COLORS', 'NO_COLOR']);
const shown = (env: object): object =>
  (env as Record<string, unknown>).FORCE_COLOR === undefined
    ? env
    : Object.fromEntries(Object.entries(env).filter(([name]) => !IGNORED.has(name)));

/** Bits of a colour, by what the environment says of the terminal: the task's, where it is not given one. */
export const colorDepth = (env: object): number => own.getColorDepth(shown(env));

export function hasColors(env: object, count: unknown, given?: object): boolean {
  if (given === undefined && typeof count === 'object' && count !== null) return own.hasColors(shown(count));
  if (count === undefined) return own.hasColors(shown(given ?? env));
  return own.hasColors(count, shown(given ?? env));
}
