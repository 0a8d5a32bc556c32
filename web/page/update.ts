import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { WebAnswer, WebOrder, WebState } from '../../protocol/web.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';
import { logLine, MAX_LOG_LINES } from '../../tui/migmon/log.ts';
import { closed, type Model, nameOf, nameOfTask, type Said, selfOf } from './model.ts';

export type PageEvent =
  | { on: 'broken'; why: string | null }
  | { on: 'state'; state: WebState }
  | { on: 'lost'; reason: string }
  | { on: 'life'; event: TaskLifeEvent }
  /** All that has happened, in place of what was known. */
  | { on: 'log'; events: readonly TaskLifeEvent[] }
  | { on: 'want'; task: string; to: number | 'balance' }
  | { on: 'answer'; task: string; answer: WebAnswer }
  | { on: 'select'; task: string }
  | { on: 'carry'; task: string; over: number | null }
  /** `isOff`: the hand has opened by itself. */
  | { on: 'drop'; isOff: boolean }
  | { on: 'dead'; isShown: boolean };

export type Effect = { do: 'migrate' } & WebOrder;

export function update(model: Model, event: PageEvent): [Model, Effect[]] {
  switch (event.on) {
    case 'broken':
      return [{ ...model, broken: event.why, carried: event.why === null ? model.carried : null }, []];
    case 'lost':
      return [{ ...model, lost: event.reason, carried: null }, []];
    case 'state':
      return [taken(model, event.state), []];
    case 'log':
      return [event.events.reduce(logged, { ...model, log: [] }), []];
    case 'life':
      return [logged(model, event.event), []];
    case 'want':
      return wanted(model, event.task, event.to);
    case 'answer':
      return [answered(model, event.task, event.answer), []];
    case 'select':
      return [{ ...model, selected: event.task }, []];
    case 'carry':
      return [{ ...model, ...carried(model, event.task, event.over) }, []];
    case 'drop':
      return dropped(model, event.isOff);
    case 'dead':
      return [{ ...model, showDead: event.isShown }, []];
  }
}

function taken(model: Model, state: WebState): Model {
  const isThere = (name: string): boolean => state.tasks.some(({ task }) => task === name);
  const told = new Set(model.log.map(({ task }) => task));
  const names = new Map([...model.names].filter(([task]) => told.has(task)));
  for (const task of state.tasks) names.set(task.task, nameOfTask(task));
  const isGone = model.carried !== null && !isThere(model.carried.task);
  return {
    ...model,
    state,
    names,
    lost: null,
    underway: new Map([...model.underway].filter(([task]) => isThere(task))),
    selected: model.selected !== null && isThere(model.selected) ? model.selected : null,
    carried: isGone ? null : model.carried,
    said: isGone
      ? { text: 'the task has ended', tone: 'plain' }
      : model.lost === null
        ? model.said
        : { text: 'the agent is back', tone: 'good' },
  };
}

function logged(model: Model, event: TaskLifeEvent): Model {
  const line = logLine(event);
  return line === null ? model : { ...model, log: [...model.log, line].slice(-MAX_LOG_LINES) };
}

function wanted(model: Model, name: string, to: number | 'balance'): [Model, Effect[]] {
  const say = (text: string, tone: Said['tone']): [Model, Effect[]] => [
    { ...model, said: { text, tone } },
    [],
  ];
  const task = model.state?.tasks.find((one) => one.task === name);
  if (!task) return say('the task has ended', 'plain');
  if (model.underway.has(name)) return say(`${nameOf(model, name)} is on its way already`, 'plain');
  const node = to === 0 ? task.home : to;
  if (node !== 'balance') {
    if (node === task.home && nodeOf(task) === node) return say(`${nameOf(model, name)} is at home`, 'plain');
    const why = closed(model, name, node);
    if (why !== null) return say(why, 'bad');
  }
  const underway = new Map(model.underway).set(name, node);
  const text =
    node === 'balance'
      ? `asking the balancer about ${nameOf(model, name)} …`
      : `${nameOf(model, name)} goes ${node === task.home ? 'home' : `to node ${node}`} …`;
  const order = { do: 'migrate' as const, task: name, to: node === task.home ? 0 : node };
  return [{ ...model, underway, said: { text, tone: 'plain' } }, [order]];
}

function answered(before: Model, name: string, answer: WebAnswer): Model {
  const underway = new Map(before.underway);
  underway.delete(name);
  const model = { ...before, underway };
  const who = nameOf(model, name);
  if ('error' in answer) return { ...model, said: { text: `${who}: ${answer.error}`, tone: 'bad' } };
  const { event } = answer;
  // Of tasks of this home the stream tells it too.
  const next = name.startsWith(`${selfOf(model)}:`) ? model : logged(model, event);
  const said: Said =
    event.event === 'migration'
      ? {
          text: `${who} executes on node ${event.to}, frozen for ${event.freezeMs.toFixed(1)} ms`,
          tone: 'good',
        }
      : event.event === 'stayed'
        ? { text: `${who} stays on node ${event.node}: ${event.reason}`, tone: 'bad' }
        : { text: `${who}: ${event.event}`, tone: 'plain' };
  return { ...next, said };
}

function carried(
  model: Model,
  task: string,
  node: number | null,
): Pick<Model, 'carried' | 'said' | 'selected'> {
  const where = model.state?.tasks.find((one) => one.task === task);
  // Over the node where it executes it is over nothing: there it may be put back.
  const over = where && nodeOf(where) === node ? null : node;
  const why = over === null ? null : closed(model, task, over);
  const said: Said =
    over === null
      ? { text: 'let it go on a node · Escape: not at all', tone: 'plain' }
      : why === null
        ? { text: `let go: ${nameOf(model, task)} migrates to node ${over}`, tone: 'good' }
        : { text: why, tone: 'bad' };
  return { carried: { task, over }, selected: task, said };
}

function dropped(model: Model, isOff: boolean): [Model, Effect[]] {
  const { carried } = model;
  if (carried === null) return [model, []];
  const free = { ...model, carried: null };
  if (isOff) return [{ ...free, said: { text: 'let go: nothing moves', tone: 'plain' } }, []];
  if (carried.over === null)
    return [{ ...free, said: { text: 'let go where no other node is: nothing moves', tone: 'plain' } }, []];
  return wanted(free, carried.task, carried.over);
}
