import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './places.ts';

/** Threads count as processes here: a host has a dozen, one whose program shares memory some for each worker. */
const MOST_PROCESSES = 512;

/** Whoever runs this is in the groups before it becomes the command: nothing it starts is outside. */
const ENTER = 'until [ "$1" = -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; exec "$@"';

/** The control group of one host: one directory a hierarchy. */
export class HostGroup {
  private limitBytes = Number.POSITIVE_INFINITY;

  /** @throws what the system says, where it cannot be made */
  constructor(private readonly places: readonly Place[]) {
    try {
      for (const { directory, controllers } of places) {
        mkdirSync(directory, { recursive: true });
        if (controllers.includes('pids')) writeFileSync(join(directory, 'pids.max'), String(MOST_PROCESSES));
      }
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Before the command. */
  get prefix(): string[] {
    const entries = this.places.map(({ directory }) => join(directory, 'cgroup.procs'));
    return ['/bin/sh', '-c', ENTER, 'sh', ...entries, '--'];
  }

  /** Beyond that the kernel ends what is in it. Not below what is used now: whoever has grown too large is asked to leave first. */
  limit(bytes: number): void {
    const memory = this.places.find(({ controllers }) => controllers.includes('memory'));
    if (!memory || bytes === this.limitBytes) return;
    const { directory, version } = memory;
    const [limitFile, withSwapFile, usedFile] = version === 2 ? V2 : V1;
    try {
      if (Number(readFileSync(join(directory, usedFile), 'latin1')) >= bytes) return;
      const withSwap = join(directory, withSwapFile);
      const limits = [() => writeFileSync(join(directory, limitFile), String(bytes))];
      // Of version 1 it is the sum, and never below the other; of version 2 what is swapped out.
      if (existsSync(withSwap)) limits.push(() => writeFileSync(withSwap, String(version === 2 ? 0 : bytes)));
      for (const write of bytes > this.limitBytes ? limits.toReversed() : limits) write();
      this.limitBytes = bytes;
    } catch {
      // It ends just now, or more is used than a moment ago: at the next beat.
    }
  }

  /** The bound that the kernel has ended it for, Infinity where that was the machine's own; null where it was something else. */
  get ranOutAt(): number | null {
    for (const { directory, version, controllers } of this.places) {
      if (!controllers.includes('memory')) continue;
      try {
        const told = readFileSync(
          join(directory, version === 2 ? 'memory.events' : 'memory.oom_control'),
          'latin1',
        );
        if (Number(/^oom_kill (\d+)$/m.exec(told)?.[1] ?? 0) > 0) return this.limitBytes;
      } catch {
        // It is gone.
      }
    }
    return null;
  }

  /** @returns whether nothing of it is left; what has just died may still be in it */
  remove(): boolean {
    return this.places.map(({ directory }) => removed(directory)).every(Boolean);
  }
}

const V2 = ['memory.max', 'memory.swap.max', 'memory.current'] as const;
const V1 = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', 'memory.usage_in_bytes'] as const;

/** A group without processes and without groups below it. @returns whether it is there no longer */
export function removed(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
