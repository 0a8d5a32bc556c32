import { OmosixError } from '../../protocol/errors.ts';
import type { Hub } from '../hub.ts';
import type { HomeEvent } from '../migration/machine/events.ts';
import type { HomeState } from '../migration/machine/home-state.ts';
import type { Deputy } from './home-task.ts';

/** Longer than a safe point is waited for; whoever has stopped its omrun has stopped what would answer. */
const ANSWER_MS = 20_000;

export interface FreezingParts {
  name: string;
  hub: Hub;
  deputy(): Deputy;
  at(): Pick<HomeState, 'node' | 'inc' | 'phase'>;
  step(event: Extract<HomeEvent, { on: 'frozen' | 'thaw' }>): void;
}

/** Of one task: for whom it is frozen, and how that is done and undone. */
export class Freezing {
  /** Nodes that are to begin anew: where it executes, or its home. */
  private readonly wanted = new Set<number>();
  private underWay: Promise<void> | null = null;

  constructor(private readonly parts: FreezingParts) {}

  /**
   * It goes on elsewhere where that node has not begun anew within so long; said again that counts from now.
   * @throws OmosixError EREFUSED, EBUSY, ECHECKPOINT, ENOTASK
   */
  async freeze(by: number, withinMs: number): Promise<void> {
    const { hub, at, step } = this.parts;
    if (at().phase.at !== 'frozen') {
      this.underWay ??= this.now().finally(() => {
        this.underWay = null;
      });
      await this.underWay;
    }
    this.wanted.add(by);
    hub.post(() => step({ on: 'frozen', atMs: hub.clock.nowMs(), withinMs }));
  }

  /** That one does not begin anew. */
  thaw(by: number): void {
    const { hub, step } = this.parts;
    this.wanted.delete(by);
    if (this.wanted.size === 0) hub.post(() => step({ on: 'thaw', atMs: hub.clock.nowMs() }));
  }

  /** It goes on, wherever. */
  over(): void {
    this.wanted.clear();
  }

  private now(): Promise<void> {
    const { name, hub, deputy } = this.parts;
    const asked = deputy();
    // Its state may have been taken all the same, and where it executes by now: it may have died and begun again meanwhile.
    const undo = (): void => {
      asked.unfreeze(false);
      hub.post(() => {
        const { node, inc } = this.parts.at();
        hub.send(node, { op: 'thaw', task: name, inc });
      });
    };
    return new Promise((resolve, reject) => {
      let isLate = false;
      const cancel = hub.clock.after(ANSWER_MS, () => {
        isLate = true;
        reject(new OmosixError('EBUSY', `its omrun has not answered in ${ANSWER_MS / 1000} s`));
      });
      asked.freeze().then(
        () => {
          cancel();
          if (isLate) undo();
          else resolve();
        },
        (error: Error) => {
          cancel();
          undo();
          reject(error);
        },
      );
    });
  }
}
