/** CPU time is counted in steps of 10 ms: over less, the share would jump. */
const WINDOW_MS = 400;
/** A share of longer ago says nothing of now: the node where the task executes is silent, or the task is frozen. */
const STALE_MS = 5_000;

/** What part of a CPU a task uses just now, from its CPU time at some moments. */
export class CpuShare {
  private from: { atMs: number; cpuMs: number } | null = null;
  private share: number | null = null;

  /** `cpuMs`: all that it has used so far. */
  sample(atMs: number, cpuMs: number): void {
    const { from } = this;
    // After a gap the new share would be that of the gap.
    if (from === null || atMs - from.atMs > STALE_MS) {
      this.from = { atMs, cpuMs };
      this.share = null;
    } else if (atMs - from.atMs >= WINDOW_MS) {
      this.share = Math.max(0, cpuMs - from.cpuMs) / (atMs - from.atMs);
      this.from = { atMs, cpuMs };
    }
  }

  /** 1 is one CPU all the time; null where that is not known. */
  at(atMs: number): number | null {
    return this.from !== null && atMs - this.from.atMs <= STALE_MS ? this.share : null;
  }
}
