import type { StatResult } from '../../../protocol/syscalls.ts';
import { Place } from './place.ts';

interface End {
  place: Promise<Place>;
  users: number;
  /** The same file's, by another name. */
  isOf: End | null;
}

/** Which file of the cluster it is: devices of nodes differ there. */
const keyOf = ({ dev, ino }: StatResult): string => `${dev}:${ino}`;

/**
 * The ends of the files that a task appends to. They are counted from the size that a file had when its first user came: so each write
 * names its position, and can be done again. Nobody else may append to it meanwhile.
 */
export class Ends {
  /** By path, and by file once that is known. */
  private readonly ends = new Map<string, End>();

  /** For `leave`, once. `look`: what is there now, asked only where nobody else appends to it. */
  async enter(path: string, look: () => Promise<StatResult | null>): Promise<Place> {
    let end = this.ends.get(path);
    if (!end) {
      const begun: End = { place: Promise.resolve(new Place()), users: 0, isOf: null };
      begun.place = look().then((stat) => this.foundAt(begun, stat));
      end = begun;
      this.ends.set(path, end);
    }
    end.users++;
    try {
      return await end.place;
    } catch (error) {
      this.left(end);
      throw error;
    }
  }

  /** The same of an open file, under whatever name; `at`: where its end was when it was described. @returns it, and how to leave */
  async enterOpened(
    path: string,
    stat: StatResult,
    at = Number(stat.size),
  ): Promise<{ place: Place; leave: () => void }> {
    const file = keyOf(stat);
    const end = this.ends.get(file) ??
      this.ends.get(path) ?? { place: Promise.resolve(new Place(at)), users: 0, isOf: null };
    this.ends.set(file, end);
    end.users++;
    return { place: await end.place, leave: () => this.left(end) };
  }

  /** So many of `length` bytes that began at `from` are written: its user leaves. */
  async over(path: string, from: number, length: number, done: number): Promise<void> {
    const end = this.ends.get(path);
    if (!end) return;
    (await end.place).over(from, length, done);
    this.left(end);
  }

  /** What the deputy before this one had begun to add ends there: descriptors that add to the same file go on behind it. */
  async reached(path: string, stat: StatResult, next: number): Promise<void> {
    const { place, leave } = await this.enterOpened(path, stat, next);
    place.reach(next);
    leave();
  }

  private foundAt(end: End, stat: StatResult | null): Place | Promise<Place> {
    if (!stat) return new Place();
    const other = this.ends.get(keyOf(stat));
    if (!other) {
      this.ends.set(keyOf(stat), end);
      return new Place(Number(stat.size));
    }
    end.isOf = other;
    other.users++;
    return other.place;
  }

  private left(end: End): void {
    if (--end.users > 0) return;
    for (const [key, one] of this.ends) if (one === end) this.ends.delete(key);
    if (end.isOf) this.left(end.isOf);
  }
}
