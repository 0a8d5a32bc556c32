import type { AgeRow } from './ages.ts';
import type { Cluster, Side } from './cluster.ts';
import type { Information } from './information.ts';
import type { Tasks } from './mix.ts';

/** What came of one method. Slowdown: time from start to end over the time on a free machine of the fastest kind. */
export interface Result {
  name: string;
  title: string;
  slowdown: number;
  slowdown99: number;
  /** From the first start to the last end, on average of the executions. */
  makespanMs: number;
  migrations: number;
  movedBytes: number;
  lost: number;
}

export interface Results {
  executions: number;
  methods: Result[];
  gossip: { messages: number; bytes: number; meanAgeMs: number; ages: AgeRow[] };
}

/** Of several executions together: each task counts alike. */
export function resultsOf(executions: readonly { cluster: Cluster; tasks: Tasks }[]): Results {
  const { sides, information } = executions[0]!.cluster;
  const sum = (of: (information: Information) => number): number =>
    executions.reduce((total, { cluster }) => total + (cluster.information ? of(cluster.information) : 0), 0);
  return {
    executions: executions.length,
    methods: sides.map((_, i) =>
      resultOf(executions.map(({ cluster, tasks }) => ({ side: cluster.sides[i]!, tasks }))),
    ),
    gossip: {
      messages: sum(({ messages }) => messages),
      bytes: sum(({ bytes }) => bytes),
      meanAgeMs: information?.ages?.meanMs ?? 0,
      ages: information?.ages?.rows() ?? [],
    },
  };
}

function resultOf(runs: readonly { side: Side; tasks: Tasks }[]): Result {
  const { name, title } = runs[0]!.side.kind;
  const slowdowns: Float64Array = Float64Array.from(runs.flatMap((run) => [...slowdownsOf(run)])).sort();
  const sum = (of: (run: { side: Side; tasks: Tasks }) => number): number =>
    runs.reduce((total, run) => total + of(run), 0);
  return {
    name,
    title,
    slowdown: slowdowns.reduce((total, one) => total + one, 0) / Math.max(1, slowdowns.length),
    slowdown99: slowdowns[Math.floor(0.99 * (slowdowns.length - 1))] ?? 0,
    makespanMs: sum(makespanMs) / runs.length,
    migrations: sum(({ side }) => side.world.migrations),
    movedBytes: sum(({ side }) => side.world.movedBytes),
    lost: sum(({ side }) => side.world.lost),
  };
}

/** Of those tasks that have ended. */
function* slowdownsOf({ side, tasks }: { side: Side; tasks: Tasks }): Iterable<number> {
  for (let task = 0; task < tasks.count; task++) {
    const endedAtMs = side.world.endedAtMs[task]!;
    if (!Number.isNaN(endedAtMs)) yield (endedAtMs - tasks.atMs[task]!) / tasks.cpuMs[task]!;
  }
}

function makespanMs({ side, tasks }: { side: Side; tasks: Tasks }): number {
  let lastMs = 0;
  for (const endedAtMs of side.world.endedAtMs) if (endedAtMs > lastMs) lastMs = endedAtMs;
  return lastMs - (tasks.atMs[0] ?? 0);
}
