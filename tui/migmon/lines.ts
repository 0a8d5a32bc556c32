import type { TaskStatus } from '../../protocol/task.ts';
import { type CanvasWidget, colour, type Point, type Stroke } from '../scene.ts';
import { colourOf } from './chips.ts';
import { between, centre } from './geometry.ts';
import { nodeOf } from './layout.ts';
import { type Flight, type Model, taskOf } from './model.ts';

/** How far a task is seen to go while its move is not confirmed, in which time; the rest when it is. */
const HALFWAY = 0.5;
const DEPARTURE_MS = 300;
export const ARRIVAL_MS = 700;
const DASHES_PER_CELL = 0.4;

/** From each deputy, which stays home, to where its task executes; from the home of each guest to its place here. */
export function linesOf(model: Model): CanvasWidget {
  const { map } = model.layout;
  const seated = new Set(model.layout.seats.map(({ task }) => task));
  const seen = model.tasks.filter(({ task }) => seated.has(task) || model.flights.has(task));
  const strokes = [...unseen(model, seated), ...seen.flatMap((task) => strokesOf(model, task))].map(
    (stroke) => ({ ...stroke, from: inside(map, stroke.from), to: inside(map, stroke.to) }),
  );
  return { kind: 'canvas', id: 'lines', at: map, strokes };
}

/** Of all tasks on a node that have no seat anywhere one line. */
function unseen({ layout, tasks, middle }: Model, seated: ReadonlySet<string>): Stroke[] {
  if (layout.kind !== 'ring') return [];
  const away = new Set(tasks.filter(({ task }) => !seated.has(task)).map(nodeOf));
  const home = layout.nodes.find(({ id }) => id === middle);
  return layout.nodes
    .filter(({ id }) => id !== middle && away.has(id))
    .flatMap(({ rect }) =>
      home ? [{ from: centre(home.rect), to: centre(rect), fg: colour.darkGrey }] : [],
    );
}

/** In the canvas' own cells, whose middles are at .5. */
const inside = ({ x, y }: Point, point: Point): Point => ({ x: point.x - x + 0.5, y: point.y - y + 0.5 });

function strokesOf(model: Model, task: TaskStatus): Stroke[] {
  const { drag } = model;
  const node = nodeOf(task);
  const style = { fg: colourOf(model, task), bold: task.task === model.selected };
  const flight = model.flights.get(task.task);
  const from = spot(model, task.task, 'deputy', task.home) ?? spot(model, task.task, 'executes', node);
  if (!from) return [];
  if (drag.is === 'dragging' && drag.task === task.task)
    return dashed({ from: spot(model, task.task, 'executes', node) ?? from, to: drag.at, ...style });
  // In a list or a table they would only strike others through.
  if (model.layout.kind !== 'ring') return [];
  if (node === task.home && !flight) return [];
  const to = flight ? positionOf(model, task, flight) : spot(model, task.task, 'executes', node);
  if (!to) return [];
  const stroke = { from, to, ...style };
  return task.home === model.middle ? [stroke] : dashed(stroke);
}

function dashed({ from, to, ...style }: Stroke): Stroke[] {
  const dashes = Math.max(1, Math.round(Math.hypot(to.x - from.x, 2 * (to.y - from.y)) * DASHES_PER_CELL));
  return Array.from({ length: dashes }, (_, at) => ({
    from: between(from, to, at / dashes),
    to: between(from, to, (at + 0.5) / dashes),
    ...style,
  }));
}

/** Where a task, or its deputy, is to be seen on a node; else the node. */
function spot({ layout }: Model, task: string, role: 'executes' | 'deputy', node: number): Point | null {
  const seat = layout.seats.find((one) => one.task === task && one.role === role && one.node === node);
  const place = layout.nodes.find(({ id }) => id === node);
  return seat ? centre(seat.rect) : place ? centre(place.rect) : null;
}

/** Of a task on its way. */
export function positionOf(model: Model, { task }: TaskStatus, flight: Flight): Point {
  const { from, to, sinceMs, doneMs } = flight;
  const start = spot(model, task, 'executes', from) ?? spot(model, task, 'executes', to) ?? { x: 0, y: 0 };
  const end = spot(model, task, 'executes', to) ?? start;
  const gone = Math.min(1, ((doneMs ?? model.nowMs) - sinceMs) / DEPARTURE_MS) * HALFWAY;
  const arrived = doneMs === null ? 0 : Math.min(1, (model.nowMs - doneMs) / ARRIVAL_MS);
  return between(start, end, gone + (1 - gone) * arrived);
}

/** Drawn in its seat as having left. */
export const isLeaving = (model: Model, task: string): boolean =>
  model.flights.has(task) ||
  (model.drag.is === 'dragging' && model.drag.task === task && taskOf(model, task) !== undefined);
