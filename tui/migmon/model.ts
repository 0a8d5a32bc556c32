import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { type Drag, idle } from './drag.ts';
import type { Mode } from './keys.ts';
import { type Layout, layOut, nodeOf } from './layout.ts';
import type { LogLine } from './log.ts';

/** A task on its way. `doneMs`: it has arrived, and is shown to. */
export interface Flight {
  from: number;
  to: number;
  sinceMs: number;
  doneMs: number | null;
}

export interface Model {
  nowMs: number;
  width: number;
  height: number;
  self: number;
  nodes: readonly NodeViewMessage[];
  tasks: readonly TaskStatus[];
  /** What the agent did not tell: events, as we read too slowly; nodes and tasks, as there are too many. */
  unseen: { events: number; things: number };
  /** Why there is no agent just now; null where there is. */
  lost: string | null;
  /** Newest last. */
  log: readonly LogLine[];
  /** Lines that are scrolled back. */
  logBack: number;
  names: ReadonlyMap<string, string>;
  flights: ReadonlyMap<string, Flight>;
  mode: Mode;
  drag: Drag;
  selected: string | null;
  firstTask: number;
  firstNode: number;
  said: { text: string; tone: 'plain' | 'good' | 'bad' } | null;
  layout: Layout;
}

export function newModel(width: number, height: number, nowMs: number): Model {
  const start = { width, height, self: 0, nodes: [], tasks: [], firstTask: 0, firstNode: 0 };
  return {
    ...start,
    nowMs,
    unseen: { events: 0, things: 0 },
    lost: null,
    log: [],
    logBack: 0,
    names: new Map(),
    flights: new Map(),
    mode: { is: 'tasks' },
    drag: idle,
    selected: null,
    said: null,
    layout: layOut(start),
  };
}

/** The picture again, after nodes, tasks, size or scrolling have changed; the chosen task stays in view. */
export function laidOut(model: Model): Model {
  const layout = layOut(model, model.layout);
  const chosen = model.tasks
    .filter((task) => task.home === model.self || nodeOf(task) === model.self)
    .findIndex(({ task }) => task === model.selected);
  const rows = layout.chairs.get(model.self)?.length ?? 0;
  const firstTask =
    chosen < 0 ? model.firstTask : Math.min(Math.max(model.firstTask, chosen - rows + 1), chosen);
  if (firstTask === model.firstTask) return { ...model, layout };
  return { ...model, firstTask, layout: layOut({ ...model, firstTask }, layout) };
}

export const taskOf = (model: Model, name: string): TaskStatus | undefined =>
  model.tasks.find(({ task }) => task === name);
