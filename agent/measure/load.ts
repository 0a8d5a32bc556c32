import type { Decay } from '../../protocol/node.ts';

/** The yardstick's speed: openMosix's STD_SPD. */
export const STANDARD_SPEED = 10_000;

/** Load × speed of a CPU that is busy all the time (docs/design/units.md). */
const BUSY_CPU = 100 * STANDARD_SPEED;

/** What part of a node's CPUs has something to do, percent. */
export const utilisation = ({ load, speed }: { load: number; speed: number }): number =>
  Math.round(100 * Math.min(1, (load * speed) / BUSY_CPU));

/** What is kept of the old value per 50 ms, per mille: openMosix's slow and fast decay. */
export const DEFAULT_DECAY: Decay = { everyMs: 50, slow: 975, fast: 926 };

/** What part of an old average counts after so long. */
export const kept = ({ everyMs }: Decay, perMille: number, elapsedMs: number): number =>
  (perMille / 1000) ** (elapsedMs / everyMs);

/**
 * The load that others are told: as MOSIX's it rises quickly and falls slowly, so that nobody is invited by a pause.
 *
 *     kept   = (rising ? 926 : 975) / 1000 per 50 ms, unless its user has set another decay
 *     queue  = queue · kept + sample · (1 − kept)
 *     load   = 100 · queue · 10000 / (speed · cpus)
 */
export class LoadMeter {
  private queue = 0;

  /** `runnable`: tasks that executed or wanted to during the last `elapsedMs`. */
  tick(runnable: number, elapsedMs: number, decay = DEFAULT_DECAY): void {
    const old = kept(decay, runnable > this.queue ? decay.fast : decay.slow, elapsedMs);
    this.queue = this.queue * old + runnable * (1 - old);
  }

  load(speed: number, cpus: number): number {
    return (100 * this.queue * STANDARD_SPEED) / (Math.max(1, speed) * cpus);
  }
}
