const KiB = 1024;
const MiB = 1024 * KiB;

/** Smaller ones travel in the freeze: each takes a head of its own, and a look in the freeze. */
export const LEAST_BUFFER_BYTES = 16 * KiB;
/** Less than this in all is not worth a second walk of the heap. */
export const LEAST_AHEAD_BYTES = 16 * MiB;

/** So little may as well be sent in the freeze. */
const SMALL_BYTES = 4 * MiB;
/** A further round must have less to send than this part of the last one. */
const SHRINKS_TO = 0.75;
const MOST_ROUNDS = 6;

/** What a round found changed, and the one before it: the first sends everything. */
export interface Round {
  round: number;
  changedBytes: number;
  previousBytes: number;
}

/** Whether one more round makes the freeze shorter. A round takes as long as what it sends, and so much changes meanwhile. */
export function goesOn({ round, changedBytes, previousBytes }: Round): boolean {
  if (round === 1) return true;
  return round < MOST_ROUNDS && changedBytes > SMALL_BYTES && changedBytes < SHRINKS_TO * previousBytes;
}
