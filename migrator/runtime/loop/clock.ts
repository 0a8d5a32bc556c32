import type { RuntimeState } from './state.ts';

// The program may have others.
const { max, round } = Math;

const nativeNow = performance.now.bind(performance);
// The guest's own take the place of the globals later.
const nativeHrtime = process.hrtime.bigint;
const nativeOriginMs = performance.timeOrigin;
const NS_PER_MS = 1_000_000n;

/**
 * The task's clocks (decision 10): read where the task runs, corrected by the offset to home, and never going back
 * over a move. One monotonic axis, ms since the task's start at home, serves timers, performance and hrtime.
 */
export class Clock {
  /** What to add to the wall clock here; 0 where the task is at home. */
  offsetMs = 0;
  private baseMs = 0;

  /** From now on the task executes here. */
  activate(state: RuntimeState, homeOffsetMs: number): void {
    const nativeWallMs = nativeOriginMs + nativeNow();
    this.offsetMs = max(homeOffsetMs, state.clock.wallMs - nativeWallMs);
    const sinceStartMs = nativeWallMs + this.offsetMs - state.spec.startedAtMs;
    this.baseMs = max(sinceStartMs, state.clock.sinceStartMs) - nativeNow();
  }

  /** Writes down what the guest may have seen, for a move. */
  note(state: RuntimeState): void {
    state.clock = { wallMs: nativeOriginMs + nativeNow() + this.offsetMs, sinceStartMs: this.sinceStartMs() };
  }

  sinceStartMs(): number {
    return nativeNow() + this.baseMs;
  }

  sinceStartNs(): bigint {
    return nativeHrtime() + BigInt(round((this.baseMs - hrtimeAheadMs) * 1e6));
  }
}

/** `process.hrtime` minus `performance.now()`: both count the same clock from different origins. */
const hrtimeAheadMs = Number(nativeHrtime() / NS_PER_MS) - nativeNow();
