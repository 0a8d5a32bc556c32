import { freemem, totalmem } from 'node:os';
import { controlGroupsOf, type Read, readText } from './control-groups.ts';

export interface Memory {
  freeBytes: number;
  totalBytes: number;
  /** Swapped out while hardly anything is free; not there where there is none. */
  excessBytes?: number;
}

/**
 * What guests could use: what the kernel calls available (free, and what its caches can give back: proc(5), MemAvailable), or what control
 * groups leave, if that is less.
 */
export function memory(): Memory {
  const machine = { freeBytes: availableBytes(), totalBytes: totalmem() };
  const within = memoryWithin(machine, readText('/proc/self/cgroup') ?? '', readText);
  // What a control group has swapped out, the machine's count does not tell.
  if (within.totalBytes < machine.totalBytes) return within;
  return { ...within, ...excess(within.freeBytes, readText('/proc/meminfo') ?? '') };
}

/** Less than so much free is nothing: what is swapped out then is missed. Else it may lie there unused for weeks. */
const HARDLY_BYTES = 64 * 1024 * 1024;

/** `meminfo`: /proc/meminfo. */
export function excess(freeBytes: number, meminfo: string): Pick<Memory, 'excessBytes'> {
  const kB = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1] ?? 0);
  const excessBytes = 1024 * Math.max(0, kB('SwapTotal') - kB('SwapFree'));
  return freeBytes < HARDLY_BYTES && excessBytes > 0 ? { excessBytes } : {};
}

/** What the control groups leave a process of the memory of its machine. `groups` is its /proc/PID/cgroup. */
export function memoryWithin(machine: Memory, groups: string, read: Read): Memory {
  const within = { ...machine };
  for (const { version, directory } of controlGroupsOf(groups, 'memory')) {
    const [limitFile, usedFile, cacheField] = version === 2 ? V2 : V1;
    const limit = numberOf(read(`${directory}/${limitFile}`));
    const used = numberOf(read(`${directory}/${usedFile}`));
    // Version 1 writes a huge number for no limit.
    if (limit === null || used === null || limit >= machine.totalBytes) continue;
    // A group's use has its page cache in it, of which the inactive part is given back first: what is left is what Kubernetes, too, calls
    // the working set.
    const cached = new RegExp(`^${cacheField} (\\d+)$`, 'm').exec(read(`${directory}/memory.stat`) ?? '');
    const leftBytes = Math.max(0, limit - Math.max(0, used - Number(cached?.[1] ?? 0)));
    within.freeBytes = Math.min(within.freeBytes, leftBytes);
    within.totalBytes = Math.min(within.totalBytes, limit);
  }
  within.freeBytes = Math.min(within.freeBytes, within.totalBytes);
  return within;
}

/** Control groups: limit, use, and what of it can be given back (`total_`: with the groups below it). */
const V2 = ['memory.max', 'memory.current', 'inactive_file'] as const;
const V1 = ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'total_inactive_file'] as const;

function availableBytes(): number {
  const line = /^MemAvailable:\s+(\d+) kB/m.exec(readText('/proc/meminfo') ?? '');
  // Another system than Linux has none.
  return line ? Number(line[1]) * 1024 : freemem();
}

/** `max` is none. */
function numberOf(content: string | null): number | null {
  const value = Number(content?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : null;
}
