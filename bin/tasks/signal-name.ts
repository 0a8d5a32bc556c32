import { constants } from 'node:os';
import { SENDABLE, type Sendable } from '../../protocol/signals.ts';

/** `TERM`, `SIGTERM`, `term` or `15`; 0 is none and only asks. Null for no signal. */
export function signalNamed(text: string): Sendable | null {
  if (/^\d+$/.test(text)) return SENDABLE.find((name) => numberOf(name) === Number(text)) ?? null;
  const wanted = text.toUpperCase().replace(/^SIG/, '');
  return SENDABLE.find((name) => name.replace(/^SIG/, '') === wanted) ?? null;
}

export const numberOf = (signal: Sendable): number | undefined =>
  signal === 'EXIT' ? 0 : constants.signals[signal];

/** `omkill -HUP 1` as `omkill -s HUP 1`: only as the first word, as in kill. */
export function withoutDash(argv: readonly string[]): string[] {
  const [node = '', command = '', first = '', ...others] = argv;
  const isSignal = /^-(\d+|[A-Za-z]\w+)$/.test(first) && signalNamed(first.slice(1)) !== null;
  return isSignal ? [node, command, '-s', first.slice(1), ...others] : [...argv];
}
