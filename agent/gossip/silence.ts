import { ageExceededBy } from './ages.ts';
import { FALSE_SUSPICIONS } from './tuning.ts';
import type { Row } from './view.ts';

/**
 * How long nothing of a node may be heard before it is taken for silent, ms: as long as chance alone would keep almost nothing
 * from us, even if half of all messages were lost.
 */
export function silenceLimitMs(nodes: number, window: number, periodMs: number): number {
  return periodMs * (1 + ageExceededBy(FALSE_SUSPICIONS, { nodes, window, arriving: 0.5 }));
}

/** Who was asleep itself has heard nobody: only time in which it listened counts as silence. */
export const silentMs = (row: Row<unknown>, listeningSinceMs: number, nowMs: number): number =>
  nowMs - Math.max(row.measuredAtMs, listeningSinceMs);
