import type { Path } from '../../protocol/node.ts';
import {
  ALL_EARN_BACK,
  ALL_GAIN,
  EARN_BACK,
  GAIN,
  HARDLY_SLOWER,
  HOST_BYTES,
  MOVE_BASE_MS,
  MOVE_ROUND_TRIPS,
  STATE_BYTES_PER_MS,
  YARDSTICK_SPEED,
} from './tuning.ts';
import type { MoveNumbers, TaskView } from './view.ts';

/**
 * What a move will probably cost the task, ms: its state over the slower of the two ways, and the exchange around it. Ways are those from
 * home, which one of the two may be; what was not measured yet is as on a link of 1 Gbit/s.
 */
export function expectedMoveMs(
  { memoryBytes, lastMove }: TaskView,
  ways: readonly (Path | undefined)[] = [],
): number {
  const resident = Math.max(0, memoryBytes - HOST_BYTES);
  // Resident memory holds garbage too; what the last move carried tells better, but state grows.
  const stateBytes = lastMove === null ? resident : Math.min(resident, 2 * lastMove.stateBytes + 1024 * 1024);
  let bytesPerMs = Number.POSITIVE_INFINITY;
  let rttMs = 0;
  for (const way of ways) {
    bytesPerMs = Math.min(bytesPerMs, way?.bytesPerMs ?? bytesPerMs);
    rttMs = Math.max(rttMs, way?.rttMs ?? 0);
  }
  if (bytesPerMs === Number.POSITIVE_INFINITY) bytesPerMs = STATE_BYTES_PER_MS;
  return MOVE_BASE_MS + MOVE_ROUND_TRIPS * rttMs + stateBytes / bytesPerMs;
}

/**
 * What a move will probably save, ms. A task that has used t of CPU is expected to use t more (Harchol-Balter and Downey:
 * Exploiting Process Lifetime Distributions for Dynamic Load Balancing, ACM TOCS 15(3), 1997: from one second on the
 * probability to outlive b at age a is about a/b, so the median of what remains is the age).
 */
export function expectedSavedMs(
  task: TaskView,
  speedHere: number,
  slownessHere: number,
  slownessThere: number,
): number {
  const remaining = task.remainingMs ?? (task.cpuMs * speedHere) / YARDSTICK_SPEED;
  return remaining * (slownessHere - slownessThere);
}

/** What a move is judged by. */
export type Worth = Omit<MoveNumbers, 'costHere' | 'costThere'>;

/** Faster by more than noise, and the move earned back. */
const isWorthForIt = ({ slownessHere, slownessThere, savedMs, moveMs }: Worth): boolean =>
  slownessHere >= GAIN * slownessThere && savedMs >= EARN_BACK * moveMs;

/**
 * Hardly slower for it, and much faster for all: three tasks on a fast node leave none to an idle one of a third of its speed,
 * where each would be just as slow, and a quarter of what the two could do is lost.
 */
const isWorthForAll = (numbers: Worth): boolean => {
  const { slownessHere, slownessThere, burdenHere, burdenThere, allSavedMs, moveMs } = numbers;
  return (
    !isTooSlow(slownessHere, slownessThere) &&
    slownessHere + burdenHere >= ALL_GAIN * (slownessThere + burdenThere) &&
    allSavedMs >= ALL_EARN_BACK * moveMs
  );
};

/** It cannot be worth it, whatever a move costs. */
export const isTooSlow = (slownessHere: number, slownessThere: number): boolean =>
  slownessThere > HARDLY_SLOWER * slownessHere;

export const isWorth = (numbers: Worth): boolean => isWorthForIt(numbers) || isWorthForAll(numbers);
