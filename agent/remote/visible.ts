import type { TaskStatus } from '../../protocol/task.ts';

export interface Asker {
  /** The node that answers, and the one that asks. */
  self: number;
  from: number;
  isAdmin: boolean;
  /** Our tasks may execute there. */
  mayHost: boolean;
}

/**
 * What another node is told of the tasks here: what it would learn anyway. Of those whose home is here, all that may come to
 * it, for then it holds their memory; of the guests here, its own. Whoever has the `admin` grant is told of all.
 * `hidden`: how many that are at home here are not told.
 */
export function visibleTo(
  { self, from, isAdmin, mayHost }: Asker,
  tasks: readonly TaskStatus[],
): { tasks: TaskStatus[]; hidden: number } {
  const isTold = ({ home, where, lock }: TaskStatus): boolean =>
    isAdmin || home === from || where === from || (home === self && mayHost && lock === false);
  // What is said of guests of others is said by their homes.
  const hidden = tasks.filter((task) => task.home === self && !isTold(task));
  return { tasks: tasks.filter(isTold), hidden: hidden.length };
}
