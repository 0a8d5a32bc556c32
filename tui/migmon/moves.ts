import type { TaskLifeEvent } from '../../protocol/task.ts';
import { nodeOf } from './layout.ts';
import { ARRIVAL_MS } from './lines.ts';
import { logLine, MAX_LOG_LINES } from './log.ts';
import { type Flight, type Model, taskOf } from './model.ts';
import { refusal } from './targets.ts';

export interface Answer {
  task: string;
  /** Where it is now; null where it has not moved. */
  node: number | null;
  error: string | null;
  /** How it ended. Of tasks of this home the stream tells that too. */
  event: TaskLifeEvent | null;
}

/** `to` 0 is home; `balance`: where the balancer wants it, if anywhere. */
export interface Migrate {
  do: 'migrate';
  task: string;
  to: number | 'balance';
}

/** A task is to leave: it is seen flying from now on. */
export function depart(model: Model, name: string, wanted: number): [Model, Migrate[]] {
  const task = taskOf(model, name);
  if (!task) return [model, []];
  const to = wanted === 0 ? task.home : wanted;
  if (model.flights.get(name)?.doneMs === null) return say(model, `task ${task.pid} is on its way`, 'plain');
  if (nodeOf(task) === to && to === task.home) return say(model, `task ${task.pid} is at home`, 'plain');
  const why = refusal(task, to, model.nodes);
  if (why !== null) return say(model, why, 'bad');
  const flights = new Map(model.flights);
  flights.set(name, { from: nodeOf(task), to, sinceMs: model.nowMs, doneMs: null });
  const place = to === task.home ? 'home' : `to node ${to}`;
  const [next] = say({ ...model, flights }, `${model.names.get(name)} goes ${place} …`, 'plain');
  return [next, [{ do: 'migrate', task: name, to: to === task.home ? 0 : to }]];
}

const say = (model: Model, text: string, tone: 'plain' | 'bad'): [Model, Migrate[]] => [
  { ...model, said: { text, tone } },
  [],
];

/** Something has happened to a task of this home. */
export function live(model: Model, event: TaskLifeEvent): Model {
  const line = logLine(event);
  const log = line === null ? model.log : [...model.log, line].slice(-MAX_LOG_LINES);
  // Who has scrolled back goes on seeing the same lines.
  const logBack = line !== null && model.logBack > 0 ? model.logBack + 1 : model.logBack;
  const flights = new Map(model.flights);
  if (event.event === 'migration') {
    const { from, to } = event;
    const sinceMs = flights.get(event.task)?.sinceMs ?? model.nowMs;
    flights.set(event.task, { from, to, sinceMs, doneMs: model.nowMs });
  } else if (event.event !== 'cantmove') flights.delete(event.task);
  return { ...model, log, logBack, flights };
}

/** The agent has answered a `migrate`. */
export function answered(before: Model, { task, node, error, event }: Answer): Model {
  const isGuest = !task.startsWith(`${before.self}:`);
  const model = isGuest && event !== null ? live(before, event) : before;
  const name = model.names.get(task) ?? task;
  const flights = new Map(model.flights);
  const flight = flights.get(task);
  if (flight?.doneMs === null) {
    if (error !== null) flights.delete(task);
    else flights.set(task, { ...flight, doneMs: model.nowMs });
  }
  if (error !== null) return { ...model, flights, said: { text: `${name}: ${error}`, tone: 'bad' } };
  const where = node === taskOf(model, task)?.home ? 'is home' : `executes on node ${node}`;
  return { ...model, flights, said: { text: `${name} ${where}`, tone: 'good' } };
}

/** Who has arrived is not shown flying any more. */
export function landed(model: Model): Model {
  const isOver = ({ doneMs }: Flight): boolean => doneMs !== null && model.nowMs - doneMs > ARRIVAL_MS;
  return { ...model, flights: new Map([...model.flights].filter(([, flight]) => !isOver(flight))) };
}
