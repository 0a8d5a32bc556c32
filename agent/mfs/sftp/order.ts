/**
 * What a request touches, so far as its order matters. `areas`: the nodes (or other parts of the tree) that it is about: one that is slow
 * does not keep requests about others waiting.
 */
export interface Touches {
  areas: readonly string[];
  /** `look`: names and attributes; `change`: names, attributes and handles; the others: a part of a file's contents. */
  how: 'look' | 'change' | 'read' | 'write';
  /** Of `read` and `write`. */
  file?: string;
  from?: number;
  to?: number;
}

/** Whether one that came later must wait for one that came earlier, so that the client sees what it would if each was done before the next. */
export function mustWait(later: Touches, earlier: Touches): boolean {
  if (!later.areas.some((area) => earlier.areas.includes(area))) return false;
  if (later.how === 'change' || earlier.how === 'change') return true;
  if (later.how !== 'write' && earlier.how !== 'write') return false;
  // A write shows in what is looked at: sizes and times.
  if (later.how === 'look' || earlier.how === 'look') return true;
  const overlap = (later.from ?? 0) < (earlier.to ?? 0) && (earlier.from ?? 0) < (later.to ?? 0);
  return later.file === earlier.file && overlap;
}

/** Starts each request as soon as none before it is in its way. */
export class Order {
  private readonly open: { touches: Touches; start: (() => void) | null }[] = [];

  /** Requests that wait or are being done. */
  get length(): number {
    return this.open.length;
  }

  async run<T>(touches: Touches, act: () => Promise<T>): Promise<T> {
    const own: { touches: Touches; start: (() => void) | null } = { touches, start: null };
    this.open.push(own);
    if (!this.isFree(own)) await new Promise<void>((resolve) => (own.start = resolve));
    try {
      return await act();
    } finally {
      this.open.splice(this.open.indexOf(own), 1);
      for (const each of this.open) {
        if (each.start === null || !this.isFree(each)) continue;
        each.start();
        each.start = null;
      }
    }
  }

  private isFree(own: { touches: Touches }): boolean {
    for (const each of this.open) {
      if (each === own) return true;
      if (mustWait(own.touches, each.touches)) return false;
    }
    return true;
  }
}
