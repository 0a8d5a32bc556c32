import { hash } from './hash.ts';
import {
  DRAWN,
  IO_RATIO,
  NO_RETURN_MS,
  RESIDENCY_MS,
  RETRY_MAX_MS,
  RETRY_MS,
  SETTLE_MS,
  YOUNG_CPU_MS,
} from './tuning.ts';
import type { TaskView } from './view.ts';

/**
 * Why a task is left where it is whatever the loads are, in words; null if it may go. `awayMs`: per ms of CPU it waits so long for its home and
 * for files, which are elsewhere (files.ts).
 */
export function impatience(
  task: TaskView,
  home: number,
  othersPerCpu: number,
  atMs: number,
  awayMs = 0,
): string | null {
  if (task.heldBy !== null) return task.heldBy;
  if (task.remainingMs === undefined && task.cpuMs * (1 + awayMs) < YOUNG_CPU_MS)
    return `it has used ${Math.round(task.cpuMs)} ms of CPU`;
  // Its share of a CPU if it were alone: on a crowded node a busy task gets little.
  if (awayMs < DRAWN && Math.min(1, task.cpuRatio * (1 + othersPerCpu)) < IO_RATIO) return 'it waits for I/O';
  if (task.left.length > 0 && atMs - task.arrivedAtMs < RESIDENCY_MS) return 'it has just come';
  if (refusedLately(task, atMs)) return 'its last move did not come about';
  if (task.node !== home && !hasTurn(task.task, atMs)) return 'it is the turn of others to leave';
  return null;
}

/**
 * Homes do not agree on which of two crowded tasks should leave, and if both did, they would meet again. So guests leave
 * by turns: in each stretch of time in which loads settle, half of all tasks may, each time others.
 */
const hasTurn = (task: string, atMs: number): boolean =>
  hash(`${task} ${Math.floor(atMs / SETTLE_MS)}`) % 2 === 0;

/** Its last moves came to nothing. */
export const refusedLately = ({ stayed }: TaskView, atMs: number): boolean =>
  stayed !== null && atMs - stayed.atMs < retryMs(stayed.times);

const retryMs = (times: number): number => Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** Math.max(0, times - 1));

/** Whether the task has left that node only lately. */
export const leftLately = (task: TaskView, node: number, atMs: number): boolean =>
  task.left.some((past) => past.node === node && atMs - past.atMs < NO_RETURN_MS);
