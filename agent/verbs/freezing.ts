import type { Cleared } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { clearOut, type Leaver } from './clear-out.ts';

/** The longest that all of it may take, for the homes of tasks that are frozen while others are asked again. */
const FREEZING_MS = 60_000;
/** Others are frozen meanwhile: what hinders one is asked again soon. */
const AGAIN_MS = 300;
/** The node that begins anew is waited for so long; then its guests go on elsewhere. */
const BACK_MS = 30_000;

export interface FreezingParts {
  /** Whatever executes here. */
  executing(): Leaver[];
  /** Own tasks elsewhere: without their home they would end. */
  away(): Leaver[];
  /** Something is being made here that will have to be frozen too. */
  isComing(): boolean;
  /** Asks its home. @throws OmosixError why it cannot be frozen */
  freeze(task: string, withinMs: number): Promise<void>;
  thaw(task: string): Promise<void>;
  /** Whether guests are taken, and own tasks sent away. */
  leaving(isLeaving: boolean): void;
  pause(ms: number): Promise<void>;
  progress(left: Leaver[]): string;
}

/** Before a node begins anew: each task that would end with its agent does nothing any more, and its deputy has its state. */
export class Freezing {
  private gate: { isOpen: Promise<void>; open(): void } | null = null;

  constructor(private readonly parts: FreezingParts) {}

  /** Resolves when tasks are taken. */
  opened(): Promise<void> {
    return this.gate?.isOpen ?? Promise.resolve();
  }

  /**
   * Freezes all, or names what cannot be frozen: then, but for `force`, all go on. `backMs`: that long their homes wait for this node, when
   * all is done (null: as usual).
   * @throws OmosixError EBUSY where it is under way
   */
  async freeze(
    force: boolean,
    backMs: number | null,
    tell: (message: string) => void,
  ): Promise<Omit<Cleared, 'op' | 'id'>> {
    const { parts } = this;
    if (this.gate) throw new OmosixError('EBUSY', 'this node is about to begin anew already');
    this.shut();
    parts.leaving(true);
    const frozen = new Set<string>();
    const { stuck } = await clearOut({
      remaining: () => this.all().filter(({ task }) => !frozen.has(task)),
      isComing: () => parts.isComing(),
      move: async (task) => {
        await parts.freeze(task, FREEZING_MS);
        frozen.add(task);
        return null;
      },
      pause: () => parts.pause(AGAIN_MS),
      progress: (left) => tell(parts.progress(left)),
    });
    if (stuck.length > 0 && !force) {
      await this.goOn(frozen);
      return { moved: 0, stuck };
    }
    // From now on the time counts.
    const still = [...frozen].map((task) => parts.freeze(task, backMs ?? BACK_MS).catch(() => {}));
    await Promise.all(still);
    return { moved: frozen.size, stuck };
  }

  private all(): Leaver[] {
    const { parts } = this;
    const here = parts.executing();
    const names = new Set(here.map(({ task }) => task));
    return [...here, ...parts.away().filter(({ task }) => !names.has(task))];
  }

  private async goOn(frozen: Set<string>): Promise<void> {
    const { parts } = this;
    parts.leaving(false);
    // What cannot be told goes on from its state, elsewhere.
    await Promise.all([...frozen].map((task) => parts.thaw(task).catch(() => {})));
    this.gate?.open();
    this.gate = null;
  }

  private shut(): void {
    let open = (): void => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.gate = { isOpen, open };
  }
}
