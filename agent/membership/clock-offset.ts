/**
 * How far another node's clock is ahead of ours, from the four times of a message and its echo (NTP, RFC 5905, section 8).
 * The exchange with the shortest round trip of the last ones counts: its error is at most half of that.
 */
export class ClockOffset {
  private samples: { offsetMs: number; roundTripMs: number; atMs: number }[] = [];

  /** `sent` and `back` on our clock; `there` when it arrived on theirs, `heldMs` how long they kept it. */
  add(sentMs: number, thereMs: number, heldMs: number, backMs: number): void {
    const roundTripMs = backMs - sentMs - heldMs;
    // A clock that was set in between, or may have been.
    if (roundTripMs < 0 || heldMs > MOST_HELD_MS) return;
    this.samples = this.samples.filter(({ atMs }) => Math.abs(backMs - atMs) <= LASTS_MS);
    this.samples.push({ offsetMs: thereMs - sentMs - roundTripMs / 2, roundTripMs, atMs: backMs });
    if (this.samples.length > SAMPLES) this.samples.shift();
  }

  get offsetMs(): number {
    let best: { offsetMs: number; roundTripMs: number } | undefined;
    for (const sample of this.samples) if (!best || sample.roundTripMs < best.roundTripMs) best = sample;
    return best?.offsetMs ?? 0;
  }
}

const SAMPLES = 8;
const MOST_HELD_MS = 2_000;
/** Clocks are set, and drift: where there are newer ones, older samples do not count. */
const LASTS_MS = 30_000;
