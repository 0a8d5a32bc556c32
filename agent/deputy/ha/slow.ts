/** Longer than a standby that does not answer is waited for. */
const SLOW_MS = 5_000;
const LOOK_MS = 1_000;

interface SlowParts {
  nowMs(): number;
  pause(ms: number): Promise<void>;
  /** What is waited for, in words. */
  why(): string;
  warn(line: string): void;
}

/** Tells the user of a task whose calls stand still what they wait for. */
export class Slow {
  /** The oldest first. */
  private readonly waiting = new Set<{ sinceMs: number; isTold: boolean }>();
  private isMinding = false;

  constructor(private readonly parts: SlowParts) {}

  /** Something is waited for. */
  watch(whenDone: Promise<void>): void {
    const one = { sinceMs: this.parts.nowMs(), isTold: false };
    this.waiting.add(one);
    void whenDone.then(() => {
      this.waiting.delete(one);
      if (one.isTold) this.parts.warn(`it goes on after ${this.secondsOf(one)} s`);
    });
    if (!this.isMinding) void this.mind();
  }

  private async mind(): Promise<void> {
    const { pause, nowMs, why, warn } = this.parts;
    this.isMinding = true;
    while (this.waiting.size > 0) {
      await pause(LOOK_MS);
      const [oldest] = this.waiting;
      if (!oldest || oldest.isTold || nowMs() - oldest.sinceMs < SLOW_MS) continue;
      oldest.isTold = true;
      warn(
        `it stands still since ${this.secondsOf(oldest)} s, until its standbys have what led to its next call: ${why()}`,
      );
    }
    this.isMinding = false;
  }

  private secondsOf({ sinceMs }: { sinceMs: number }): string {
    return ((this.parts.nowMs() - sinceMs) / 1000).toFixed(1);
  }
}
