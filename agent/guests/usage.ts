import { readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second and memory in pages, whatever the kernel's own units. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

export interface ProcessUsage {
  /** User and system time so far. */
  cpuMs: number;
  residentBytes: number;
  /** It is on a CPU or waits for one. */
  runnable: boolean;
}

/** What a process has used; null where it is gone or the system has no /proc. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return null;
  }
}

/** The command name, second field, may hold anything, spaces and brackets too: count from its last bracket. */
export function parseStat(stat: string): ProcessUsage {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (numberInManual: number): number => Number(fields[numberInManual - 3]);
  return {
    cpuMs: (field(14) + field(15)) * TICK_MS,
    residentBytes: field(24) * PAGE_BYTES,
    runnable: fields[0] === 'R',
  };
}
