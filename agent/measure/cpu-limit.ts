import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const MOUNT = '/sys/fs/cgroup';

/** What a node has to compute with: whole CPUs, and the share of each that it gets. */
export interface Cpus {
  cpus: number;
  share: number;
}

/**
 * The CPUs of this machine, or what its control group leaves of them. A limit of 2.5 CPUs counts as two: one task alone never
 * gets more than one. A limit of a quarter is one CPU of a quarter of its speed.
 */
export function cpusHere(): Cpus {
  const limit = cpuLimit(readText('/proc/self/cgroup') ?? '', readText);
  return {
    cpus: Math.max(1, Math.min(availableParallelism(), Math.floor(limit))),
    share: Math.min(1, limit),
  };
}

/**
 * CPUs that control groups, of version 2 or 1, allow a process; Infinity where they allow all. `groups` is its
 * /proc/PID/cgroup. The limits of the groups above it hold too; in a container its own path begins at the mount, or does not
 * exist there: then it is the mount itself.
 */
export function cpuLimit(groups: string, read: (path: string) => string | null): number {
  let limit = Number.POSITIVE_INFINITY;
  for (const line of groups.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === '')
      for (const group of upwards(path)) limit = Math.min(limit, limitV2(read(`${MOUNT}${group}/cpu.max`)));
    else if (controllers.split(',').includes('cpu'))
      for (const group of upwards(path)) {
        const directory = `${MOUNT}/cpu${group}`;
        const [quota, period] = ['cfs_quota_us', 'cfs_period_us'].map((file) =>
          read(`${directory}/cpu.${file}`),
        );
        limit = Math.min(limit, ratio(quota, period));
      }
  }
  return limit;
}

/** `/a/b` → `/a/b`, `/a`, `` */
function upwards(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `/${part}`)
      .join(''),
  );
}

const limitV2 = (content: string | null): number => {
  const [quota, period] = content?.trim().split(' ') ?? [];
  return ratio(quota, period);
};

/** No limit is written as `max` or as -1. */
function ratio(quota: string | null | undefined, period: string | null | undefined): number {
  const value = Number(quota) / Number(period);
  return value > 0 ? value : Number.POSITIVE_INFINITY;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
