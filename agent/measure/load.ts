/** The yardstick's speed: openMosix's STD_SPD. */
export const STANDARD_SPEED = 10_000;

/** What is kept of the old value per 50 ms, per mille: openMosix's fast and slow decay. */
const FAST_PER_MILLE = 926;
const SLOW_PER_MILLE = 975;
const DECAY_STEP_MS = 50;

/**
 * The load that others are told: as MOSIX's it rises quickly and falls slowly, so that nobody is invited by a pause.
 *
 *     kept   = (rising ? 926 : 975) / 1000 per 50 ms
 *     queue  = queue · kept + sample · (1 − kept)
 *     load   = 100 · queue · 10000 / (speed · cpus)
 */
export class LoadMeter {
  private queue = 0;

  /** `runnable`: tasks that executed or wanted to during the last `elapsedMs`. */
  tick(runnable: number, elapsedMs: number): void {
    const perStep = (runnable > this.queue ? FAST_PER_MILLE : SLOW_PER_MILLE) / 1000;
    const kept = perStep ** (elapsedMs / DECAY_STEP_MS);
    this.queue = this.queue * kept + runnable * (1 - kept);
  }

  load(speed: number, cpus: number): number {
    return (100 * this.queue * STANDARD_SPEED) / (Math.max(1, speed) * cpus);
  }
}
