import { bytesOf } from '../../../protocol/bytes.ts';
import { utf8Decode } from '../../../protocol/text.ts';
import { addTo, takeFirst } from '../list.ts';

// The guest may put something else in its place.
const { parse } = JSON;
const { apply } = Reflect;
const { slice } = String.prototype;

/** So many directories are remembered, each of so many bytes at most. */
const MOST_LISTINGS = 8;
const MOST_BYTES = 4 * 1024 * 1024;

interface Listing {
  /** Of the directory; what a path in it begins with, but for a last slash. */
  key: string;
  /** What home has said, until somebody looks. */
  tail: Uint8Array | null;
  names: string[];
  places: Map<string, number>;
}

/** An entry of a directory that was listed: what the program puts before its name, and where it is in the list. */
export interface Spotted {
  prefix: string;
  names: readonly string[];
  index: number;
}

const part = (text: string, from: number, to: number): string => apply(slice, text, [from, to]);

/** The last directories that the program has listed: what it asks of one entry after the other it may ask of the next ones. */
export class Listings {
  private readonly listed: Listing[] = [];
  /** The latest call that lists, of those that complete later. */
  private asked: { seq: number; args: unknown[] } | null = null;

  sent(seq: number, args: unknown[]): void {
    this.asked = { seq, args };
  }

  done(seq: number, tail: Uint8Array): void {
    if (this.asked?.seq === seq) this.add(this.asked.args, tail);
  }

  /** `tail`: the entries, as the syscall gives them. */
  add([path, options]: unknown[], tail: Uint8Array): void {
    const { recursive, raw } = options as { recursive?: boolean; raw?: boolean };
    if (typeof path !== 'string' || recursive || raw || bytesOf(tail) > MOST_BYTES) return;
    addTo(this.listed, { key: keyOf(path), tail, names: [], places: new Map() });
    if (this.listed.length > MOST_LISTINGS) takeFirst(this.listed);
  }

  find(path: string): Spotted | undefined {
    let start = path.length;
    while (start > 0 && path[start - 1] !== '/') start--;
    const prefix = part(path, 0, start);
    const name = part(path, start, path.length);
    const key = keyOf(prefix);
    for (let i = this.listed.length - 1; i >= 0; i--) {
      const listing = this.listed[i]!;
      if (listing.key !== key) continue;
      read(listing);
      const index = listing.places.get(name);
      return index === undefined ? undefined : { prefix, names: listing.names, index };
    }
    return undefined;
  }
}

/** A directory is listed as `dir`, `dir/`, `./dir` or `.`, and its entries are named by any of these, or by their names alone. */
function keyOf(path: string): string {
  let from = 0;
  let to = path.length;
  while (path[from] === '.' && (path[from + 1] === '/' || from + 1 === to)) {
    from++;
    while (path[from] === '/') from++;
  }
  while (to > from + 1 && path[to - 1] === '/') to--;
  return part(path, from, to);
}

function read(listing: Listing): void {
  const { tail, names, places } = listing;
  if (tail === null) return;
  listing.tail = null;
  const entries = parse(utf8Decode(tail)) as (string | { name: string })[];
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const name = typeof entry === 'string' ? entry : entry.name;
    names[i] = name;
    places.set(name, i);
  }
}
