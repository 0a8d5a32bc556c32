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

export const MIXES = ['paper', 'steady', 'exponential', 'pareto'] as const;
export type Mix = (typeof MIXES)[number];

/** The longest task is this many times as long as the shortest: without a bound the mean of 1/rand is infinite. */
const SPREAD = 1_000;
const SHORTEST_MS = 2_000;
const MEAN_MS = 10_000;
const SMALL_BYTES = 64 * 2 ** 20;
/** Exponent of Pareto's law for lifetimes (Harchol-Balter and Downey, 1997: about 1). */
const ALPHA = 1.1;

/** Inferred, not given: an execution of the paper's is a burst of so many tasks a machine, and so long between two tasks of a machine. */
const BURST_TASKS = 80 / 6;
const BURST_BETWEEN_MS = 6_000;

/** Tasks of one execution: of the paper's mix there are many short ones. */
export const tasksOfExecution = (mix: Mix, nodes: number, tasks: number): number =>
  mix === 'paper' ? Math.min(tasks, Math.round(BURST_TASKS * nodes)) : tasks;

/**
 * `paper`: CPU time 2 s / rand, memory a hundredth of the largest machine's / rand (Amir and others, 2000), rand in (0, 1] but
 * bounded so that each task ends and fits into the largest machine; they come at random, one a second for six machines.
 * `steady`: the same tasks, so many that they keep the machines busy to the share `load`, and so are the others:
 * `exponential`: lifetimes of mean 10 s. `pareto`: from 0.1 s on, bounded likewise. These two take little memory.
 * Each task comes on any node.
 */
export function tasksOf(mix: Mix, count: number, load: number, cluster: Machines, random: SimRandom): Tasks {
  const tasks = emptyTasks(count);
  const betweenMs =
    mix === 'paper' ? BURST_BETWEEN_MS / cluster.count : meanMs(mix) / (load * capacityOf(cluster));
  const largest = Math.max(...cluster.kinds.map(({ memoryBytes }) => memoryBytes));
  const isByPaper = mix === 'paper' || mix === 'steady';
  let atMs = 0;
  for (let i = 0; i < count; i++) {
    atMs += random.exponential(betweenMs);
    tasks.atMs[i] = atMs;
    tasks.cpuMs[i] = cpuMs(mix, random);
    const bytes = isByPaper ? largest / 100 / (1 - random.next()) : HOST_BYTES + SMALL_BYTES;
    tasks.memoryBytes[i] = Math.max(HOST_BYTES, Math.min(largest - MEMORY_RESERVE_BYTES, bytes));
    tasks.home[i] = random.int(0, cluster.count - 1);
  }
  return tasks;
}

export const emptyTasks = (count: number): Tasks => ({
  count,
  atMs: new Float64Array(count),
  cpuMs: new Float64Array(count),
  memoryBytes: new Float64Array(count),
  home: new Int32Array(count),
});

function cpuMs(mix: Mix, random: SimRandom): number {
  const rand = 1 - random.next();
  if (mix === 'exponential') return -MEAN_MS * Math.log(rand);
  if (mix === 'pareto') return 100 * Math.min(rand ** (-1 / ALPHA), 10 * SPREAD);
  return SHORTEST_MS / Math.max(rand, 1 / SPREAD);
}

function meanMs(mix: Mix): number {
  if (mix === 'exponential') return MEAN_MS;
  // E min(1/u, s) for u uniform in (0, 1] is 1 + ln s; of u^(−1/α) it is (α − s^(1−α)) / (α − 1).
  if (mix === 'pareto') return (100 * (ALPHA - (10 * SPREAD) ** (1 - ALPHA))) / (ALPHA - 1);
  return SHORTEST_MS * (1 + Math.log(SPREAD));
}
