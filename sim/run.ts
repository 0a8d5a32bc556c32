import { Cluster } from './cluster.ts';
import { EQUAL, machines, UNBALANCED } from './machines.ts';
import { METHODS } from './methods/all.ts';
import { tasksOf, tasksOfExecution } from './mix.ts';
import type { SimOptions } from './options.ts';
import { SimRandom } from './random.ts';
import { type Results, resultsOf } from './results.ts';

/** A whole run: as many executions as give so many tasks. Of the same options always the same results. */
export function simulate(
  options: Omit<SimOptions, 'decisions' | 'json' | 'report'>,
  trace: (decision: object) => void = () => {},
): Results {
  const { nodes, mix, load, seed } = options;
  const count = tasksOfExecution(mix, nodes, options.tasks);
  const cluster = machines(nodes, options.equal ? EQUAL : UNBALANCED);
  const kinds = METHODS.filter(({ name }) => options.methods.includes(name));
  const executions = Array.from({ length: Math.round(options.tasks / count) }, (_, i) => {
    const ownSeed = seed + SEEDS * i;
    const tasks = tasksOf(mix, count, load, cluster, new SimRandom(ownSeed));
    const run = new Cluster(
      cluster,
      tasks,
      kinds,
      { ...options, capacity: options.view, seed: ownSeed },
      trace,
    );
    run.run();
    return { cluster: run, tasks };
  });
  return resultsOf(executions);
}

/** Between the seeds of two executions: the next of one run is none of the run with the next seed. */
const SEEDS = 1_000_003;
