/**
 * How far another node's clock is ahead of ours, from the four times of a beat and its echo (NTP, RFC 5905, section 8).
 * The exchange with the shortest round trip of the last ones counts: its error is at most half of that.
 */
export class ClockOffset {
  private readonly samples: { offsetMs: number; roundTripMs: number }[] = [];

  /** `sent` and `back` on our clock; `there` when it arrived on theirs, `heldMs` how long they kept it. */
  add(sentMs: number, thereMs: number, heldMs: number, backMs: number): void {
    const roundTripMs = backMs - sentMs - heldMs;
    // A clock that was set in between.
    if (roundTripMs < 0) return;
    this.samples.push({ offsetMs: thereMs - sentMs - roundTripMs / 2, roundTripMs });
    if (this.samples.length > SAMPLES) this.samples.shift();
  }

  get offsetMs(): number {
    let best: { offsetMs: number; roundTripMs: number } | undefined;
    for (const sample of this.samples) if (!best || sample.roundTripMs < best.roundTripMs) best = sample;
    return best?.offsetMs ?? 0;
  }
}

const SAMPLES = 8;
