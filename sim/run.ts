import { Cluster } from './cluster.ts';
import { EQUAL, machines, UNBALANCED } from './machines.ts';
import { METHODS } from './methods/all.ts';
import { tasksOf } from './mix.ts';
import type { SimOptions } from './options.ts';
import { SimRandom } from './random.ts';
import { type Results, resultsOf } from './results.ts';

/** One whole run. Of the same options always the same results. */
export function simulate(
  options: Omit<SimOptions, 'trace' | 'json' | 'report'>,
  trace: (decision: object) => void = () => {},
): Results {
  const { nodes, seed, periodMs, window, view: capacity, delayMs, loss, partitionMs, crashes } = options;
  const cluster = machines(nodes, options.equal ? EQUAL : UNBALANCED);
  const tasks = tasksOf(options.mix, options.tasks, options.load, cluster, new SimRandom(seed));
  const kinds = METHODS.filter(({ name }) => options.methods.includes(name));
  const run = new Cluster(
    cluster,
    tasks,
    kinds,
    { seed, periodMs, window, capacity, delayMs, loss, partitionMs, crashes },
    trace,
  );
  run.run();
  return resultsOf(run, tasks);
}
