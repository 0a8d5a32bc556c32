/** A control group that limits the CPU of an emulated machine: version 1 or 2, as this machine has it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownName, rmCgroup } from './names.ts';

const MOUNT = '/sys/fs/cgroup';
const V1 = join(MOUNT, 'cpu');

/** Short, so that what waits for its share does not wait long. */
const PERIOD_US = 20_000;
/** Against whatever else the real machine does, which is to take nothing of a host's share: a hundred times as much as others get. */
const V1_SHARES = 102_400;
const V2_WEIGHT = 10_000;

/** Why no CPU can be limited here; null where it can. */
export function cpuLimitIsMissing(): string | null {
  if (existsSync(join(V1, 'cpu.shares'))) return null;
  try {
    const controllers = readFileSync(join(MOUNT, 'cgroup.controllers'), 'utf8').trim().split(' ');
    if (!controllers.includes('cpu')) return 'the cpu controller of control groups is not there';
    writeFileSync(join(MOUNT, 'cgroup.subtree_control'), '+cpu');
    return null;
  } catch (error) {
    return `control groups cannot be made: ${(error as Error).message}`;
  }
}

export class CpuLimit {
  private readonly directory: string;

  /** So much of one CPU. */
  constructor(name: string, share: number) {
    const isV1 = existsSync(join(V1, 'cpu.shares'));
    this.directory = join(isV1 ? V1 : MOUNT, ownName(name));
    mkdirSync(this.directory);
    const quotaUs = String(Math.round(share * PERIOD_US));
    if (isV1) {
      this.set('cpu.cfs_period_us', String(PERIOD_US));
      this.set('cpu.cfs_quota_us', quotaUs);
      this.set('cpu.shares', String(V1_SHARES));
    } else {
      this.set('cpu.max', `${quotaUs} ${PERIOD_US}`);
      this.set('cpu.weight', String(V2_WEIGHT));
    }
  }

  /** Who writes its number into it is limited. */
  get members(): string {
    return join(this.directory, 'cgroup.procs');
  }

  /** In what share of its periods, of those in which it had something to do, all that it may was used: since the last call. */
  atLimit(): number {
    const stat = readFileSync(join(this.directory, 'cpu.stat'), 'utf8');
    const count = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)![1]);
    const now = { periods: count('nr_periods'), full: count('nr_throttled') };
    const { periods, full } = this.counted;
    this.counted = now;
    return (now.full - full) / Math.max(1, now.periods - periods);
  }
  private counted = { periods: 0, full: 0 };

  remove(): void {
    rmCgroup(this.directory);
  }

  private set(file: string, value: string): void {
    writeFileSync(join(this.directory, file), value);
  }
}
