import { compare, type Entry, isPlausible } from './entry.ts';
import type { View } from './view.ts';

export interface Merged<T> {
  /** News that others should hear at once. */
  urgent: Entry<T>[];
  /** What is said of ourselves and supersedes what we say: an earlier life of ours, a suspicion, a lie. */
  ofSelf: Entry<T> | null;
}

/** Takes what a message says into the view. `isUrgent`: whether a change of what a node announces is urgent. */
export function merge<T>(
  view: View<T>,
  own: Entry<T>,
  entries: readonly Entry<T>[],
  nowMs: number,
  isUrgent: (before: T | undefined, after: T) => boolean,
): Merged<T> {
  const merged: Merged<T> = { urgent: [], ofSelf: null };
  for (const entry of entries) {
    if (!isPlausible(entry)) continue;
    if (entry.id === own.id) {
      if (compare(entry, merged.ofSelf ?? own) > 0) merged.ofSelf = entry;
      continue;
    }
    const before = view.put(entry, nowMs);
    if (before === false) continue;
    const isNewStanding = entry.standing !== (before?.standing ?? 'alive');
    if ((isNewStanding && entry.standing !== 'alive') || isUrgent(before?.info, entry.info))
      merged.urgent.push(entry);
  }
  return merged;
}
