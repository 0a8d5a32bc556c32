import type { MoveTarget } from '../../protocol/control.ts';
import { type OwnerRules, type OwnerSign, ownerWords } from '../../protocol/owner.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Guests } from '../guests/guests.ts';
import type { Hub } from '../hub.ts';
import { OwnerSigns } from '../measure/owner-signs.ts';
import {
  type Evacuation,
  type EvacuationEffect,
  type EvacuationEvent,
  stepEvacuation,
} from '../owner/evacuation.ts';
import { nobodySeen, type Signs, stepPresence } from '../owner/presence.ts';
import type { Settings } from '../settings/settings.ts';
import type { MoveEnd } from '../tasks/home-task.ts';

export interface OwnerFirstOptions {
  clock: Clock;
  log: Log;
  rules(): OwnerRules | undefined;
  /** What is seen of the owner, as far as the rules ask for it. */
  signs(rules: OwnerRules): Signs;
  /** Tasks of other homes that execute here. */
  guests(): readonly string[];
  migrate(task: string, to: MoveTarget, wish: string): Promise<MoveEnd>;
  pause(task: string, paused: boolean): void;
  post(happening: () => void): void;
}

/** That of a node. */
export function ownerFirst(
  hub: Hub,
  guests: Guests,
  settings: Settings,
  migrate: OwnerFirstOptions['migrate'],
): OwnerFirst {
  const { clock, log } = hub;
  const signs = new OwnerSigns(clock, () => guests.foreignUse());
  return new OwnerFirst({
    clock,
    log,
    rules: () => settings.now.ownerRules,
    signs: (rules) => signs.look(rules),
    guests: () => guests.foreign().map(({ task }) => task),
    migrate,
    pause: (task, paused) => guests.pause(task, paused),
    post: (happening) => hub.post(happening),
  });
}

/** A workstation is its owner's first: while he needs it no guest comes, and those that are here leave, or are frozen. */
export class OwnerFirst {
  private presence = nobodySeen;
  private evacuation: Evacuation = new Map();
  private sign: OwnerSign | null = null;

  constructor(private readonly options: OwnerFirstOptions) {}

  /** By what the owner needs this node; null while he does not. */
  get neededBy(): OwnerSign | null {
    return this.sign;
  }

  /** Once a beat, and when the rules have changed. @returns true where the owner has come or gone */
  look(): boolean {
    const { clock, log, rules, signs, guests } = this.options;
    const told = rules() ?? {};
    const before = this.sign;
    const isAsked = Object.values(told).some((rule) => rule !== undefined);
    if (isAsked) [this.presence, this.sign] = stepPresence(this.presence, told, signs(told));
    else [this.presence, this.sign] = [nobodySeen, null];
    if (this.sign !== before)
      log.info(this.sign === null ? 'the owner needs this node no longer' : 'the owner needs this node', {
        by: this.sign ?? before,
      });
    const isNeeded = this.sign !== null;
    if (isNeeded || this.evacuation.size > 0)
      this.step({ on: 'look', atMs: clock.monotonicMs(), isNeeded, guests: guests() });
    return this.sign !== before;
  }

  private step(event: EvacuationEvent): void {
    const [next, effects] = stepEvacuation(this.evacuation, event);
    this.evacuation = next;
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: EvacuationEffect): void {
    const { task } = effect;
    if (effect.do === 'ask') void this.ask(task, effect.attempt);
    else {
      this.options.log.info(effect.do === 'freeze' ? 'a guest is frozen' : 'a guest goes on', { task });
      this.options.pause(task, effect.do === 'freeze');
    }
  }

  /** The first time where its home finds best, then by turns home and there. */
  private async ask(task: string, attempt: number): Promise<void> {
    const { clock, log, migrate, post } = this.options;
    const wish = this.sign === null ? 'its owner needs it' : ownerWords(this.sign);
    const reason = await migrate(task, attempt % 2 === 1 ? 'out' : 0, wish).then(
      (end) => (end.event === 'migration' ? null : end.reason),
      (error: Error) => error.message,
    );
    if (reason === null) return;
    log.info('a guest does not leave', { task, reason });
    post(() => this.step({ on: 'stayed', atMs: clock.monotonicMs(), task }));
  }
}
