import { HOST_BYTES, MEMORY_RESERVE_BYTES } from '../agent/balance/tuning.ts';
import { capacityOf, type Machines } from './machines.ts';
import type { SimRandom } from './random.ts';

/** The tasks of a run, as columns, in the order in which they come. */
export interface Tasks {
  count: number;
  atMs: Float64Array;
  /** CPU time that it needs on the fastest machine. */
  cpuMs: Float64Array;
  /** With the host process that it executes in. */
  memoryBytes: Float64Array;
  /** The node on which it is started. */
  home: Int32Array;
}

export const MIXES = ['paper', 'exponential', 'pareto'] as const;
export type Mix = (typeof MIXES)[number];

/** The longest task is this many times as long as the shortest: without a bound the mean of 1/rand is infinite. */
const SPREAD = 1_000;
const SHORTEST_MS = 2_000;
const MEAN_MS = 10_000;
const SMALL_BYTES = 64 * 2 ** 20;
/** Exponent of Pareto's law for lifetimes (Harchol-Balter and Downey, 1997: about 1). */
const ALPHA = 1.1;

/**
 * `paper`: CPU time 2 s / rand, memory a hundredth of the largest machine's / rand (Amir and others, 2000), rand in (0, 1] but
 * bounded so that each task ends and fits into the largest machine. `exponential`: lifetimes of mean 10 s. `pareto`: from 0.1 s
 * on, bounded likewise. These two take little memory. Tasks come at random, each on any node, so many that they keep the
 * machines busy to the share `load`.
 */
export function tasksOf(mix: Mix, count: number, load: number, cluster: Machines, random: SimRandom): Tasks {
  const tasks: Tasks = {
    count,
    atMs: new Float64Array(count),
    cpuMs: new Float64Array(count),
    memoryBytes: new Float64Array(count),
    home: new Int32Array(count),
  };
  const betweenMs = meanMs(mix) / (load * capacityOf(cluster));
  const largest = Math.max(...cluster.kinds.map(({ memoryBytes }) => memoryBytes));
  const most = largest - HOST_BYTES - MEMORY_RESERVE_BYTES;
  let atMs = 0;
  for (let i = 0; i < count; i++) {
    atMs += random.exponential(betweenMs);
    tasks.atMs[i] = atMs;
    tasks.cpuMs[i] = cpuMs(mix, random);
    const bytes = mix === 'paper' ? Math.min(most, largest / 100 / (1 - random.next())) : SMALL_BYTES;
    tasks.memoryBytes[i] = HOST_BYTES + bytes;
    tasks.home[i] = random.int(0, cluster.count - 1);
  }
  return tasks;
}

function cpuMs(mix: Mix, random: SimRandom): number {
  const rand = 1 - random.next();
  if (mix === 'exponential') return -MEAN_MS * Math.log(rand);
  if (mix === 'paper') return SHORTEST_MS / Math.max(rand, 1 / SPREAD);
  return 100 * Math.min(rand ** (-1 / ALPHA), 10 * SPREAD);
}

function meanMs(mix: Mix): number {
  if (mix === 'exponential') return MEAN_MS;
  // E min(1/u, s) for u uniform in (0, 1] is 1 + ln s; of u^(−1/α) it is (α − s^(1−α)) / (α − 1).
  if (mix === 'paper') return SHORTEST_MS * (1 + Math.log(SPREAD));
  return (100 * (ALPHA - (10 * SPREAD) ** (1 - ALPHA))) / (ALPHA - 1);
}
