import type { Member } from '../etcd/member.ts';
import type { Keys } from './keys.ts';
import { type TaskView, viewIn } from './view.ts';

/** In one transaction: an answer of many that somebody has filled with the largest values must still be taken (MAX_ETCD_ANSWER_BYTES). */
const TASKS_AT_ONCE = 16;

/** What etcd says of tasks, each part of them at one revision, the newest. */
export async function readViews(
  member: Member,
  keys: Keys,
  ids: readonly string[],
  take: (id: string, view: TaskView, revision: number) => void,
): Promise<void> {
  for (let at = 0; at < ids.length; at += TASKS_AT_ONCE) {
    const some = ids.slice(at, at + TASKS_AT_ONCE);
    // No key is made at a revision below zero: nothing is changed, and all are read at once.
    const when = [{ key: keys.root, created: -1 }];
    const read = some.flatMap((id) => Object.values(keys.of(id)));
    const answer = await member.transact({ when, make: [], read });
    const found = answer.made ? [] : answer.found;
    for (const id of some) {
      const its = found.filter(({ key }) => keys.parse(key)?.id === id);
      take(id, viewIn(its, keys), answer.revision);
    }
  }
}
