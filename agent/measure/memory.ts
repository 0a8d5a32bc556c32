import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';

export interface Memory {
  freeBytes: number;
  totalBytes: number;
}

/** Control group, version 2 then 1: limit and use. */
const GROUPS = [
  ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current'],
  ['/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/memory/memory.usage_in_bytes'],
] as const;

/** What guests could use: what the kernel calls available, or what a control group leaves, if that is less. */
export function memory(): Memory {
  const totalBytes = totalmem();
  let freeBytes = availableBytes();
  for (const [limitFile, usedFile] of GROUPS) {
    const limit = numberIn(limitFile);
    const used = numberIn(usedFile);
    if (limit === null || used === null || limit >= totalBytes) continue;
    return { totalBytes: limit, freeBytes: Math.min(freeBytes, Math.max(0, limit - used)) };
  }
  freeBytes = Math.min(freeBytes, totalBytes);
  return { freeBytes, totalBytes };
}

function availableBytes(): number {
  try {
    const line = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'));
    if (line) return Number(line[1]) * 1024;
  } catch {
    // Another system than Linux.
  }
  return freemem();
}

function numberIn(file: string): number | null {
  try {
    const value = Number(readFileSync(file, 'latin1').trim());
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
