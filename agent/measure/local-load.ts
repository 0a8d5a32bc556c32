import { readText } from './control-groups.ts';
import { isContained } from './run-queue.ts';

/** /proc/stat counts in hundredths of a second. */
const TICK_MS = 10;
/** Averaged over so long. */
const AVERAGE_MS = 1_000;

export interface GuestCpu {
  task: string;
  /** Used so far by the process in which it executes. */
  cpuMs: number;
}

/** CPUs that this machine's own processes use: all that is used, less what guests and this agent do. */
export class LocalLoad {
  private before: { atMs: number; busyMs: number; guests: Map<string, number> } | null = null;
  private average: number | null = null;

  /** `busyMs`: CPU time of all processes so far; `agentMs`: of this one. */
  sample(atMs: number, guests: readonly GuestCpu[], busyMs: number | null, agentMs: number): number | null {
    const { before } = this;
    if (busyMs === null) return null;
    const now = new Map(guests.map(({ task, cpuMs }) => [task, cpuMs]));
    this.before = { atMs, busyMs: busyMs - agentMs, guests: now };
    if (before === null || atMs <= before.atMs) return this.average;
    const elapsedMs = atMs - before.atMs;
    let usedMs = busyMs - agentMs - before.busyMs;
    for (const [task, cpuMs] of now) usedMs -= Math.max(0, cpuMs - (before.guests.get(task) ?? 0));
    const used = Math.max(0, usedMs) / elapsedMs;
    const old = this.average ?? used;
    this.average = used + (old - used) * Math.exp(-elapsedMs / AVERAGE_MS);
    return this.average;
  }
}

/** CPU time that all processes of this machine have used, ms; in a container, those in it. Null where the system does not tell. */
export function busyMsHere(): number | null {
  const stat = (): string => readText('/proc/stat') ?? '';
  if (!isContained()) return busyMsOf(stat());
  // The container's own group lies where it sees the root.
  const v2 = /^usage_usec (\d+)$/m.exec(readText('/sys/fs/cgroup/cpu.stat') ?? '');
  if (v2) return Number(v2[1]) / 1_000;
  const v1 = Number(readText('/sys/fs/cgroup/cpuacct/cpuacct.usage') ?? Number.NaN);
  return Number.isFinite(v1) ? v1 / 1e6 : busyMsOf(stat());
}

/** `stat`: /proc/stat (proc_stat(5)): user, nice, system, idle, iowait, irq, softirq, … */
export function busyMsOf(stat: string): number | null {
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.split(' ').map(Number);
  if (fields === undefined || fields.length < 7) return null;
  const [user, nice, system, , , irq, softirq] = fields as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (user + nice + system + irq + softirq) * TICK_MS;
}
