import type { NodeInfo, NodeView } from '../../protocol/node.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import type { Counts } from './counts.ts';
import type { Family, Sample } from './exposition.ts';

export interface Measured {
  self: number;
  version: string;
  nodes: readonly NodeView[];
  tasks: readonly TaskStatus[];
  counts: Counts;
  /** Messages that were sent to other nodes. */
  sent: number;
  /** Of the agent itself. */
  cpuSeconds: number;
  residentBytes: number;
  startedAtSeconds: number;
}

const NODE_GAUGES: [name: string, help: string, value: (info: NodeInfo, view: NodeView) => number][] = [
  ['load', 'Load: 100 is one runnable task for one CPU of speed 10000.', ({ load }) => load],
  ['speed', 'Speed of one of its CPUs: 10000 is the standard.', ({ speed }) => speed],
  ['cpus', 'CPUs of the node.', ({ cpus }) => cpus],
  ['memory_free_bytes', 'Memory that guests could use.', ({ freeBytes }) => freeBytes],
  ['memory_total_bytes', 'All of its memory.', ({ totalBytes }) => totalBytes],
  ['tasks', 'Tasks executing there.', ({ guests }) => guests],
  ['blocked', 'Whether it accepts no guests.', ({ blocked }) => Number(blocked)],
  ['age_seconds', 'How old the knowledge of the node is.', (_, { ageMs }) => ageMs / 1000],
];

const STATES: TaskStatus['state'][] = ['starting', 'running', 'stopped', 'frozen', 'migrating', 'ended'];

/** All that `omd --metrics` tells. Nodes are those that this one knows, itself among them. */
export function families({ self, version, nodes, tasks, counts, sent, ...own }: Measured): Family[] {
  const gauge = (name: string, help: string, samples: Sample[]): Family => ({
    name,
    type: 'gauge',
    help,
    samples,
  });
  const counter = (name: string, help: string, value: number): Family => ({
    name,
    type: 'counter',
    help,
    samples: [{ value }],
  });
  const of = ({ info }: NodeView): Record<string, string> => ({ node: String(info.id), name: info.name });
  // What a quiet node announces is no load.
  const told = nodes.filter(({ info, isSelf }) => isSelf || !info.quiet);
  return [
    gauge('omosix_info', 'The agent: its node and version.', [
      { labels: { node: String(self), version }, value: 1 },
    ]),
    gauge(
      'omosix_node_up',
      'Whether the node is alive, as this one sees it.',
      nodes.map((view) => ({ labels: of(view), value: Number(view.state === 'alive') })),
    ),
    ...NODE_GAUGES.map(([name, help, value]) =>
      gauge(
        `omosix_node_${name}`,
        help,
        (name === 'load' ? told : nodes).map((view) => ({ labels: of(view), value: value(view.info, view) })),
      ),
    ),
    gauge(
      'omosix_tasks',
      'Tasks whose home is here, and guests, by their state.',
      ['home', 'guest'].flatMap((role) =>
        STATES.map((state) => ({
          labels: { role, state },
          value: tasks.filter((task) => (task.home === self) === (role === 'home') && task.state === state)
            .length,
        })),
      ),
    ),
    gauge('omosix_tasks_away', 'Tasks whose home is here and that execute elsewhere.', [
      { value: tasks.filter(({ home, where }) => home === self && where !== 0).length },
    ]),
    counter('omosix_task_starts', 'Tasks of this home that have started.', counts.starts),
    counter('omosix_task_ends', 'Tasks of this home that have ended.', counts.ends),
    counter(
      'omosix_tasks_lost',
      'Tasks of this home that were given up with the node where they executed.',
      counts.lost,
    ),
    counter('omosix_migrations', 'Migrations of tasks of this home.', counts.migrations),
    counter('omosix_migrations_failed', 'Migrations that came to nothing: the task stayed.', counts.stayed),
    counter('omosix_migration_state_bytes', 'State that migrations have carried.', counts.stateBytes),
    {
      name: 'omosix_migration_freeze_seconds',
      type: 'histogram',
      help: 'Time in which a migrating task executed nowhere.',
      samples: [{ value: counts.freezes }],
    },
    counter('omosix_peer_messages_sent', 'Control messages to other nodes.', sent),
    counter('omosix_peer_messages_received', 'Control messages from other nodes.', counts.messages),
    counter('process_cpu_seconds', 'CPU time of the agent.', own.cpuSeconds),
    gauge('process_resident_memory_bytes', 'Resident memory of the agent.', [{ value: own.residentBytes }]),
    gauge('process_start_time_seconds', 'When the agent began, since the epoch.', [
      { value: own.startedAtSeconds },
    ]),
  ];
}
