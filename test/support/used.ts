/** What a process uses, as /proc shows it. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Used {
  megabytes: number;
  descriptors: number;
}

/** Null where it is gone. */
export function usedBy(pid: number): Used | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const resident = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    // One that has ended, and of which nobody has taken note yet, has no memory.
    if (resident === undefined) return null;
    const kilobytes = Number(resident);
    return { megabytes: kilobytes / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return null;
  }
}
