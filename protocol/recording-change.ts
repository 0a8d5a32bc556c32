import * as z from 'zod/mini';
import { type NodeViewMessage, nodeView, type WatchedState } from './control.ts';
import { MAX_TASKS, MAX_WATCHED_NODES } from './limits.ts';
import { nodeId, taskId } from './node.ts';
import { type TaskStatus, taskStatus } from './task.ts';

/** What makes a state of the one before it. A node that is not named has only become older. */
export const stateChange = z.object({
  nodes: z.optional(z.array(nodeView).check(z.maxLength(MAX_WATCHED_NODES))),
  gone: z.optional(z.array(nodeId).check(z.maxLength(MAX_WATCHED_NODES))),
  tasks: z.optional(z.array(taskStatus).check(z.maxLength(MAX_TASKS))),
  ended: z.optional(z.array(taskId).check(z.maxLength(MAX_TASKS))),
  omitted: z.optional(z.int().check(z.gte(0))),
  missed: z.optional(z.int().check(z.gte(0))),
});
export type StateChange = z.infer<typeof stateChange>;

/** An age that differs less from what it has grown to is no change. */
const AGE_SLACK_MS = 400;

/** What makes the one state into the other, so many ms later. */
export function changeOf(before: WatchedState, after: WatchedState, passedMs: number): StateChange {
  const nodes = new Map(before.nodes.map((node) => [node.info.id, node]));
  const tasks = new Map(before.tasks.map((task) => [task.task, task]));
  const changed = after.nodes.filter((node) => {
    const old = nodes.get(node.info.id);
    nodes.delete(node.info.id);
    return old === undefined || !isAged(old, node, passedMs);
  });
  const moved = after.tasks.filter((task) => {
    const old = tasks.get(task.task);
    tasks.delete(task.task);
    return JSON.stringify(old) !== JSON.stringify(task);
  });
  return {
    ...(changed.length > 0 && { nodes: changed }),
    ...(nodes.size > 0 && { gone: [...nodes.keys()] }),
    ...(moved.length > 0 && { tasks: moved }),
    ...(tasks.size > 0 && { ended: [...tasks.keys()] }),
    ...(after.omitted !== before.omitted && { omitted: after.omitted }),
    ...(after.missed !== before.missed && { missed: after.missed }),
  };
}

function isAged(before: NodeViewMessage, after: NodeViewMessage, passedMs: number): boolean {
  const { ageMs: old, ...was } = before;
  const { ageMs: now, ...is } = after;
  return (
    JSON.stringify(was) === JSON.stringify(is) && Math.abs(agedBy(before, passedMs) - now) < AGE_SLACK_MS
  );
}

/** What one knows of oneself does not age. */
const agedBy = ({ ageMs, isSelf }: NodeViewMessage, passedMs: number): number =>
  isSelf ? ageMs : ageMs + passedMs;

/** The state that a change makes of another one, so many ms later. */
export function changed(before: WatchedState, change: StateChange, passedMs: number): WatchedState {
  const nodes = new Map(
    before.nodes.map((node) => [node.info.id, { ...node, ageMs: agedBy(node, passedMs) }] as const),
  );
  for (const id of change.gone ?? []) nodes.delete(id);
  for (const node of change.nodes ?? []) nodes.set(node.info.id, node);
  return {
    ...before,
    nodes: [...nodes.values()],
    tasks: changedTasks(before.tasks, change),
    omitted: change.omitted ?? before.omitted,
    missed: change.missed ?? before.missed,
  };
}

/** Of a list that is to be changed once more, so that ten thousand tasks are not put in order for each that changes. */
const indexes = new WeakMap<readonly TaskStatus[], Map<string, TaskStatus>>();

function changedTasks(before: TaskStatus[], { tasks = [], ended = [] }: StateChange): TaskStatus[] {
  if (tasks.length === 0 && ended.length === 0) return before;
  const all = indexes.get(before) ?? new Map(before.map((task) => [task.task, task]));
  indexes.delete(before);
  for (const task of ended) all.delete(task);
  for (const task of tasks) all.set(task.task, task);
  const after = [...all.values()];
  indexes.set(after, all);
  return after;
}
