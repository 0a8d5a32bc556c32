import type { MemberEntry } from '../../protocol/members.ts';

/** Who is a member, by key. Former members stay in it, so that an older book cannot bring them back. */
export type Book = ReadonlyMap<string, MemberEntry>;

export const emptyBook: Book = new Map();

const FORBIDDING: Record<MemberEntry['state'], number> = { member: 0, forgotten: 1, revoked: 2 };

const textOf = ({ id, name, addresses, by }: MemberEntry): string =>
  JSON.stringify([id, name, addresses.map(({ host, port }) => [host, port]), by]);

/**
 * Negative where the second of two entries of one key counts: what was decided later; at equal versions what forbids more;
 * then what the node said later of itself; then the smaller text. A total order, so all books come to agree,
 * whatever they hear first.
 */
export function compareEntries(one: MemberEntry, other: MemberEntry): number {
  const difference =
    one.version - other.version ||
    FORBIDDING[one.state] - FORBIDDING[other.state] ||
    one.revision - other.revision;
  if (difference !== 0) return difference;
  const [text, otherText] = [textOf(one), textOf(other)];
  return text === otherText ? 0 : text < otherText ? 1 : -1;
}

/** @returns the book with what of the entries counts more than what it says */
export function merge(book: Book, entries: Iterable<MemberEntry>): Book {
  const merged = new Map(book);
  for (const entry of entries) {
    const known = merged.get(entry.key);
    if (!known || compareEntries(entry, known) > 0) merged.set(entry.key, entry);
  }
  return merged;
}

/** Entries of `after` that are not so in `before`. */
export function changes(before: Book, after: Book): MemberEntry[] {
  return [...after.values()].filter((entry) => {
    const known = before.get(entry.key);
    return !known || compareEntries(entry, known) !== 0;
  });
}

/**
 * Whether a node may say that. Any member may introduce new members, and pass on what members say of themselves; to take
 * one out, or to let one in again that was revoked, needs the `admin` grant of whoever hears it.
 */
export function mayTell(book: Book, entry: MemberEntry, isAdmin: boolean): boolean {
  if (isAdmin) return true;
  const state = book.get(entry.key)?.state ?? 'forgotten';
  return entry.state === 'member' ? state !== 'revoked' : entry.state === state;
}

export const isMember = (book: Book, key: string): boolean => book.get(key)?.state === 'member';

export function membersOf(book: Book): MemberEntry[] {
  return [...book.values()].filter(({ state }) => state === 'member').sort((one, other) => one.id - other.id);
}
