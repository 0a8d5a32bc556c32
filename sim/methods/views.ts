import { HOST_BYTES } from '../../agent/balance/tuning.ts';
import type { TaskView } from '../../agent/balance/view.ts';
import type { World } from '../world.ts';

/** `exact`: with what nobody can know, its demands. */
export function taskViews(world: World, home: number, exact: boolean): TaskView[] {
  const views: TaskView[] = [];
  for (let task = world.ours.first(home); task >= 0; task = world.ours.after(task)) {
    const node = world.node[task]!;
    if (node < 0) continue;
    const memoryBytes = world.tasks.memoryBytes[task]!;
    const left = world.left.get(task) ?? [];
    const view: TaskView = {
      task: taskName(world, task),
      node: node + 1,
      heldBy: null,
      anyNode: false,
      cpuMs: world.cpuMs(task),
      cpuRatio: 1,
      memoryBytes,
      hintBytes: exact ? memoryBytes : 0,
      lastMove: left.length > 0 ? { stateBytes: memoryBytes - HOST_BYTES, freezeMs: 0 } : null,
      arrivedAtMs: world.arrivedAtMs[task]!,
      left,
      stayed: null,
    };
    if (exact) view.remainingMs = world.remainingMs(task);
    views.push(view);
  }
  return views;
}

export const taskName = (world: World, task: number): string => `${world.tasks.home[task]! + 1}:${task}`;
export const taskOf = (name: string): number => Number(name.slice(name.indexOf(':') + 1));
