import { availableParallelism } from 'node:os';
import { controlGroupsOf, type Read, readText } from './control-groups.ts';

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

/** CPUs that control groups allow a process; Infinity where they allow all. `groups` is its /proc/PID/cgroup. */
export function cpuLimit(groups: string, read: Read): number {
  const limits = controlGroupsOf(groups, 'cpu').map(({ version, directory }) =>
    version === 2
      ? limitV2(read(`${directory}/cpu.max`))
      : ratio(read(`${directory}/cpu.cfs_quota_us`), read(`${directory}/cpu.cfs_period_us`)),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...limits);
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
