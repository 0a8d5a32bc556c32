import { RISE_MS, SETTLE_MS } from './tuning.ts';

/** Tasks that a node has got or lost: it knows of that before its averaged load shows it. */
export interface Change {
  atMs: number;
  /** Runnable tasks: 1 has come, −1 has ended or gone. */
  tasks: number;
}

/** Those that the average does not show yet. */
export const freshChanges = (changes: readonly Change[], atMs: number): Change[] =>
  changes.filter((change) => atMs - change.atMs < (change.tasks > 0 ? RISE_MS : SETTLE_MS));

/**
 * Runnable tasks that a node adds to its averaged load when it announces it: each change fades evenly as the average follows.
 * `coming`: those on their way here, wholly.
 */
export function unseenTasks(changes: readonly Change[], coming: number, atMs: number): number {
  let unseen = coming;
  for (const { atMs: then, tasks } of changes)
    unseen += tasks * Math.max(0, 1 - (atMs - then) / (tasks > 0 ? RISE_MS : SETTLE_MS));
  return unseen;
}
