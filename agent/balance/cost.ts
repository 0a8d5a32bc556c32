/** U and a of the formula. */
export interface Scale {
  ceiling: number;
  nodes: number;
}

/**
 * Opportunity cost of a task on a node, of its CPU (Amir, Awerbuch, Barak, Borgstrom, Keren: An Opportunity Cost Approach for Job
 * Assignment in a Scalable Computing Cluster, IEEE TPDS 11(7), 2000): a node that is used to the share u of what it
 * can bear costs a^u, and the task goes where that grows least,
 *
 *     cost(i) = a^((L + l) / U) − a^(L / U)
 *
 * L: load of the node without the task, l: what the task adds (less where CPUs are faster or more), U: a load that no
 * node reaches, a: the number of nodes. Being exponential it avoids the highest load first, wherever that is.
 */
export function marginalCost(load: number, added: number, scale: Scale): number {
  const base = Math.max(2, scale.nodes);
  return base ** ((load + added) / scale.ceiling) - base ** (load / scale.ceiling);
}

/** The same of its memory: a^(M + m) − a^M, M: share of its memory that is in use, m: share that the task adds. */
export function memoryCost(used: number, added: number, { nodes }: Scale): number {
  const base = Math.max(2, nodes);
  return base ** (used + added) - base ** used;
}

/** U: the smallest power of two (in tasks of load 100) that is above every load now, so that it changes seldom. */
export function loadCeiling(loads: readonly number[]): number {
  const highest = Math.max(100, ...loads);
  return 100 * 2 ** Math.ceil(Math.log2(highest / 100 + 1));
}
