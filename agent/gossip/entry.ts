/** How a node stands, as somebody has said: `suspect` by one that cannot reach it, `left` by itself. */
export type Standing = 'alive' | 'suspect' | 'left';

/** What one node says of another. `T`: what a node announces of itself. */
export interface Entry<T> {
  id: number;
  /** Lives of the node: it takes the next one where it hears that an earlier life of it has said more than it knows of. */
  incarnation: number;
  /** Its announcements in this life. */
  beat: number;
  standing: Standing;
  /** Age of the announcement, ms: clocks of different nodes are never compared. Time on the way is not counted. */
  ageMs: number;
  info: T;
}

const RANK: Record<Standing, number> = { alive: 0, suspect: 1, left: 2 };

/**
 * Which of two entries of one node counts: the later life, in that the later announcement, of that the graver word. A total
 * order: in whatever order nodes hear the same entries, they come to know the same. So who is suspected clears itself with its
 * next announcement, and who has left stays away until its next life.
 */
export function compare(a: Version, b: Version): number {
  return a.incarnation - b.incarnation || a.beat - b.beat || RANK[a.standing] - RANK[b.standing];
}
export type Version = Pick<Entry<unknown>, 'incarnation' | 'beat' | 'standing'>;

/** Numbers that no honest node comes to; above them nothing could supersede a lie. */
const MOST = 2 ** 40;
const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < MOST;

/** No node begins anew so often before the others have forgotten its earlier lives. */
const MOST_LIVES_AT_ONCE = 2 ** 20;

/** Whether a node can have come to that life from the one that is known: else it is a lie that could not be superseded for ever. */
export const isNextLife = (told: Version, known: Version): boolean =>
  told.incarnation - known.incarnation <= MOST_LIVES_AT_ONCE;

/** Whether the numbers of an entry can be true. */
export const isPlausible = ({ id, incarnation, beat, ageMs }: Entry<unknown>): boolean =>
  isCount(id) && isCount(incarnation) && isCount(beat) && ageMs >= 0 && ageMs < MOST;
