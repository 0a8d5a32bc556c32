import { compare, type Entry, isNextLife, type Standing } from './entry.ts';

/**
 * What one node knows of the others: a table of bounded size, ordered by age. Where there are more nodes than room, the oldest
 * knowledge goes. Times are the owner's own clock's, whose zero means nothing.
 */
export class View<T> {
  private readonly slots: (Row<T> | undefined)[];
  /** Slots, newest knowledge first, and when that was measured. Plain loops over them: moves are short, calls are not. */
  private readonly order: Int32Array;
  private readonly times: Float64Array;
  private readonly byId = new Map<number, number>();
  private count = 0;

  constructor(readonly capacity: number) {
    this.slots = new Array<Row<T> | undefined>(capacity).fill(undefined);
    this.order = new Int32Array(capacity);
    this.times = new Float64Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  get(id: number): Row<T> | undefined {
    const slot = this.byId.get(id);
    return slot === undefined ? undefined : this.slots[slot];
  }

  /** The i-th newest. */
  at(i: number): Row<T> {
    return this.slots[this.order[i]!]!;
  }

  /**
   * Takes what supersedes what is known. `isOwnWord`: the node says it of itself, and of itself it knows best.
   * @returns what was known before; false where the news is none, or there is no room
   */
  put(entry: Entry<T>, nowMs: number, isOwnWord = false): Row<T> | undefined | false {
    const measuredAtMs = nowMs - entry.ageMs;
    const isFull = this.count === this.capacity;
    const known = this.byId.get(entry.id);
    if (known !== undefined) {
      const before = this.slots[known]!;
      if (!isOwnWord && !supersedes(entry, measuredAtMs, before)) return false;
      const row = rowOf(entry, measuredAtMs);
      row.ownWordAtMs = isOwnWord ? nowMs : before.ownWordAtMs;
      this.slots[known] = row;
      this.settle(this.positionOf(known), known, measuredAtMs);
      return before;
    }
    if (isFull && this.times[this.count - 1]! >= measuredAtMs) return false;
    let slot = this.count;
    if (isFull) {
      slot = this.order[this.count - 1]!;
      this.byId.delete(this.slots[slot]!.id);
    } else this.count++;
    this.byId.set(entry.id, slot);
    const row = rowOf(entry, measuredAtMs);
    if (isOwnWord) row.ownWordAtMs = nowMs;
    this.slots[slot] = row;
    this.settle(this.count - 1, slot, measuredAtMs);
    return undefined;
  }

  remove(id: number): void {
    const slot = this.byId.get(id);
    if (slot === undefined) return;
    const at = this.positionOf(slot);
    this.order.copyWithin(at, at + 1, this.count);
    this.times.copyWithin(at, at + 1, this.count);
    this.byId.delete(id);
    this.count--;
    // Slots in use are the first ones: the last moves into the gap.
    const last = this.count;
    if (slot !== last) {
      const moved = this.slots[last]!;
      this.slots[slot] = moved;
      this.byId.set(moved.id, slot);
      this.order[this.positionOf(last)] = slot;
    }
    this.slots[last] = undefined;
  }

  /** The owner's clock was set: ages stay. */
  shift(byMs: number): void {
    for (let i = 0; i < this.count; i++) {
      this.at(i).measuredAtMs += byMs;
      this.at(i).ownWordAtMs += byMs;
      this.times[i] = this.times[i]! + byMs;
    }
  }

  private positionOf(slot: number): number {
    let at = 0;
    while (this.order[at] !== slot) at++;
    return at;
  }

  /** The row at a position has another time: to where it belongs. */
  private settle(from: number, slot: number, measuredAtMs: number): void {
    const { order, times } = this;
    let at = from;
    for (; at > 0 && times[at - 1]! < measuredAtMs; at--) {
      order[at] = order[at - 1]!;
      times[at] = times[at - 1]!;
    }
    for (; at < this.count - 1 && times[at + 1]! > measuredAtMs; at++) {
      order[at] = order[at + 1]!;
      times[at] = times[at + 1]!;
    }
    order[at] = slot;
    times[at] = measuredAtMs;
  }
}

/** What is known of one node. */
export interface Row<T> {
  id: number;
  incarnation: number;
  beat: number;
  standing: Standing;
  /** On the owner's clock. */
  measuredAtMs: number;
  /** When the node itself last said something to us, on the same clock; −∞ where it never did. */
  ownWordAtMs: number;
  info: T;
}

/**
 * What others say of a node counts after what it said itself only where it was announced later; but that it cannot be reached
 * any more may be said of any announcement.
 */
function supersedes(entry: Entry<unknown>, measuredAtMs: number, known: Row<unknown>): boolean {
  if (compare(entry, known) <= 0 || !isNextLife(entry, known)) return false;
  const isOfTheSame = entry.incarnation === known.incarnation && entry.beat === known.beat;
  return isOfTheSame || measuredAtMs > known.ownWordAtMs;
}

const rowOf = <T>({ id, incarnation, beat, standing, info }: Entry<T>, measuredAtMs: number): Row<T> => ({
  id,
  incarnation,
  beat,
  standing,
  measuredAtMs,
  ownWordAtMs: Number.NEGATIVE_INFINITY,
  info,
});
