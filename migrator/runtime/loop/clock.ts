import type { Noted } from './noted.ts';
import type { RuntimeState } from './state.ts';

// The program may have others.
const { max, round } = Math;

const nativeNow = performance.now.bind(performance);
// The guest's own take the place of the globals later.
const nativeHrtime = process.hrtime.bigint;
const nativeOriginMs = performance.timeOrigin;
const nativeWallMs = Date.now;
const NS_PER_MS = 1_000_000n;

/**
 * The task's clocks (decision 10): read where the task runs, corrected by the offset to home, and never going back
 * over a move. One monotonic axis, ms since the task's start at home, serves timers, performance and hrtime.
 */
export class Clock {
  /** What to add to the wall clock here; 0 where the task is at home. */
  offsetMs = 0;
  private baseMs = 0;
  /** The last that a task has seen that is done again: the clock of who did it first may have been ahead. */
  private lastMs = 0;
  private lastWallMs = 0;

  constructor(private readonly noted: Noted) {}

  /** From now on the task executes here. */
  activate(state: RuntimeState, homeOffsetMs: number): void {
    const nativeWallMs = nativeOriginMs + nativeNow();
    this.offsetMs = max(homeOffsetMs, state.clock.wallMs - nativeWallMs);
    const sinceStartMs = nativeWallMs + this.offsetMs - state.spec.startedAtMs;
    this.baseMs = max(sinceStartMs, state.clock.sinceStartMs) - nativeNow();
  }

  /** Writes down what the guest may have seen, for a move. */
  note(state: RuntimeState): void {
    state.clock = {
      wallMs: max(nativeOriginMs + nativeNow() + this.offsetMs, this.lastWallMs),
      sinceStartMs: this.readMs(),
    };
  }

  sinceStartMs(): number {
    if (!this.noted.isOn) return nativeNow() + this.baseMs;
    this.lastMs = this.noted.number(this.read);
    return this.lastMs;
  }

  private readonly read = (): number => this.readMs();

  /** As `sinceStartMs`, for what the program does not see. */
  readMs(): number {
    return max(nativeNow() + this.baseMs, this.lastMs);
  }

  sinceStartNs(): bigint {
    if (!this.noted.isOn) return this.readNs();
    const ns = this.noted.number(() => max(Number(this.readNs()), this.lastMs * 1e6));
    this.lastMs = max(this.lastMs, ns / 1e6);
    return BigInt(round(ns));
  }

  wallMs(): number {
    if (!this.noted.isOn) return nativeWallMs() + round(this.offsetMs);
    this.lastWallMs = this.noted.number(this.readWall);
    return this.lastWallMs;
  }

  private readonly readWall = (): number => max(nativeWallMs() + round(this.offsetMs), this.lastWallMs);

  private readNs(): bigint {
    return nativeHrtime() + BigInt(round((this.baseMs - hrtimeAheadMs) * 1e6));
  }
}

/** `process.hrtime` minus `performance.now()`: both count the same clock from different origins. */
const hrtimeAheadMs = Number(nativeHrtime() / NS_PER_MS) - nativeNow();
