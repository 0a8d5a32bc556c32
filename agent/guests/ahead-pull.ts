import { Gather } from '../frames/gather.ts';
import type { Hub, Sink } from '../hub.ts';

/** What it needs of the guest whose buffers travel. */
export interface AheadDuties {
  /** Asks the host for the next piece; `come` are there. */
  ask(come: number): void;
  /** Sends what came; what it went into, if the target can be reached. */
  pass(parts: readonly Uint8Array[], last: boolean): Sink | undefined;
  /** In the freeze the host does not wait to be asked: it is read no faster than this takes it. */
  frozen(sink: Sink | undefined): void;
}

/**
 * Fetches a guest's large buffers piece by piece while it runs: the next one is asked for when this one begins to come and there is room on
 * the way. So two pieces are held here at most, and a slow network slows the copy, not the task.
 */
export class AheadPull {
  private stopped = false;
  private come = 0;
  private isWithin = false;
  private sink: Sink | undefined;
  private readonly gather = new Gather((parts, last) => {
    this.sink = this.duties.pass(parts, last);
  });

  constructor(
    private readonly hub: Hub,
    readonly id: number,
    private readonly duties: AheadDuties,
  ) {}

  ask(): void {
    if (!this.stopped) this.duties.ask(this.come);
  }

  /** A part of a piece, `last` where it ends. */
  take(tail: Uint8Array, last: boolean): void {
    const isFirst = !this.isWithin;
    this.isWithin = !last;
    if (last) this.come++;
    this.gather.add(tail, last);
    if (isFirst) void this.next();
  }

  /** What changed after the last piece, from a host that is frozen. */
  takeLate(tail: Uint8Array, last: boolean): void {
    this.gather.add(tail, last);
    this.duties.frozen(this.sink);
  }

  stop(): void {
    this.stopped = true;
  }

  private async next(): Promise<void> {
    await this.sink?.drained();
    this.hub.post(() => this.ask());
  }
}
