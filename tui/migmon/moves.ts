import type { TaskLifeEvent } from '../../protocol/task.ts';
import { nodeOf } from './layout.ts';
import { ARRIVAL_MS } from './lines.ts';
import { type LogLine, logged, logLine } from './log.ts';
import { type Flight, type Model, nodeToAsk, taskOf } from './model.ts';
import type { Order } from './orders.ts';
import { refusal } from './targets.ts';

export interface Answer {
  task: string;
  /** Where it is now; null where it has not moved. */
  node: number | null;
  error: string | null;
  /** How it ended. Of tasks of the agent's own the stream tells that too. */
  event: TaskLifeEvent | null;
}

/** A task is to leave: it is seen flying from now on. */
export function depart(model: Model, name: string, wanted: number): [Model, Order[]] {
  const task = taskOf(model, name);
  if (!task) return [model, []];
  const to = wanted === 0 ? task.home : wanted;
  if (model.flights.get(name)?.doneMs === null) return say(model, `task ${task.pid} is on its way`, 'plain');
  if (nodeOf(task) === to && to === task.home) return say(model, `task ${task.pid} is at home`, 'plain');
  const why = refusal(task, to, model.nodes);
  if (why !== null) return say(model, why, 'bad');
  const flights = new Map(model.flights);
  flights.set(name, { from: nodeOf(task), to, sinceMs: model.nowMs, doneMs: null, bytes: null });
  const place = to === task.home ? 'home' : `to node ${to}`;
  const [next] = say({ ...model, flights }, `${model.names.get(name)} goes ${place} …`, 'plain');
  const via = nodeToAsk(model, name);
  return [next, [{ do: 'migrate', via, task: name, to: to === task.home ? 0 : to }]];
}

/** The last move that is not undone yet: its task goes back to where it came from. */
export function undo(model: Model): [Model, Order[]] {
  const last = model.log.findLast(
    ({ move, task, isUndone }) => move !== null && !isUndone && taskOf(model, task) !== undefined,
  );
  if (!last?.move) return say(model, 'no move of a task that still runs is to be undone', 'plain');
  const task = taskOf(model, last.task)!;
  const { from, to } = last.move;
  if (nodeOf(task) !== to && model.flights.get(last.task)?.doneMs !== null)
    return say(model, `task ${task.pid} has left node ${to} meanwhile`, 'bad');
  const [next, orders] = depart(model, last.task, from);
  if (orders.length === 0) return [next, orders];
  const back = `undo: ${model.names.get(last.task)} goes back to node ${from} …`;
  const [told] = say({ ...next, undoing: new Map(model.undoing).set(last.task, last) }, back, 'plain');
  return [told, orders];
}

const say = (model: Model, text: string, tone: 'plain' | 'bad'): [Model, Order[]] => [
  { ...model, said: { text, tone } },
  [],
];

/** Something has happened to a task of the agent's own. */
export function live(before: Model, event: TaskLifeEvent): Model {
  const line = logLine(event);
  const [model, told] = line?.move ? undone(before, line) : [before, line];
  const log = told === null ? model.log : logged(model.log, told);
  // Who has scrolled back goes on seeing the same lines.
  const logBack = told !== null && model.logBack > 0 ? model.logBack + 1 : model.logBack;
  const flights = new Map(model.flights);
  if (event.event === 'migration') {
    const { from, to, stateBytes: bytes } = event;
    const sinceMs = flights.get(event.task)?.sinceMs ?? model.nowMs;
    flights.set(event.task, { from, to, sinceMs, doneMs: model.nowMs, bytes });
  } else if (event.event !== 'cantmove') flights.delete(event.task);
  return { ...model, log, logBack, flights };
}

/** A move that takes another back: neither is to be undone. */
function undone(model: Model, line: LogLine): [Model, LogLine] {
  const first = model.undoing.get(line.task);
  if (!first || first.move?.to !== line.move?.from || first.move?.from !== line.move?.to)
    return [model, line];
  const undoing = new Map(model.undoing);
  undoing.delete(line.task);
  const log = model.log.map((one) => (one === first ? { ...one, isUndone: true } : one));
  return [
    { ...model, log, undoing },
    { ...line, isUndone: true, why: `undo: ${line.why}` },
  ];
}

/** The agent has answered a `migrate`. */
export function answered(before: Model, { task, node, error, event }: Answer): Model {
  const isOwn = task.startsWith(`${before.agent}:`);
  const model = !isOwn && event !== null ? live(before, event) : before;
  const name = model.names.get(task) ?? task;
  const flights = new Map(model.flights);
  const flight = flights.get(task);
  if (flight?.doneMs === null) {
    if (error !== null) flights.delete(task);
    else flights.set(task, { ...flight, doneMs: model.nowMs });
  }
  if (error !== null) {
    const undoing = new Map(model.undoing);
    undoing.delete(task);
    return { ...model, flights, undoing, said: { text: `${name}: ${error}`, tone: 'bad' } };
  }
  const where = node === taskOf(model, task)?.home ? 'is home' : `executes on node ${node}`;
  return { ...model, flights, said: { text: `${name} ${where}`, tone: 'good' } };
}

/** Who has arrived is not shown flying any more. */
export function landed(model: Model): Model {
  const isOver = ({ doneMs }: Flight): boolean => doneMs !== null && model.nowMs - doneMs > ARRIVAL_MS;
  return { ...model, flights: new Map([...model.flights].filter(([, flight]) => !isOver(flight))) };
}
