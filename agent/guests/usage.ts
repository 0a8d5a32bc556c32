import { readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second and memory in pages, whatever the kernel's own units. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

export interface ProcessUsage {
  /** User and system time so far. */
  cpuMs: number;
  /** How long it has executed or wanted to, waiting for a CPU: on a busy machine this alone tells what it would use. */
  wantedMs: number;
  residentBytes: number;
}

/** What a process has used; null where it is gone or the system has no /proc. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    const usage = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return { ...usage, wantedMs: usage.cpuMs + waitedMs(pid) };
  } catch {
    return null;
  }
}

/** Of the main thread, in which a task executes: ns on a CPU, ns waiting for one, time slices. Not every kernel counts them. */
function waitedMs(pid: number): number {
  try {
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}

/** Stopped by a signal (SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU), and how nice; as of any process where it is gone or the system has no /proc. */
export function conditionOf(pid: number): { isStopped: boolean; nice: number } {
  try {
    const field = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    return { isStopped: field(3) === 'T', nice: Number(field(19)) };
  } catch {
    return { isStopped: false, nice: 0 };
  }
}

export function parseStat(stat: string): Pick<ProcessUsage, 'cpuMs' | 'residentBytes'> {
  const field = fieldsOf(stat);
  return {
    cpuMs: (Number(field(14)) + Number(field(15))) * TICK_MS,
    residentBytes: Number(field(24)) * PAGE_BYTES,
  };
}

/** The command name, second field, may hold anything, spaces and brackets too: count from its last bracket. */
function fieldsOf(stat: string): (numberInManual: number) => string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (numberInManual) => fields[numberInManual - 3];
}
