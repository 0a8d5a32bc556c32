import type { PeerMessage } from '../../../protocol/peer.ts';

/** A state that is asked for: whether the task is to do nothing after it, and the number that its deputy has given to that; older ones give none. */
export interface AskedFor {
  readonly hold: boolean;
  readonly asked: number | undefined;
}

/** Whether that word is about it, and not about one that was asked for before, which a broken link has kept. */
export function isAbout(
  { refusal, hold, asked }: Extract<PeerMessage, { op: 'checkpointed' }>,
  it: AskedFor,
): boolean {
  if (asked !== undefined && it.asked !== undefined) return asked === it.asked;
  // An older omosix does not say which.
  return refusal !== null || (hold === true) === it.hold;
}

/** The same of a state that comes: whether a task is held that has been asked to be. One that goes on, or has gone on since, is not. */
export const isHeldFor = (
  { hold = false, asked }: { hold?: boolean | undefined; asked?: number | undefined },
  as: number | undefined,
): boolean => hold && (asked === undefined || asked === as);
