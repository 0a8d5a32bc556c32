import * as z from 'zod/mini';

/**
 * Whatever disturbs a slice only makes it slower: a busy hyperthread beside it by half, for seconds. So slices are taken over minutes, and the best
 * count: the third, since CPU time is told with some error. A series that was taken while the machine was quiet says what holds
 * until the next one; another can only show that the CPU is faster than was thought.
 */
const kept = z.object({
  /** CPU model and version of Node. */
  machine: z.string(),
  speed: z.number().check(z.gt(0)),
  /** Of the series under way the best, bursts so far, those of them while it was quiet, and when it began, wall clock. */
  best: z.array(z.number()),
  bursts: z.int(),
  quiet: z.int(),
  beganAtMs: z.number(),
});
export type Kept = z.infer<typeof kept>;

/** Twenty minutes: 40 bursts of some 32 ms of CPU, 0.1 % of one meanwhile. The first follow each other sooner: a node that has just come may have been disturbed. */
export const SERIES_BURSTS = 40;
const SOON_BURSTS = 4;
const SOON_MS = 2_000;
const EVERY_MS = 30_000;
/** Of which so many were quiet: then what they show may also be less than before. */
const ENOUGH_QUIET = 20;
/** The next series a day after this one began. */
const SERIES_EVERY_MS = 86_400_000;
const BEST = 3;

/** What a file holds, if it is about this machine. */
export function restored(content: unknown, machine: string): Kept | null {
  const found = z.safeParse(kept, content);
  return found.success && found.data.machine === machine ? found.data : null;
}

export const wantsBurst = ({ bursts, beganAtMs }: Kept, sinceLastMs: number, nowMs: number): boolean =>
  bursts < SERIES_BURSTS
    ? sinceLastMs >= (bursts < SOON_BURSTS ? SOON_MS : EVERY_MS)
    : Math.abs(nowMs - beganAtMs) >= SERIES_EVERY_MS;

/** With one more burst: a rate a slice. */
export function noted(
  before: Kept | null,
  machine: string,
  rates: readonly number[],
  isQuiet: boolean,
  nowMs: number,
): Kept {
  const isNew = before === null || before.bursts >= SERIES_BURSTS;
  const series = isNew ? { best: [], bursts: 0, quiet: 0, beganAtMs: nowMs } : before;
  const best = [...series.best, ...rates].sort((a, b) => b - a).slice(0, BEST);
  const bursts = series.bursts + 1;
  const quiet = series.quiet + Number(isQuiet);
  const shown = best.at(-1)!;
  const isTrusted = bursts >= SERIES_BURSTS && quiet >= ENOUGH_QUIET;
  const speed = isTrusted ? shown : Math.max(before?.speed ?? 0, shown);
  return { machine, speed, best, bursts, quiet, beganAtMs: series.beganAtMs };
}
