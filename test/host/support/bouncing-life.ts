import { Life } from '../../../migrator/host/life.ts';
import { putBack, restoreHeap } from '../../../migrator/runtime/heap/heap.ts';
import { amongPristine } from '../../../migrator/runtime/heap/pristine-realm.ts';
import type { RuntimeState } from '../../../migrator/runtime/loop/state.ts';

// The program may have another.
const { max } = Math;

/** Captured between two jobs: the loop asks before it looks for the next one and before it waits. Then something must happen. */
const IDLE_POLLS = 2;

/** The agent asks once, with N - 1 polls to let pass; from then on the task is made again at every N-th safe point. */
export class BouncingLife extends Life {
  protected bounces = 0;

  constructor(...parts: ConstructorParameters<typeof Life>) {
    super(...parts);
    // A program of few polls would have none left after a refusal.
    this.engine.pollsBetweenChecks = 0;
  }

  /** In place of a move. */
  protected override capture(): void {
    const id = amongPristine(this.engine, () => this.guest.wantedCapture());
    if (id === null || this.guest.isPinned()) return;
    const idle = this.frames.length === 0 ? IDLE_POLLS : 0;
    if (this.isToMove()) super.capture();
    else this.bounce(id);
    this.link.captureId = id;
    this.engine.requestCapture(max(idle, this.pollsToNext()));
  }

  /** Whether this time it is really to leave. */
  protected isToMove(): boolean {
    return false;
  }

  protected pollsToNext(): number {
    return this.link.capturePolls;
  }

  private bounce(id: number): void {
    const captured = amongPristine(this.engine, (changed) => this.takeHeap(id, changed));
    if (!captured) return;
    const buffers = captured.buffers.map((each) => each.slice());
    // As a fresh host has the builtins.
    putBack(this.engine.registry.changes());
    restoreHeap(captured.graph, buffers, this.engine, ({ frames, module, runtime }) => {
      // While the builtins are what they were, as in a fresh host.
      this.loaded.makeResumable(frames);
      this.engine.linked.set(module);
      this.frames = frames;
      this.task.load(runtime as RuntimeState);
    });
    this.bounces++;
  }
}
