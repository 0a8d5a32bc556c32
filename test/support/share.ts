/** The seed of this run of the tests; set OMOSIX_SEED to repeat one. */
export const seed = Number(process.env.OMOSIX_SEED ?? Date.now() % 1_000_000);

/** One run in `nth` does it; `which` of them, so that what takes long is not all in the same. */
export const isTurn = (nth: number, which = 0): boolean =>
  process.env.OMOSIX_WHOLE !== undefined || seed % nth === which;

/**
 * Every `nth` of a list, and one at least, others from seed to seed: what would take minutes in each run is done by many runs.
 * OMOSIX_WHOLE=1 does all of it.
 */
export function shareOf<T>(all: readonly T[], nth: number): T[] {
  if (process.env.OMOSIX_WHOLE) return [...all];
  const first = seed % Math.min(nth, all.length);
  return all.filter((_, i) => i % nth === first);
}
