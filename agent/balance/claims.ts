import { SETTLE_MS } from './tuning.ts';

/**
 * A move of our own that announcements do not show yet: nodes announce averaged loads, so a target looks idle for
 * a while after it was given a task, and everybody's tasks would stampede to it; and the node left looks loaded.
 */
export interface Claim {
  /** Null for a start. */
  from: number | null;
  to: number;
  atMs: number;
  /** Memory that the task will take at the target. */
  memoryBytes: number;
}

/** Those that still count. */
export const freshClaims = (claims: readonly Claim[], atMs: number): Claim[] =>
  claims.filter((claim) => atMs - claim.atMs < SETTLE_MS);

/** Runnable tasks that claims add to a node (or, where they left, take away): each fades evenly as the average follows. */
export function claimedTasks(claims: readonly Claim[], node: number, atMs: number): number {
  let tasks = 0;
  for (const claim of claims) {
    const weight = Math.max(0, 1 - (atMs - claim.atMs) / SETTLE_MS);
    if (claim.to === node) tasks += weight;
    if (claim.from === node) tasks -= weight;
  }
  return tasks;
}
