import type { Move } from './view.ts';

/**
 * A move of our own that announcements do not show yet: nodes announce averaged loads, so a target looks idle for
 * a while after it was given a task, and everybody's tasks would stampede to it; and the node left looks loaded.
 */
export interface Claim {
  from: number;
  to: number;
  atMs: number;
}

/** A load average has followed after this long. */
export const CLAIM_MS = 4_000;

/** Claims to keep: the unexpired old ones and those of the moves just decided. A move that `stayed` should be left out by the caller. */
export function claimsOf(old: readonly Claim[], moves: readonly Move[], atMs: number): Claim[] {
  const kept = old.filter((claim) => atMs - claim.atMs < CLAIM_MS);
  return [...kept, ...moves.map(({ from, to }) => ({ from, to, atMs }))];
}

/** Runnable tasks that claims add to a node (or, where they left, take away): each fades evenly as the average follows. */
export function claimedTasks(claims: readonly Claim[], node: number, atMs: number): number {
  let tasks = 0;
  for (const claim of claims) {
    const weight = Math.max(0, 1 - (atMs - claim.atMs) / CLAIM_MS);
    if (claim.to === node) tasks += weight;
    if (claim.from === node) tasks -= weight;
  }
  return tasks;
}
