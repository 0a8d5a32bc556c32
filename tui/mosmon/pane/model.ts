import type { NodeViewMessage } from '../../../protocol/control.ts';
import type { PeerView } from '../../../protocol/members.ts';
import type { TaskStatus } from '../../../protocol/task.ts';
import type { Action } from './actions.ts';

/** What was asked about a node; null: it has not said so, and then `refusals` say why. */
export interface Looked {
  /** What is set there, a line each. */
  settings: readonly string[] | null;
  /** Its own view of the others, with its ways to them. */
  peers: readonly NodeViewMessage[] | null;
  tasks: readonly TaskStatus[] | null;
  member: PeerView | null;
  refusals: readonly string[];
}

/** A node that is open. */
export interface Pane {
  node: number;
  looked: Looked | null;
  /** When it was asked last, or is to be asked at once. */
  lookedAtMs: number | null;
  /** What waits for a yes. */
  asked: Action | null;
  /** A speed that is being chosen. */
  slider: number | null;
  /** Lines that are above the screen. */
  scroll: number;
}

export const opened = (node: number): Pane => ({
  node,
  looked: null,
  lookedAtMs: null,
  asked: null,
  slider: null,
  scroll: 0,
});

/** Tasks that execute on a node: as it tells them, and as home does. */
export function tasksOn(
  node: number,
  { tasks: seen }: { tasks: readonly TaskStatus[] },
  looked: Looked | null,
): TaskStatus[] {
  const all = new Map([...(looked?.tasks ?? []), ...seen].map((task) => [task.task, task]));
  return [...all.values()].filter(({ where, home }) => (where === 0 ? home : where) === node);
}
