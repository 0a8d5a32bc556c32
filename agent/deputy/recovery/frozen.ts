import type { CheckpointRecord } from '../../../protocol/records.ts';
import { KeptState } from './kept-state.ts';
import type { Again } from './recovery.ts';

/**
 * The state of a task that is held where it executes, while an agent begins anew: it has done nothing since, so nothing need be logged.
 * Until it goes on there, or elsewhere from this, whatever happens to its node is no loss.
 */
export class Frozen {
  private coming: KeptState | null = null;
  private state: KeptState | null = null;

  constructor(
    private readonly directory: string,
    private readonly nowMs: () => number,
  ) {}

  /** One begins to arrive. @throws Error of the system where there is no room */
  begin({ head, seq, seen, open }: CheckpointRecord): void {
    this.drop();
    const at = { acked: 0, written: 0, numbers: 0, blobs: 0 };
    this.coming = KeptState.make(head, { seq, seen, open, at }, this.nowMs(), this.directory);
  }

  /** @throws Error of the system where there is no room */
  piece(bytes: Uint8Array): void {
    this.coming?.write(bytes);
  }

  /** All of it is there, and the task is known to be held. */
  keep(): void {
    this.state = this.coming;
    this.coming = null;
  }

  get again(): Again | null {
    return this.state && { state: this.state, ageMs: this.nowMs() - this.state.atMs };
  }

  /** The task goes on: what was kept is not its state any more. */
  drop(): void {
    this.coming?.close();
    this.state?.close();
    this.coming = null;
    this.state = null;
  }
}
