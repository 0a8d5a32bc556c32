import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { type Drag, idle } from './drag.ts';
import type { Mode } from './keys.ts';
import { around, type Layout, layOut } from './layout.ts';
import type { LogLine } from './log.ts';

/** A task on its way. `doneMs`: it has arrived, and is shown to. */
export interface Flight {
  from: number;
  to: number;
  sinceMs: number;
  doneMs: number | null;
  /** Of its state, where that is told. */
  bytes: number | null;
}

/** What the node in the middle tells, where that is not the agent's own. */
export interface Elsewhere {
  node: number;
  tasks: readonly TaskStatus[];
  /** Why something of it is not told; null where all is. */
  missing: string | null;
}

export interface Model {
  nowMs: number;
  width: number;
  height: number;
  /** Whose agent tells. */
  agent: number;
  /** The node in the middle. */
  middle: number;
  nodes: readonly NodeViewMessage[];
  /** By the agent. */
  told: readonly TaskStatus[];
  elsewhere: Elsewhere | null;
  /** Both, each once. */
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
  /** Tasks that are being sent back, and the move that this undoes. */
  undoing: ReadonlyMap<string, LogLine>;
  mode: Mode;
  drag: Drag;
  /** What the pointer is over. */
  hover: { task: string | null; node: number | null };
  selected: string | null;
  firstTask: number;
  firstNode: number;
  isTable: boolean;
  said: { text: string; tone: 'plain' | 'good' | 'bad' } | null;
  layout: Layout;
}

export const NOWHERE: Model['hover'] = { task: null, node: null };

export function newModel(width: number, height: number, nowMs: number): Model {
  const start = {
    width,
    height,
    middle: 0,
    nodes: [],
    tasks: [],
    firstTask: 0,
    firstNode: 0,
    isTable: false,
  };
  return {
    ...start,
    nowMs,
    agent: 0,
    told: [],
    elsewhere: null,
    unseen: { events: 0, things: 0 },
    lost: null,
    log: [],
    logBack: 0,
    names: new Map(),
    flights: new Map(),
    undoing: new Map(),
    mode: { is: 'tasks' },
    drag: idle,
    hover: NOWHERE,
    selected: null,
    said: null,
    layout: layOut(start),
  };
}

/** The picture again, after nodes, tasks, size or scrolling have changed; the chosen task stays in view. */
export function laidOut(model: Model): Model {
  const layout = layOut(model, model.layout);
  const chosen = seated(model).findIndex(({ task }) => task === model.selected);
  const rows = layout.chairs.get(model.middle)?.length ?? 0;
  const firstTask =
    chosen < 0 ? model.firstTask : Math.min(Math.max(model.firstTask, chosen - rows + 1), chosen);
  if (firstTask === model.firstTask) return { ...model, layout };
  return { ...model, firstTask, layout: layOut({ ...model, firstTask }, layout) };
}

/** Whom `firstTask` scrolls. */
const seated = ({ tasks, middle, isTable }: Model): readonly TaskStatus[] =>
  isTable ? tasks : around(tasks, middle);

export const taskOf = (model: Model, name: string): TaskStatus | undefined =>
  model.tasks.find(({ task }) => task === name);

/** The node to turn to about a task; null: the agent itself. */
export const nodeToAsk = ({ told, elsewhere }: Model, name: string): number | null =>
  elsewhere === null || told.some(({ task }) => task === name) ? null : elsewhere.node;
