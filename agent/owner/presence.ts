import type { OwnerRules, OwnerSign } from '../../protocol/owner.ts';
import { isQuiet } from './quiet-hours.ts';

/** What is seen of the owner just now. */
export interface Signs {
  /** Monotonic. */
  atMs: number;
  /** Of the week, local time. */
  minute: number;
  /** CPUs that processes but guests use; null where that is not known. */
  load: number | null;
  /** Since the last input; null where there was none, or nobody looks. */
  inputAgoMs: number | null;
}

/** What of the past counts: the load alone needs a memory. */
export interface PresenceState {
  isBusy: boolean;
  /** Since when the load has been on the other side of its bound. */
  otherSinceMs: number | null;
}
export const nobodySeen: PresenceState = { isBusy: false, otherSinceMs: null };

/** The load must be above its bound for so long: a short burst (a page is opened, mail comes) is no work. */
export const BUSY_MS = 3_000;
/**
 * And below this part of the bound for so long before guests may come again. HTCondor's policy for desktops has 0.5 for busy and 0.3 for idle (HTCondor
 * manual, Policy Configuration for Execution Points: HighLoad, BackgroundLoad).
 */
export const IDLE_PART = 0.6;
export const IDLE_MS = 30_000;

/** By what the owner needs the node, if he does: adaptive pools, MOSIX's return of the owner. Each rule counts by itself. */
export function stepPresence(
  state: PresenceState,
  rules: OwnerRules,
  signs: Signs,
): [PresenceState, OwnerSign | null] {
  const next = stepLoad(state, rules.load, signs);
  return [next, signOf(next, rules, signs)];
}

function signOf({ isBusy }: PresenceState, { hours, inputMs }: OwnerRules, signs: Signs): OwnerSign | null {
  const { minute, inputAgoMs } = signs;
  if (hours !== undefined && isQuiet(hours, minute)) return 'hours';
  if (inputMs !== undefined && inputAgoMs !== null && inputAgoMs < inputMs) return 'input';
  return isBusy ? 'load' : null;
}

function stepLoad(
  { isBusy, otherSinceMs }: PresenceState,
  bound: number | undefined,
  { atMs, load }: Signs,
): PresenceState {
  if (bound === undefined) return nobodySeen;
  if (load === null) return { isBusy, otherSinceMs: null };
  const isOther = isBusy ? load < IDLE_PART * bound : load > bound;
  if (!isOther) return { isBusy, otherSinceMs: null };
  const sinceMs = otherSinceMs ?? atMs;
  return atMs - sinceMs < (isBusy ? IDLE_MS : BUSY_MS)
    ? { isBusy, otherSinceMs: sinceMs }
    : { isBusy: !isBusy, otherSinceMs: null };
}
