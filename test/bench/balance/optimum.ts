/**
 * The least time, ms, in which tasks can be done on machines of unequal speed, where each may be moved at any moment at no
 * cost, but executes on one machine at a time (Horvath, Lam, Sethi: A level algorithm for preemptive scheduling, JACM 24(1),
 * 1977): all work over all speed, or, where a few tasks are very long, the k longest on the k fastest machines.
 *
 *     max over k < m of (p1 + … + pk) / (s1 + … + sk), and (p1 + … + pn) / (s1 + … + sm); both sorted, greatest first
 *
 * `tasks`: the work of each, in any unit. `speeds`: of each machine, in that unit a ms. No schedule is shorter, so it is the offline
 * optimum of a cluster that moves tasks, and below that of one that does not.
 */
export function shortestMs(tasks: readonly number[], speeds: readonly number[]): number {
  const falling = (values: readonly number[]): number[] => [...values].sort((a, b) => b - a);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const [work, fast] = [falling(tasks), falling(speeds)];
  const bounds = fast.slice(0, -1).map((_, k) => sum(work.slice(0, k + 1)) / sum(fast.slice(0, k + 1)));
  return Math.max(sum(work) / sum(fast), ...bounds);
}
