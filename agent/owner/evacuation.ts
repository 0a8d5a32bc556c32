/**
 * How a node that its owner needs is freed of guests. Each is asked to leave at once, its home saying where to. What does not, because nobody takes
 * it, its home cannot be reached or something holds it, is frozen, and asked again from time to time. None ever ends by this;
 * the frozen ones go on when the owner has gone.
 */

/** A guest that has not left by now is frozen, unless its state is being taken or is on its way. */
export const GRACE_MS = 2_000;

/** Asked again after this, doubled each time. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 60_000;

/** Asked at a time. */
export const AT_A_TIME = 8;

interface Guest {
  seenAtMs: number;
  /** How often it has been asked. */
  asked: number;
  isLeaving: boolean;
  isFrozen: boolean;
  askAgainAtMs: number;
}
export type Evacuation = ReadonlyMap<string, Guest>;

export type EvacuationEvent =
  /** Once a beat: who is here. */
  | { on: 'look'; atMs: number; isNeeded: boolean; guests: readonly string[] }
  /** One that was asked goes on here. */
  | { on: 'stayed'; atMs: number; task: string };

export type EvacuationEffect =
  /** `attempt`: from 1. */
  { do: 'ask'; task: string; attempt: number } | { do: 'freeze' | 'thaw'; task: string };

export function stepEvacuation(state: Evacuation, event: EvacuationEvent): [Evacuation, EvacuationEffect[]] {
  const { atMs } = event;
  if (event.on === 'stayed') {
    const guest = state.get(event.task);
    if (guest === undefined) return [state, []];
    const again = Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** Math.max(0, guest.asked - 1));
    const next = { ...guest, isLeaving: false, isFrozen: true, askAgainAtMs: atMs + again };
    return [new Map(state).set(event.task, next), guest.isFrozen ? [] : [{ do: 'freeze', task: event.task }]];
  }
  if (!event.isNeeded) return [new Map(), thawed(state, event.guests)];
  const next = new Map<string, Guest>();
  for (const task of event.guests) next.set(task, state.get(task) ?? comer(atMs));
  return ask(next, atMs);
}

const comer = (atMs: number): Guest => {
  return { seenAtMs: atMs, asked: 0, isLeaving: false, isFrozen: false, askAgainAtMs: atMs };
};

const thawed = (state: Evacuation, guests: readonly string[]): EvacuationEffect[] =>
  guests
    .filter((task) => state.get(task)?.isFrozen === true)
    .map((task): EvacuationEffect => ({ do: 'thaw', task }));

/** Who is due, those first who have been asked the least: one that does not leave must not hold the others up. */
function ask(guests: Map<string, Guest>, atMs: number): [Evacuation, EvacuationEffect[]] {
  const effects: EvacuationEffect[] = [];
  let leaving = [...guests.values()].filter(({ isLeaving }) => isLeaving).length;
  for (const [task, guest] of [...guests].sort(([, a], [, b]) => a.asked - b.asked)) {
    let { asked, isLeaving, isFrozen } = guest;
    if (!isLeaving && atMs >= guest.askAgainAtMs && leaving < AT_A_TIME) {
      leaving++;
      isLeaving = true;
      effects.push({ do: 'ask', task, attempt: ++asked });
    }
    if (!isFrozen && atMs - guest.seenAtMs >= GRACE_MS) {
      isFrozen = true;
      effects.push({ do: 'freeze', task });
    }
    guests.set(task, { ...guest, asked, isLeaving, isFrozen });
  }
  return [guests, effects];
}
