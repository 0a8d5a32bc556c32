import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import type { WebState } from '../../protocol/web.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';
import { type LogLine, shortName } from '../../tui/migmon/log.ts';
import { refusal } from '../../tui/migmon/targets.ts';

export interface Said {
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

export interface Model {
  /** Why nothing is heard of mosmon itself; null while it is. */
  broken: string | null;
  /** Why mosmon has no agent; null while it has. */
  lost: string | null;
  state: WebState | null;
  /** Newest last. */
  log: readonly LogLine[];
  /** Of tasks of which the log tells, also when they are over. */
  names: ReadonlyMap<string, string>;
  /** Tasks that were sent somewhere, until that is answered. */
  underway: ReadonlyMap<string, number | 'balance'>;
  said: Said | null;
  selected: string | null;
  /** A task in the hand, and the node that it is over. */
  carried: { task: string; over: number | null } | null;
  showDead: boolean;
}

export const newModel: Model = {
  broken: 'connecting …',
  lost: null,
  state: null,
  log: [],
  names: new Map(),
  underway: new Map(),
  said: null,
  selected: null,
  carried: null,
  showDead: false,
};

export const nodesOf = ({ state, showDead }: Model): NodeViewMessage[] =>
  (state?.nodes ?? [])
    .filter((node) => showDead || node.state !== 'dead')
    .sort((a, b) => a.info.id - b.info.id);

/** The oldest first: who is there keeps its place. */
export const tasksOf = ({ state }: Model): TaskStatus[] =>
  (state?.tasks ?? [])
    .filter((task) => task.state !== 'ended')
    .sort((a, b) => a.startedAtMs - b.startedAtMs || a.pid - b.pid);

export const selfOf = ({ state }: Model): number | null =>
  state?.nodes.find(({ isSelf }) => isSelf)?.info.id ?? null;

export const nameOf = (model: Model, task: string): string => model.names.get(task) ?? task;

export const nameOfTask = (task: TaskStatus): string => shortName(task.pid, task.command);

/** Why a task may not be sent to a node, in words; null where it may. */
export function closed(model: Model, name: string, to: number): string | null {
  const task = model.state?.tasks.find((one) => one.task === name);
  if (!task) return 'the task has ended';
  if (model.lost !== null || model.broken !== null) return 'there is no agent just now';
  return refusal(task, to, model.state?.nodes ?? []);
}

/** How a node is to a task in the hand: no word where it came from. */
export function aim(model: Model, node: number): 'open' | 'closed' | null {
  const { carried } = model;
  const task = model.state?.tasks.find((one) => one.task === carried?.task);
  if (!carried || !task || nodeOf(task) === node) return null;
  return closed(model, carried.task, node) === null ? 'open' : 'closed';
}
