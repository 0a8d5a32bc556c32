/**
 * How old knowledge is in a cluster that gossips: each node tells one random other, once in a period, of itself and of the
 * newest that it knows. After Amar, Barak, Drezner and Okun: Randomized gossip algorithms for maintaining a distributed
 * bulletin board with guaranteed age properties, Concurrency and Computation: Practice and Experience 21, 2009.
 */
export interface Cluster {
  nodes: number;
  /** Entries in a message. */
  window: number;
  /** Share of the messages that arrive. */
  arriving: number;
}

/**
 * X(t): of how many nodes a node knows something that is at most t old, in periods. Whoever knows it tells one other in each
 * period, at first hardly ever somebody who knows it too: dX/dt = a·X·(1 − X/n), X(0) = 1, so
 *
 *     X(t) = n·e^(at) / (n − 1 + e^(at))
 *
 * until it leaves the windows, when X reaches their size w, at t = T. From then on w nodes tell of it:
 * dX/dt = a·w·(1 − X/n), so
 *
 *     X(t) = n − (n − w)·e^(−(t − T)·a·w/n)
 */
export function knownWithin(periods: number, { nodes: n, window, arriving: a }: Cluster): number {
  const w = Math.min(window, n);
  const leavesAt = windowAge({ nodes: n, window: w, arriving: a });
  if (periods <= leavesAt) {
    // Divided by e^(at), which overflows.
    return n / ((n - 1) * Math.exp(-a * periods) + 1);
  }
  return n - (n - w) * Math.exp((-(periods - leavesAt) * a * w) / n);
}

/** T: the age, in periods, at which an entry leaves the windows, X(T) = w. Infinite where all nodes fit in. */
export function windowAge({ nodes: n, window: w, arriving: a }: Cluster): number {
  return w >= n ? Number.POSITIVE_INFINITY : Math.log((w * (n - 1)) / (n - w)) / a;
}

/** The age, in periods, that in a whole view only so many entries are expected to exceed: n − X(t) = `beyond`. */
export function ageExceededBy(beyond: number, cluster: Cluster): number {
  const { nodes: n, window: w, arriving: a } = cluster;
  if (n <= 1) return 0;
  const leavesAt = windowAge(cluster);
  const spread = Math.log(((n - 1) * (n - beyond)) / beyond) / a;
  return spread <= leavesAt ? spread : leavesAt + (n / (a * w)) * Math.log((n - w) / beyond);
}
