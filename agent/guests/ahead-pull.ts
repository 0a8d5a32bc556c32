import { Gather } from '../frames/gather.ts';
import type { Hub, Sink } from '../hub.ts';

/** What it needs of the guest whose buffers travel. */
export interface AheadDuties {
  /** Asks the host for the next piece. */
  ask(): void;
  /** Sends what came; what it went into, if the target can be reached. */
  pass(parts: readonly Uint8Array[], last: boolean): Sink | undefined;
}

/**
 * Fetches a guest's large buffers piece by piece while it runs. A piece is asked for when there is room for it on its way, and not
 * sooner than the last one took: so the guest has at least half of its time for itself.
 */
export class AheadPull {
  private stopped = false;
  /** When a piece was asked for that has not come; what the host sends in the freeze comes unasked. */
  private askedAtMs: number | null = null;
  private readonly gather = new Gather((parts, last) => {
    this.sink = this.duties.pass(parts, last);
  });
  private sink: Sink | undefined;

  constructor(
    private readonly hub: Hub,
    private readonly duties: AheadDuties,
  ) {}

  ask(): void {
    this.askedAtMs = this.hub.clock.monotonicMs();
    this.duties.ask();
  }

  /** A part of a piece, `last` where it ends. */
  take(tail: Uint8Array, last: boolean): void {
    this.gather.add(tail, last);
    if (!last || this.askedAtMs === null) return;
    void this.next(this.hub.clock.monotonicMs() - this.askedAtMs);
    this.askedAtMs = null;
  }

  stop(): void {
    this.stopped = true;
  }

  private async next(tookMs: number): Promise<void> {
    const { hub } = this;
    const cameAtMs = hub.clock.monotonicMs();
    await this.sink?.drained();
    const waitedMs = hub.clock.monotonicMs() - cameAtMs;
    hub.clock.after(Math.max(0, tookMs - waitedMs), () => hub.post(() => this.stopped || this.ask()));
  }
}
