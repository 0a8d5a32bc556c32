import type { HistoryMove, HistoryStay } from '../../protocol/history.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { cancelDrag, type DragEffect, type Ground, type Mouse, stepDrag } from './drag.ts';
import { type Board, type KeyEffect, stepKey } from './keys.ts';
import { hit, nodeOf } from './layout.ts';
import { remembered } from './log.ts';
import { type Elsewhere, laidOut, type Model, NOWHERE, nodeToAsk, taskOf } from './model.ts';
import { type Answer, answered, depart, landed, live, undo } from './moves.ts';
import { type Done, lock, type Order, signal } from './orders.ts';
import { lineAt } from './signal-menu.ts';
import { refusal } from './targets.ts';
import { inTheMiddle, type Told, take, takeElsewhere } from './told.ts';
import { inspect } from './words.ts';

export type MigmonEvent =
  | ({ on: 'state' } & Told)
  | ({ on: 'elsewhere' } & Elsewhere)
  | { on: 'life'; event: TaskLifeEvent }
  /** What the agent remembers from before. */
  | { on: 'past'; moves: readonly HistoryMove[]; stays: readonly HistoryStay[] }
  /** The agent's answer to a `migrate`: where the task is now, or why it has not moved. */
  | ({ on: 'answer' } & Answer)
  | ({ on: 'done' } & Done)
  | { on: 'lost'; why: string }
  | { on: 'mouse'; mouse: Mouse }
  | { on: 'wheel'; at: { x: number; y: number }; by: number }
  | { on: 'key'; key: string }
  | { on: 'resize'; width: number; height: number }
  | { on: 'tick' };

export type Effect =
  | Order
  /** Another node is in the middle: it is asked for its tasks, until it is not. */
  | { do: 'look'; node: number }
  | { do: 'quit' };

export function update(model: Model, event: MigmonEvent, nowMs: number): [Model, Effect[]] {
  // Most motion changes nothing, and nothing is drawn.
  if (event.on === 'mouse' && event.mouse.kind === 'move') return [hovered(model, event.mouse), []];
  return step({ ...model, nowMs }, event);
}

function step(model: Model, event: MigmonEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'state':
      return [take(model, event), []];
    case 'elsewhere':
      return [takeElsewhere(model, event), []];
    case 'life':
      return [live(model, event.event), []];
    case 'past': {
      const { log, names } = remembered(model.log, event.moves, event.stays);
      return [{ ...model, log, names: new Map([...names, ...model.names]) }, []];
    }
    case 'answer':
      return [answered(model, event), []];
    case 'done':
      return [{ ...model, said: { text: event.text, tone: event.isGood ? 'good' : 'bad' } }, []];
    case 'lost':
      return [{ ...model, lost: event.why, flights: new Map(), drag: cancelDrag(model.drag, '')[0] }, []];
    case 'resize': {
      const { width, height } = event;
      return [laidOut({ ...model, width, height, hover: NOWHERE }), []];
    }
    case 'tick':
      return [landed(model), []];
    case 'wheel':
      if (model.mode.is === 'signal') return step(model, { on: 'key', key: event.by < 0 ? 'up' : 'down' });
      return apply(model, wheel(model, event.at, event.by));
    case 'mouse': {
      if (model.mode.is === 'help') return [{ ...model, mode: { is: 'tasks' } }, []];
      if (model.mode.is === 'signal') return [onMenu(model, event.mouse), []];
      const [drag, effects] = stepDrag(model.drag, event.mouse, groundOf(model));
      const mode = event.mouse.kind === 'down' ? ({ is: 'tasks' } as const) : model.mode;
      return apply({ ...model, drag, mode, hover: NOWHERE }, effects);
    }
    case 'key': {
      const [mode, effects] = stepKey(model.mode, event.key, boardOf(model));
      return apply({ ...model, mode, said: null, hover: NOWHERE }, effects);
    }
  }
}

/** True while the picture changes by itself. */
export const isMoving = (model: Model): boolean => model.flights.size > 0;

function hovered(model: Model, { at }: Mouse): Model {
  const { task, node } = hit(model.layout, at);
  if (task === model.hover.task && node === model.hover.node) return model;
  return { ...model, hover: { task, node } };
}

/** A press on a line of the list puts the cursor there, one beside it closes the list. */
function onMenu(model: Model, { kind, at }: Mouse): Model {
  const { mode } = model;
  if (kind !== 'down' || mode.is !== 'signal') return model;
  const line = lineAt(mode, at, model);
  return { ...model, mode: line === null ? { is: 'tasks' } : { ...mode, at: line } };
}

function wheel(model: Model, at: { x: number; y: number }, by: number): KeyEffect[] {
  if (at.y >= model.layout.log.y) return [{ do: 'scrollLog', by: -by }];
  const isOverTable = model.isTable && !model.layout.nodes.some(({ rect }) => at.x >= rect.x);
  return [isOverTable ? { do: 'scrollTasks', by } : { do: 'scrollNodes', by }];
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
    agent: model.agent,
    nodes: model.layout.nodes,
    ids: model.nodes.map(({ info }) => info.id),
  };
}

/** What the mouse and the keys want, done to the model or handed on. */
function apply(model: Model, wanted: readonly (DragEffect | KeyEffect)[]): [Model, Effect[]] {
  const effects: Effect[] = [];
  for (const effect of wanted) {
    const [next, more] = applied(model, effect);
    model = next;
    effects.push(...more);
  }
  return [model, effects];
}

function applied(model: Model, effect: DragEffect | KeyEffect): [Model, Effect[]] {
  switch (effect.do) {
    case 'select':
      return [laidOut({ ...model, selected: effect.task }), []];
    case 'say':
      return [{ ...model, said: effect }, []];
    case 'inspect':
      return [{ ...model, said: { text: inspect(model, effect.node), tone: 'plain' } }, []];
    case 'centre':
      if (effect.node === model.middle) return [model, []];
      return [inTheMiddle(model, effect.node), [{ do: 'look', node: effect.node }]];
    case 'table':
      return [laidOut({ ...model, isTable: !model.isTable, firstTask: 0, firstNode: 0 }), []];
    case 'cancel': {
      const [drag, said] = cancelDrag(model.drag, 'let go: nothing moves');
      return apply({ ...model, drag, said: null }, said);
    }
    case 'scrollLog': {
      const logBack = Math.max(0, Math.min(model.log.length - 1, model.logBack + effect.by));
      return [{ ...model, logBack }, []];
    }
    case 'scrollNodes': {
      const isScrolled = model.layout.nodesHidden > 0;
      return [
        laidOut({ ...model, firstNode: isScrolled ? Math.max(0, model.firstNode + effect.by) : 0 }),
        [],
      ];
    }
    case 'scrollTasks': {
      const { tasks, selected } = model;
      const at = tasks.findIndex(({ task }) => task === selected) + effect.by;
      const next = tasks[Math.max(0, Math.min(tasks.length - 1, at))];
      return [next ? laidOut({ ...model, selected: next.task }) : model, []];
    }
    case 'quit':
      return [model, [effect]];
    case 'balance': {
      const via = nodeToAsk(model, effect.task);
      const said = { text: 'asking the balancer …', tone: 'plain' } as const;
      return [{ ...model, said }, [{ do: 'migrate', via, task: effect.task, to: 'balance' }]];
    }
    case 'migrate':
      return depart(model, effect.task, effect.to);
    case 'home':
      return depart(model, effect.task, 0);
    case 'undo':
      return undo(model);
    case 'signal':
      return signal(model, effect.task, effect.signal);
    case 'lock':
      return lock(model, effect.task);
  }
}
