import type { TaskStatus } from '../../protocol/task.ts';

/** What one node says of the tasks that are at home there or execute there. */
export interface Report {
  node: number;
  /** It is an agent of this user on this machine. */
  isOurs: boolean;
  tasks: readonly TaskStatus[];
  /** It has told all. */
  isWhole: boolean;
}

/**
 * The tasks of a cluster, each once. Its home knows most of a task; where that was not asked, whoever executes it tells. Nobody
 * is believed about tasks that neither are at home there nor execute there, nor another node about those of a home that has
 * told all.
 */
export function merged(reports: readonly Report[]): TaskStatus[] {
  const whole = new Set(reports.filter(({ isWhole }) => isWhole).map(({ node }) => node));
  const best = new Map<string, { task: TaskStatus; rank: number }>();
  for (const { node, isOurs, tasks } of reports) {
    for (const task of tasks) {
      const { home, where } = task;
      const isHome = home === node;
      if (!isHome && !isOurs && (where !== node || whole.has(home))) continue;
      const rank = isHome ? 2 : isOurs ? 1 : 0;
      const name = `${task.task} ${task.startedAtMs}`;
      if ((best.get(name)?.rank ?? -1) < rank) best.set(name, { task, rank });
    }
  }
  return [...best.values()].map(({ task }) => task);
}
