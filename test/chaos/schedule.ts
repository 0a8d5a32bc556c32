/** What goes wrong when, drawn from a seed: the same faults of the same seed give the same schedule. */
import { SimRandom } from '../../sim/random.ts';
import type { FaultName } from './faults/all.ts';

export interface Planned {
  name: FaultName;
  atMs: number;
  /** What can last lasts so long. */
  forMs: number;
  /** Which machine, counted from 0. */
  machine: number;
  /** For what the fault itself draws. */
  seed: number;
}

/** Between one and the next. */
const LEAST_GAP_MS = 1_500;
const MOST_GAP_MS = 7_000;
/** Shorter than the patience of the programs (`LOST_AFTER_S`), so that what only lasts costs none. */
const LEAST_MS = 300;
const MOST_MS = 12_000;

/** Faults come in rounds, each of which has all of them once, so that a short run has met many. */
export function scheduleOf(
  seed: number,
  names: readonly FaultName[],
  machines: number,
  endMs: number,
): Planned[] {
  const random = new SimRandom(seed);
  const planned: Planned[] = [];
  let left: FaultName[] = [];
  for (
    let atMs = random.between(0, MOST_GAP_MS);
    atMs < endMs;
    atMs += random.between(LEAST_GAP_MS, MOST_GAP_MS)
  ) {
    if (left.length === 0) left = [...names];
    const [name] = left.splice(random.int(0, left.length - 1), 1);
    planned.push({
      name: name!,
      atMs: Math.round(atMs),
      // Rather short than long.
      forMs: Math.round(LEAST_MS + (MOST_MS - LEAST_MS) * random.next() ** 1.5),
      machine: random.int(0, machines - 1),
      seed: random.int(0, 2 ** 31),
    });
  }
  return planned;
}
