import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { cancelDrag } from './drag.ts';
import { shortName } from './log.ts';
import { type Elsewhere, laidOut, type Model } from './model.ts';

export interface Told {
  self: number;
  nodes: readonly NodeViewMessage[];
  tasks: readonly TaskStatus[];
  unseen: Model['unseen'];
}

/** What the agent sees now. */
export function take(model: Model, { self, nodes, tasks, unseen }: Told): Model {
  const isThere = nodes.some(({ info }) => info.id === model.middle);
  // Who was looked at from elsewhere stays in the middle while it is known.
  const middle = isThere && self === model.agent ? model.middle : self;
  const elsewhere = model.elsewhere?.node === middle && middle !== self ? model.elsewhere : null;
  const isBack = model.lost !== null;
  return withTasks({
    ...model,
    agent: self,
    middle,
    nodes: [...nodes].sort((a, b) => a.info.id - b.info.id),
    told: tasks,
    elsewhere,
    unseen,
    lost: null,
    ...(isBack && { said: { text: 'the agent is back', tone: 'good' } as const }),
  });
}

/** What the node in the middle has answered; too late, where another is there by now. */
export function takeElsewhere(model: Model, elsewhere: Elsewhere): Model {
  if (elsewhere.node !== model.middle || model.middle === model.agent) return model;
  return withTasks({ ...model, elsewhere });
}

/** Another node in the middle. */
export function inTheMiddle(model: Model, middle: number): Model {
  const name = model.nodes.find(({ info }) => info.id === middle)?.info.name ?? '';
  return withTasks({
    ...model,
    middle,
    elsewhere: null,
    firstTask: 0,
    firstNode: 0,
    said: { text: `node ${middle} ${name} in the middle`, tone: 'plain' },
  });
}

/** After what is told has changed: tasks that are gone are not carried, chosen or shown flying any more. */
function withTasks(model: Model): Model {
  const known = new Set(model.told.map(({ task }) => task));
  const others = (model.elsewhere?.tasks ?? []).filter(({ task }) => !known.has(task));
  // The oldest first: who is there keeps its seat.
  const tasks = [...model.told, ...others]
    .filter(({ state }) => state !== 'ended')
    .sort((a, b) => a.startedAtMs - b.startedAtMs || a.pid - b.pid);
  // Of those that are over the log still tells.
  const logged = new Set(model.log.map(({ task }) => task));
  const names = new Map([...model.names].filter(([task]) => logged.has(task)));
  for (const { task, pid, command } of tasks) names.set(task, shortName(pid, command));
  const there = new Set(tasks.map(({ task }) => task));
  const keep = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].filter(([task]) => there.has(task)));
  const { selected } = model;
  let { drag, mode, said } = model;
  if (drag.is !== 'idle' && !there.has(drag.task)) {
    drag = cancelDrag(drag, '')[0];
    said = { text: 'the task has ended', tone: 'plain' };
  }
  const about = mode.is === 'target' || mode.is === 'signal' ? mode.task : null;
  if (about !== null && !there.has(about)) mode = { is: 'tasks' };
  return laidOut({
    ...model,
    tasks,
    names,
    drag,
    mode,
    said,
    selected: selected !== null && there.has(selected) ? selected : (tasks[0]?.task ?? null),
    flights: keep(model.flights),
    undoing: keep(model.undoing),
  });
}
