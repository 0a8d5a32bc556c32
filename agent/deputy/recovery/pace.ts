/** A machine is switched off, or fails, about once a day: rather too often. */
const BETWEEN_FAILURES_MS = 86_400_000;
/** Of the task's time, at most so much goes into checkpoints, whatever else speaks for more of them. */
const MOST_SHARE = 0.02;
/** What is done again after a failure, at most, as far as that share allows. */
const MOST_AGAIN_MS = 60_000;
/** As long as nothing is known. */
const FIRST_COST_MS = 20;

/**
 * When the next checkpoint is best taken, ms from now, where the last one has frozen the task for `costMs`: J. W. Young, A first order
 * approximation to the optimum checkpoint interval, Communications of the ACM 17 (1974): the root of twice its cost times the time between
 * failures.
 */
export function nextCheckpointMs(costMs: number = FIRST_COST_MS): number {
  const best = Math.sqrt(2 * costMs * BETWEEN_FAILURES_MS);
  return Math.max(Math.min(best, MOST_AGAIN_MS), soonestMs(costMs));
}

/** Where one is wanted as soon as can be. */
export const soonestMs = (costMs: number = FIRST_COST_MS): number => costMs / MOST_SHARE;
