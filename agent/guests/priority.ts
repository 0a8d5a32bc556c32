import { readdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** How much nicer a guest is than at home, unless the node's owner says otherwise: beside one busy process of the owner it gets a tenth of a CPU. */
export const GUEST_NICE = 10;
export const MOST_NICE = 19;

/** As which a task executes: `told` is its deputy's; a guest is nicer, and never favoured before the owner's processes. */
export const niceOf = (told: number, isForeign: boolean, guestNice: number): number =>
  isForeign ? Math.min(MOST_NICE, Math.max(0, told) + guestNice) : told;

/** Makes a process as nice, with all its threads: those that are there have priorities of their own. What is not allowed is left. */
export function renice(pid: number, nice: number): void {
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, nice);
    } catch {
      // Gone; or it would be less nice again, which needs a right (RLIMIT_NICE, CAP_SYS_NICE).
    }
  }
  try {
    // On a desktop the kernel weighs sessions against each other (sched(7), autogroup); a host has one of its own.
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch {
    // The kernel has none.
  }
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}

/** Half of the memory that there is, added to what it uses when the kernel compares. */
const EXPENDABLE = 500;

/** Where memory runs out the kernel kills this process before others: a guest, not the agent that has all of them, nor the owner's programs. */
export function makeExpendable(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(EXPENDABLE));
  } catch {
    // Gone; or no such kernel.
  }
}
