import { GAIN } from './tuning.ts';
import type { MoveNumbers, TaskView } from './view.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 995 ? 2 : 1)} s`;

/** The decision for people: what is better there, how old the task is, what is expected of the move. */
export function moveReason(task: TaskView, to: number, home: number, numbers: MoveNumbers): string {
  const { slownessHere, slownessThere, savedMs, allSavedMs, moveMs } = numbers;
  const times = slownessHere / slownessThere;
  if (times < GAIN)
    return `${to === home ? 'home' : `node ${to}`} is as good for it (${times.toFixed(1)} times as fast), and those that stay are faster without it; after ${seconds(task.cpuMs)} of CPU that should save ${seconds(allSavedMs)} for a move of ${seconds(moveMs)}`;
  const faster = `${to === home ? 'home' : `node ${to}`} is ${times.toFixed(1)} times as fast for it`;
  const why = task.node === home ? ', as home keeps a reserve for its owner' : '';
  return `${faster}${why}; after ${seconds(task.cpuMs)} of CPU it should save ${seconds(savedMs)} for a move of ${seconds(moveMs)}`;
}

/** Why a task leaves a node that runs out of memory. */
export function usherReason(task: TaskView, to: number, home: number, needBytes: number): string {
  const where = to === home ? 'home' : `node ${to}`;
  return `node ${task.node} runs out of memory (it should be rid of ${mebibytes(needBytes)}); ${where} has room for the ${mebibytes(task.memoryBytes)} of this one`;
}

export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** Why a task that might go stays. `best`: what else there is for it. */
export function noGain(best: { node: number; numbers: MoveNumbers } | null): string {
  if (best === null) return 'no other node can take it now';
  const { slownessHere, slownessThere } = best.numbers;
  const times = (slownessHere / slownessThere).toFixed(1);
  return `no move is worth its cost: the best, node ${best.node}, would be ${times} times as fast for it`;
}
