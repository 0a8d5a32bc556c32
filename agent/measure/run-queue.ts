import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { loadavg } from 'node:os';

/** Its number is part of the kernel's interface (PROC_PID_INIT_INO). */
const FIRST_PROCESS_TABLE = 'pid:[4026531836]';

let contained: boolean | undefined;

/** Processes of this machine that run or wait for a CPU just now, this one not counted. */
export function machineRunQueue(): number {
  contained ??= isContained();
  try {
    if (contained) return runnableHere();
    const running = readFileSync('/proc/loadavg', 'latin1').split(' ')[3]?.split('/')[0];
    return Math.max(0, Number(running) - 1);
  } catch {
    return loadavg()[0] ?? 0;
  }
}

/** In a container /proc/loadavg is that of the whole machine, which has other users. */
export function isContained(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') !== FIRST_PROCESS_TABLE;
  } catch {
    return false;
  }
}

function runnableHere(): number {
  let count = 0;
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && Number(name) !== process.pid && isRunnable(name)) count++;
  }
  return count;
}

function isRunnable(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat[stat.lastIndexOf(')') + 2] === 'R';
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
