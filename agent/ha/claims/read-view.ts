import type { Etcd } from '../etcd/endpoints.ts';
import type { Keys } from './keys.ts';
import { type TaskView, viewIn } from './view.ts';

/** What etcd says of a task at one revision, the newest. @throws OmosixError EETCD */
export async function readView(
  etcd: Etcd,
  keys: Keys,
  id: string,
  limitMs: number | null,
): Promise<{ view: TaskView; revision: number }> {
  const { tasks, alive, next } = keys.of(id);
  // No key is made at a revision below zero: nothing is changed, and all are read at once.
  const when = [{ key: tasks, created: -1 }];
  const answer = await etcd.ask(
    (member) => member.transact({ when, make: [], read: [tasks, alive, next] }),
    limitMs,
  );
  return { view: viewIn(answer.made ? [] : answer.found, keys), revision: answer.revision };
}
