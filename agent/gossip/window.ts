import type { Entry } from './entry.ts';
import type { Row, View } from './view.ts';

/** What goes into a message: the sender's own entry, and of what it knows the newest, at most so many in all. */
export function newest<T>(own: Entry<T>, view: View<T>, most: number, nowMs: number): Entry<T>[] {
  const entries = [own];
  const count = Math.min(view.size, most - 1);
  for (let i = 0; i < count; i++) entries.push(entryOf(view.at(i), nowMs));
  return entries;
}

export const entryOf = <T>(row: Row<T>, nowMs: number): Entry<T> => ({
  id: row.id,
  incarnation: row.incarnation,
  beat: row.beat,
  standing: row.standing,
  ageMs: Math.max(0, nowMs - row.measuredAtMs),
  info: row.info,
});
