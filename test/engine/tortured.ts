import { readFileSync } from 'node:fs';
import type { HostWorld, Outcome } from '../host/support/world.ts';

/** When a program is captured, and where it goes on. */
export type Schedule = (
  | { afterPolls: number[]; into: 'fresh process' | 'same heap' }
  | { every: number; into: 'fresh process' | 'same process' }
) & {
  args?: string[];
  /** A file; `/dev/null` if there is none. */
  stdin?: string;
};

export interface Tortured extends Outcome {
  /** How often it was captured and restored. */
  moved: number;
  /** Passed on its way, captured there or not; known only of one that stays in its process. */
  safePoints: number;
  /** What must not happen at all. */
  failed: string[];
  /** What it said cannot be moved, each once. */
  held: string[];
  /** It was ended from outside. */
  timedOut: boolean;
}

/** In a program that leaves a mark on the builtins which a process has for good, as a property that cannot be configured. */
const FRESH_ONLY = '// Moves to fresh processes only.';

/** More moves than a program should need; it ends without any more. */
const MOST_MOVES = 2000;

export async function tortured(
  world: HostWorld,
  file: string,
  when: Schedule,
  timeoutMs = 120_000,
): Promise<Tortured> {
  const plan = planOf(when, readFileSync(file, 'utf8').includes(FRESH_ONLY));
  const running = await world.start(file, { ...plan, args: when.args ?? [] }, when.stdin);
  let timedOut = false;
  const timeout = setTimeout(() => {
    timedOut = true;
    running.child.kill();
  }, timeoutMs);
  const outcome = await running.ended;
  clearTimeout(timeout);
  const told = (ops: string[]) => [
    ...new Set(
      running.events
        .filter(({ op }) => ops.includes(op))
        .map(
          ({ op, reason, message, why }) => `${op}: ${reason ?? message ?? (why as Why | undefined)?.reason}`,
        ),
    ),
  ];
  const [, bounces, safePoints] = /^omosix: (\d+) bounces of (\d+) safe points$/m.exec(outcome.stderr) ?? [];
  return {
    ...outcome,
    moved: bounces ? Number(bounces) : running.events.filter(({ op }) => op === 'moved').length,
    safePoints: Number(safePoints ?? 0),
    failed: told(['refused', 'failed', 'lost']),
    held: told(['uncapturable']),
    timedOut,
  };
}

interface Why {
  reason: string;
}

function planOf(when: Schedule, isFreshOnly: boolean): Parameters<HostWorld['start']>[1] {
  if (when.into === 'same process' && !isFreshOnly) return { bounceEvery: when.every };
  const afterPolls = 'every' in when ? new Array<number>(MOST_MOVES).fill(when.every - 1) : when.afterPolls;
  return { afterPolls, moves: afterPolls.length, resume: when.into === 'same heap' };
}

/** In words, a line each; empty if everything is as under plain node. */
export function difference(plain: Outcome, ours: Tortured): string[] {
  const lines: string[] = [];
  const expected = plain.stdout.split('\n');
  const got = ours.stdout.split('\n');
  const line = Array.from({ length: Math.max(expected.length, got.length) }, (_, i) => i).find(
    (i) => expected[i] !== got[i],
  );
  if (line !== undefined)
    lines.push(`line ${line + 1}`, `  expected ${expected[line]}`, `  got      ${got[line]}`);
  if (ours.code !== plain.code) lines.push(`exit code ${ours.code}, expected ${plain.code}`);
  lines.push(...ours.failed);
  if (ours.timedOut) lines.push('took too long');
  if (lines.length > 0) lines.push(...ours.stderr.split('\n').filter(Boolean).slice(0, 6));
  return lines;
}
