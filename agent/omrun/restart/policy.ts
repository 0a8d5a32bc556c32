import type { ErrorCode } from '../../../protocol/errors.ts';

/** `omrun --restart`, `--restart-max`: of restarts without a good while between them; null: as many as it takes. */
export interface RestartRules {
  policy: 'on-failure' | 'always';
  most: number | null;
}

/** How one run ended: as its program did, or with what its omrun had to say. */
export type RunEnd =
  | { how: 'exit'; code: number }
  | { how: 'signal'; signal: NodeJS.Signals }
  | { how: 'failed'; code: ErrorCode | null; line: string; isLoss: boolean };

export interface Ended {
  end: RunEnd;
  ranMs: number;
  /** One of the runs so far has begun: what is wrong with its start is no mistake of its user. */
  hasStarted: boolean;
  /** Restarts so far without a good while between them. */
  inARow: number;
}

export type Verdict =
  | { do: 'end'; why: string | null }
  | { do: 'restart'; pauseMs: number; inARow: number; isKilled: boolean };

/** As daemontools and systemd do: soon, then after twice as long each time, until one has run for a good while. */
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 60_000;
export const GOOD_WHILE_MS = 60_000;

/** They come from its user, and are what he wants. */
const OF_ITS_USER: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
/** As a shell says that there was nothing to run. */
const NOTHING_RAN = [126, 127];
/** Another time would say the same, or be wrong. */
const NOT_AGAIN: readonly (ErrorCode | null)[] = [
  'EUSAGE',
  'ENOPROGRAM',
  'ENOTRUNNABLE',
  'ECOMPILE',
  'ESNAPSHOT',
  'ENODEVERSION',
  'ECHECKPOINT',
  'EDIVERGED',
];

/** What follows when a run has ended that nobody asked to end. */
export function afterRun({ policy, most }: RestartRules, { end, ranMs, hasStarted, inARow }: Ended): Verdict {
  if (!hasStarted || !isWorthAnother(policy, end)) return { do: 'end', why: null };
  const before = ranMs >= GOOD_WHILE_MS ? 0 : inARow;
  if (most !== null && before >= most)
    return {
      do: 'end',
      why: `${inWords(end)} after ${most} restart${most === 1 ? '' : 's'} in a row: it is not started again`,
    };
  const pauseMs = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(before, 30));
  return { do: 'restart', pauseMs, inARow: before + 1, isKilled: isKilled(end) };
}

function isWorthAnother(policy: RestartRules['policy'], end: RunEnd): boolean {
  if (end.how === 'failed') return !NOT_AGAIN.includes(end.code);
  if (end.how === 'signal') return !OF_ITS_USER.includes(end.signal);
  return !NOTHING_RAN.includes(end.code) && (policy === 'always' || end.code !== 0);
}

/** Not by what its program does: by the kernel's killer of memory, or a loss. A failure of its own would come again from a checkpoint, too. */
const isKilled = (end: RunEnd): boolean =>
  end.how === 'failed' ? end.isLoss : end.how === 'signal' && end.signal === 'SIGKILL';

export function inWords(end: RunEnd): string {
  if (end.how === 'failed') return end.isLoss ? `task lost: ${end.line}` : end.line;
  return end.how === 'exit' ? `it ended with exit code ${end.code}` : `it was ended by ${end.signal}`;
}
