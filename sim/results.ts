import type { AgeRow } from './ages.ts';
import type { Cluster, Side } from './cluster.ts';
import type { Tasks } from './mix.ts';

/** What came of one method. Slowdown: time from start to end over the time on a free machine of the fastest kind. */
export interface Result {
  name: string;
  title: string;
  slowdown: number;
  slowdown99: number;
  makespanMs: number;
  migrations: number;
  movedBytes: number;
  lost: number;
}

export interface Results {
  methods: Result[];
  gossip: { messages: number; bytes: number; meanAgeMs: number; ages: AgeRow[] };
}

export function resultsOf(cluster: Cluster, tasks: Tasks): Results {
  return {
    methods: cluster.sides.map((side) => resultOf(side, tasks)),
    gossip: {
      messages: cluster.messages,
      bytes: cluster.bytes,
      meanAgeMs: cluster.ages.meanMs,
      ages: cluster.ages.rows(),
    },
  };
}

function resultOf({ kind, world }: Side, tasks: Tasks): Result {
  const slowdowns = new Float64Array(tasks.count - world.lost);
  let ended = 0;
  let sum = 0;
  let lastMs = 0;
  for (let task = 0; task < tasks.count; task++) {
    const endedAtMs = world.endedAtMs[task]!;
    if (Number.isNaN(endedAtMs)) continue;
    const slowdown = (endedAtMs - tasks.atMs[task]!) / tasks.cpuMs[task]!;
    slowdowns[ended++] = slowdown;
    sum += slowdown;
    lastMs = Math.max(lastMs, endedAtMs);
  }
  slowdowns.sort();
  const { name, title } = kind;
  const { migrations, movedBytes, lost } = world;
  return {
    name,
    title,
    slowdown: sum / Math.max(1, ended),
    slowdown99: slowdowns[Math.floor(0.99 * (ended - 1))] ?? 0,
    makespanMs: lastMs - (tasks.atMs[0] ?? 0),
    migrations,
    movedBytes,
    lost,
  };
}
