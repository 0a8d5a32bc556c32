import type { Cancel } from '../../protocol/ports.ts';
import type { Hub } from '../hub.ts';

/** The one timer that a migration machine may have running: its effect `timer`, its event `timer`. */
export class MachineTimer {
  private cancelLast: Cancel | undefined;

  constructor(
    private readonly hub: Hub,
    private readonly step: (event: { on: 'timer'; atMs: number }) => void,
  ) {}

  /** Null stops it. */
  set(ms: number | null): void {
    const { hub } = this;
    this.cancelLast?.();
    this.cancelLast =
      ms === null
        ? undefined
        : hub.clock.after(ms, () => hub.post(() => this.step({ on: 'timer', atMs: hub.clock.nowMs() })));
  }
}
