import type { WatchedState } from '../../protocol/control.ts';
import { MAX_WATCHED_CHARS, MAX_WATCHED_NODES, MAX_WATCHED_TASKS } from '../../protocol/limits.ts';
import type { CantMove } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

/** Of what holds a task a monitor shows the first. */
const SHOWN_REASONS = 2;

type Seen = Pick<WatchedState, 'nodes' | 'tasks' | 'omitted'>;

/**
 * What a monitor can show, in a size that always fits into a message: command lines and reasons come from
 * programs and other nodes, and may be long and many.
 */
export function bounded(nodes: WatchedState['nodes'], tasks: WatchedState['tasks']): Seen {
  return {
    // What nodes announce is bounded where it comes in (protocol/node.ts).
    nodes: nodes.slice(0, MAX_WATCHED_NODES),
    tasks: tasks
      .slice(0, MAX_WATCHED_TASKS)
      .map((task) => ({ ...task, command: cut(task.command), cantmove: reasons(task.cantmove) })),
    omitted: Math.max(0, nodes.length - MAX_WATCHED_NODES) + Math.max(0, tasks.length - MAX_WATCHED_TASKS),
  };
}

export function boundedEvent(event: TaskLifeEvent): TaskLifeEvent {
  if (event.event === 'cantmove') return { ...event, reasons: reasons(event.reasons) };
  return 'reason' in event && event.reason !== undefined ? { ...event, reason: cut(event.reason) } : event;
}

const reasons = <Why extends CantMove>(all: readonly Why[]): Why[] =>
  all
    .slice(0, SHOWN_REASONS)
    .map((one) => ({ ...one, reason: cut(one.reason), file: one.file === null ? null : cut(one.file) }));

const cut = (text: string): string =>
  text.length <= MAX_WATCHED_CHARS ? text : `${text.slice(0, MAX_WATCHED_CHARS - 1)}…`;
