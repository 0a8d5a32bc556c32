import { compare, type Entry, isNextLife, isPlausible } from './entry.ts';
import type { View } from './view.ts';
import { entryOf } from './window.ts';

export interface Merged<T> {
  /** News that others should hear at once. */
  urgent: Entry<T>[];
  /** What is said of ourselves and supersedes what we say: an earlier life of ours, a suspicion, a lie. */
  ofSelf: Entry<T> | null;
  /** What was known of the sender and supersedes what it says: it does not remember its earlier life. */
  ofSender: Entry<T> | null;
}

/**
 * Takes what a message says into the view. `isUrgent`: whether a change of what a node announces is urgent. `from`: who says it,
 * null where that is not known for certain.
 */
export function merge<T>(
  view: View<T>,
  own: Entry<T>,
  entries: readonly Entry<T>[],
  nowMs: number,
  isUrgent: (before: T | undefined, after: T) => boolean,
  from: number | null,
): Merged<T> {
  const merged: Merged<T> = { urgent: [], ofSelf: null, ofSender: null };
  for (const entry of entries) {
    if (!isPlausible(entry)) continue;
    if (entry.id === own.id) {
      if (compare(entry, merged.ofSelf ?? own) > 0 && isNextLife(entry, own)) merged.ofSelf = entry;
      continue;
    }
    const before = view.put(entry, nowMs, entry.id === from);
    if (before === false) continue;
    if (before !== undefined && compare(entry, before) < 0) merged.ofSender = entryOf(before, nowMs);
    const isNewStanding = entry.standing !== (before?.standing ?? 'alive');
    if ((isNewStanding && entry.standing !== 'alive') || isUrgent(before?.info, entry.info))
      merged.urgent.push(entry);
  }
  return merged;
}
