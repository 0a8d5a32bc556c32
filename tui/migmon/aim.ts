import { nodeOf } from './layout.ts';
import { type Model, taskOf } from './model.ts';
import { refusal } from './targets.ts';

/** Whether a task that is dragged, or sent by keys, may go to a node; `chosen` and `refused`: it is aimed at. */
export function aim(model: Model, id: number): 'none' | 'open' | 'closed' | 'chosen' | 'refused' {
  const { drag, mode } = model;
  if (mode.is === 'target' && mode.task === null) return mode.over === id ? 'chosen' : 'none';
  const name = drag.is === 'dragging' ? drag.task : mode.is === 'target' ? mode.task : null;
  const task = name === null ? undefined : taskOf(model, name);
  if (!task || nodeOf(task) === id) return 'none';
  const over = drag.is === 'dragging' ? drag.over?.node : mode.is === 'target' ? mode.over : null;
  const isOpen = refusal(task, id, model.nodes) === null;
  if (over === id) return isOpen ? 'chosen' : 'refused';
  return isOpen ? 'open' : 'closed';
}
