import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import { cancelDrag, type DragEffect, type Ground, type Mouse, stepDrag } from './drag.ts';
import { type Board, type KeyEffect, stepKey } from './keys.ts';
import { hit, nodeOf } from './layout.ts';
import { shortName } from './log.ts';
import { laidOut, type Model, taskOf } from './model.ts';
import { type Answer, answered, depart, landed, live, type Migrate } from './moves.ts';
import { refusal } from './targets.ts';
import { inspect } from './words.ts';

export type MigmonEvent =
  | {
      on: 'state';
      self: number;
      nodes: readonly NodeViewMessage[];
      tasks: readonly TaskStatus[];
      unseen: Model['unseen'];
    }
  | { on: 'life'; event: TaskLifeEvent }
  /** The agent's answer to a `migrate`: where the task is now, or why it has not moved. */
  | ({ on: 'answer' } & Answer)
  | { on: 'lost'; why: string }
  | { on: 'mouse'; mouse: Mouse }
  | { on: 'wheel'; at: { x: number; y: number }; by: number }
  | { on: 'key'; key: string }
  | { on: 'resize'; width: number; height: number }
  | { on: 'tick' };

export type Effect = Migrate | { do: 'quit' };

export function update(model: Model, event: MigmonEvent, nowMs: number): [Model, Effect[]] {
  return step({ ...model, nowMs }, event);
}

function step(model: Model, event: MigmonEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'state':
      return [take(model, event), []];
    case 'life':
      return [live(model, event.event), []];
    case 'answer':
      return [answered(model, event), []];
    case 'lost':
      return [{ ...model, lost: event.why, flights: new Map(), drag: cancelDrag(model.drag, '')[0] }, []];
    case 'resize':
      return [laidOut({ ...model, width: event.width, height: event.height }), []];
    case 'tick':
      return [landed(model), []];
    case 'wheel': {
      const overLog = event.at.y >= model.layout.log.y;
      return apply(model, [
        { do: overLog ? 'scrollLog' : 'scrollNodes', by: overLog ? -event.by : event.by },
      ]);
    }
    case 'mouse': {
      if (model.mode.is === 'help') return [{ ...model, mode: { is: 'tasks' } }, []];
      const [drag, effects] = stepDrag(model.drag, event.mouse, groundOf(model));
      const mode = event.mouse.kind === 'down' ? ({ is: 'tasks' } as const) : model.mode;
      return apply({ ...model, drag, mode }, effects);
    }
    case 'key': {
      const [mode, effects] = stepKey(model.mode, event.key, boardOf(model));
      return apply({ ...model, mode, said: null }, effects);
    }
  }
}

/** True while the picture changes by itself. */
export const isMoving = (model: Model): boolean => model.flights.size > 0;

function take(model: Model, event: Extract<MigmonEvent, { on: 'state' }>): Model {
  const { self } = event;
  const nodes = [...event.nodes].sort((a, b) => a.info.id - b.info.id);
  // The oldest first: who is there keeps its seat.
  const tasks = event.tasks
    .filter(({ state }) => state !== 'ended')
    .sort((a, b) => a.startedAtMs - b.startedAtMs || a.pid - b.pid);
  // Of those that are over the log still tells.
  const told = new Set(model.log.map(({ task }) => task));
  const names = new Map([...model.names].filter(([task]) => told.has(task)));
  for (const { task, pid, command } of tasks) names.set(task, shortName(pid, command));
  const isThere = (name: string): boolean => tasks.some(({ task }) => task === name);
  const selected =
    model.selected !== null && isThere(model.selected) ? model.selected : (tasks[0]?.task ?? null);
  const flights = new Map([...model.flights].filter(([task]) => isThere(task)));
  let { drag, mode, said } = model;
  if (drag.is !== 'idle' && !isThere(drag.task)) {
    drag = cancelDrag(drag, '')[0];
    said = { text: 'the task has ended', tone: 'plain' };
  }
  if (mode.is === 'target' && !isThere(mode.task)) mode = { is: 'tasks' };
  if (model.lost !== null) said = { text: 'the agent is back', tone: 'good' };
  return laidOut({
    ...model,
    self,
    nodes,
    tasks,
    names,
    selected,
    flights,
    drag,
    mode,
    said,
    lost: null,
    unseen: event.unseen,
  });
}

function groundOf(model: Model): Ground {
  return {
    under: (point) => hit(model.layout, point),
    nodeOf: (name) => {
      const task = taskOf(model, name);
      return task ? nodeOf(task) : null;
    },
    refusal: (name, node) => {
      const task = taskOf(model, name);
      return task ? refusal(task, node, model.nodes) : 'the task has ended';
    },
  };
}

function boardOf(model: Model): Board {
  return {
    ...groundOf(model),
    tasks: model.tasks.map(({ task }) => task),
    selected: model.selected,
    nodes: model.layout.nodes,
    ids: model.nodes.map(({ info }) => info.id),
  };
}

/** What the mouse and the keys want, done to the model or handed on. */
function apply(model: Model, wanted: readonly (DragEffect | KeyEffect)[]): [Model, Effect[]] {
  const effects: Effect[] = [];
  for (const effect of wanted) {
    switch (effect.do) {
      case 'select':
        model = laidOut({ ...model, selected: effect.task });
        break;
      case 'say':
        model = { ...model, said: effect };
        break;
      case 'inspect':
        model = { ...model, said: { text: inspect(model, effect.node), tone: 'plain' } };
        break;
      case 'cancel': {
        const [drag, said] = cancelDrag(model.drag, 'let go: nothing moves');
        [model] = apply({ ...model, drag, said: null }, said);
        break;
      }
      case 'scrollLog':
        model = { ...model, logBack: Math.max(0, Math.min(model.log.length - 1, model.logBack + effect.by)) };
        break;
      case 'scrollNodes':
        model = laidOut({ ...model, firstNode: scrolled(model, effect.by) });
        break;
      case 'quit':
        effects.push(effect);
        break;
      case 'balance':
        model = { ...model, said: { text: 'asking the balancer …', tone: 'plain' } };
        effects.push({ do: 'migrate', task: effect.task, to: 'balance' });
        break;
      case 'migrate':
      case 'home': {
        const [next, more] = depart(model, effect.task, effect.do === 'home' ? 0 : effect.to);
        model = next;
        effects.push(...more);
      }
    }
  }
  return [model, effects];
}

function scrolled({ firstNode, layout }: Model, by: number): number {
  return layout.nodesHidden === 0 ? 0 : Math.max(0, firstNode + by);
}
