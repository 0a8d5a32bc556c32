/**
 * A host whose task moves into the process it is in: captured at every N-th safe point and made again from the bytes, new
 * objects on a new stack. Some hundred times as fast as a move to a fresh process; what it cannot find are effects of
 * what the old process still knows.
 */
import { writeSync } from 'node:fs';
import { enter } from '../../../migrator/host/enter.ts';
import { Life } from '../../../migrator/host/life.ts';
import { putBack, restoreHeap } from '../../../migrator/runtime/heap/heap.ts';
import type { RuntimeState } from '../../../migrator/runtime/loop/state.ts';

/** Captured between two jobs: the loop asks before it looks for the next one and before it waits. Then something must happen. */
const IDLE_POLLS = 2;

const tell = writeSync.bind(null, 2);

/** Safe points to leave out after so many bounces of so many frames. Set when this is bundled: a program of thousands of them must end some day. */
declare const THINS: boolean;
const thinned = (bounces: number, frames: number): number => (THINS ? (bounces >> 6) + (frames >> 5) : 0);

class BouncingLife extends Life {
  private bounces = 0;

  constructor(...parts: ConstructorParameters<typeof Life>) {
    super(...parts);
    // A program of few polls would have none left after a refusal.
    this.engine.pollsBetweenChecks = 0;
  }

  /** In place of a move; the agent asked once, with N - 1 polls to let pass. */
  protected override capture(): void {
    const id = this.guest.wantedCapture();
    if (id === null || this.guest.isPinned()) return;
    const idle = this.frames.length === 0 ? IDLE_POLLS : 0;
    const captured = this.takeHeap(id);
    if (captured) {
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
    this.link.captureId = id;
    this.engine.requestCapture(
      Math.max(idle, this.link.capturePolls + thinned(this.bounces, this.frames.length)),
    );
  }

  protected override end(code: number): never {
    tell(`omosix: ${this.bounces} bounces\n`);
    super.end(code);
  }
}

enter(BouncingLife);
