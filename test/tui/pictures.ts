/** Nodes and tasks as an agent tells them, for views. */
import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import { type Model, newModel } from '../../tui/migmon/model.ts';
import { type MigmonEvent, update } from '../../tui/migmon/update.ts';

const NAMES = [
  'atlas',
  'boreas',
  'ceres',
  'daphne',
  'eos',
  'faunus',
  'gaia',
  'helios',
  'iris',
  'janus',
  'kore',
  'luna',
];

export function node(
  id: number,
  change: Partial<Omit<NodeViewMessage, 'info'>> & { info?: Partial<NodeViewMessage['info']> } = {},
): NodeViewMessage {
  const info = {
    id,
    name: NAMES[id - 1] ?? `host${id}`,
    nodeVersion: '20.20.2',
    cpus: 4,
    speed: 10_000,
    load: (id * 37) % 160,
    freeBytes: 3.2e9,
    totalBytes: 8e9,
    guests: 0,
    blocked: false,
    stay: false,
    lstay: false,
    beat: 1,
    ...change.info,
  };
  return { ageMs: 0, state: 'alive', isSelf: id === 1, ...change, info };
}

export const nodes = (count: number): NodeViewMessage[] =>
  Array.from({ length: count }, (_, i) => node(i + 1));

export function task(pid: number, where = 0, change: Partial<TaskStatus> = {}): TaskStatus {
  return {
    task: `${change.home ?? 1}:${pid}`,
    pid,
    command: 'workloads/compute-pi.ts 20000',
    home: 1,
    where,
    state: 'running',
    nmigs: 0,
    detached: false,
    lock: false,
    cantmove: [],
    cpuMs: 1000,
    cpuShare: null,
    memoryBytes: 1e6,
    startedAtMs: pid,
    ...change,
  };
}

export const moved = (pid: number, from: number, to: number, atMs = 0): TaskLifeEvent => ({
  event: 'migration',
  atMs,
  task: `1:${pid}`,
  from,
  to,
  reason: 'migrate command',
  freezeMs: 19.7,
  totalMs: 40,
  stateBytes: 91_234,
  frames: 3,
  objects: 12,
});

/** A monitor that has been told of these. */
export function monitor(
  width: number,
  height: number,
  there: NodeViewMessage[],
  tasks: TaskStatus[] = [],
): Model {
  return after(newModel(width, height, 0), {
    on: 'state',
    self: 1,
    nodes: there,
    tasks,
    unseen: { events: 0, things: 0 },
  });
}

export const after = (model: Model, ...events: MigmonEvent[]): Model =>
  events.reduce((before, event) => update(before, event, before.nowMs)[0], model);
