import { Cluster } from './cluster.ts';
import { EQUAL, machines, UNBALANCED } from './machines.ts';
import { METHODS } from './methods/all.ts';
import { type Tasks, tasksOf, tasksOfExecution } from './mix.ts';
import type { SimOptions } from './options.ts';
import { SimRandom } from './random.ts';
import { type Results, resultsOf } from './results.ts';
import { tasksOfTrace } from './trace.ts';

/**
 * A whole run: as many executions as give so many tasks, or one of the tasks of a trace, whose text is given. Of the same options
 * always the same results.
 */
export function simulate(
  options: Omit<SimOptions, 'decisions' | 'json' | 'report'>,
  tell: (decision: object) => void = () => {},
): Results {
  const { nodes, mix, load, seed, trace } = options;
  const cluster = machines(nodes, options.equal ? EQUAL : UNBALANCED);
  const kinds = METHODS.filter(({ name }) => options.methods.includes(name));
  const execution = (tasks: Tasks, ownSeed: number): { cluster: Cluster; tasks: Tasks } => {
    const run = new Cluster(
      cluster,
      tasks,
      kinds,
      { ...options, capacity: options.view, seed: ownSeed },
      tell,
    );
    run.run();
    return { cluster: run, tasks };
  };
  if (trace !== null) return resultsOf([execution(tasksOfTrace(trace, cluster, new SimRandom(seed)), seed)]);
  const count = tasksOfExecution(mix, nodes, options.tasks);
  const executions = Array.from({ length: Math.round(options.tasks / count) }, (_, i) => {
    const ownSeed = seed + SEEDS * i;
    return execution(tasksOf(mix, count, load, cluster, new SimRandom(ownSeed)), ownSeed);
  });
  return resultsOf(executions);
}

/** Between the seeds of two executions: the next of one run is none of the run with the next seed. */
const SEEDS = 1_000_003;
