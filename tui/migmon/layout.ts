import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { contains, type Point, type Rect, type Size } from '../scene.ts';
import { listPlaces } from './list-places.ts';
import { type Places, ringPlaces } from './ring-places.ts';
import { tablePlaces } from './table-places.ts';

/** What the picture is laid out for. It does not depend on where tasks execute, so nothing jumps when one moves. */
export interface LayoutInput extends Size {
  /** The node in the middle. */
  middle: number;
  nodes: readonly NodeViewMessage[];
  tasks: readonly TaskStatus[];
  /** The first task, and the first line of nodes, that are shown where not all have room. */
  firstTask: number;
  firstNode: number;
  /** A line for each task, in place of boxes around home. */
  isTable: boolean;
}

/** `executes`: the task itself; `deputy`: the part of it that stays home. */
export interface Seat {
  task: string;
  role: 'executes' | 'deputy';
  node: number;
  rect: Rect;
}

export interface Layout extends Size, Places {
  /** What the places depend on: while it stays, so do they. */
  key: string;
  header: Rect;
  map: Rect;
  /** Two lines about what is chosen or pointed at; none where there is no room. */
  facts: Rect;
  log: Rect;
  status: Rect;
  seats: Seat[];
  /** Tasks without a seat, by node. */
  hidden: Map<number, number>;
}

export const LEAST: Size = { width: 40, height: 12 };
const FACTS_ROWS = 2;
/** Less high, all room is for the picture. */
const LEAST_FACTS_HEIGHT = 16;

/** Where a task executes. */
export const nodeOf = (task: TaskStatus): number => (task.where === 0 ? task.home : task.where);

export function layOut(input: LayoutInput, before?: Layout): Layout {
  const { width, height, middle, nodes, tasks, isTable } = input;
  const factsRows = height < LEAST_FACTS_HEIGHT ? 0 : FACTS_ROWS;
  const logRows = Math.max(2, Math.min(12, Math.round(height * 0.2) - 1));
  // A title above the log, the header and the status line.
  const map = { x: 0, y: 1, width, height: Math.max(1, height - factsRows - logRows - 3) };
  const others = nodes.filter(({ info }) => info.id !== middle).map(({ info }) => info.id);
  const listed = isTable ? tasks : around(tasks, middle);
  const key = JSON.stringify([width, height, middle, others, listed.length, input.firstNode, isTable]);
  const places: Places =
    before?.key === key
      ? before
      : isTable
        ? tablePlaces(map, middle, others, input.firstNode)
        : (ringPlaces(map, middle, others, listed.length) ??
          listPlaces(map, middle, others, input.firstNode));
  const { kind, penguin, chairs, nodesHidden } = places;
  return {
    key,
    kind,
    nodes: places.nodes,
    penguin,
    chairs,
    nodesHidden,
    width,
    height,
    header: { x: 0, y: 0, width, height: 1 },
    map,
    facts: { x: 0, y: map.y + map.height, width, height: factsRows },
    log: { x: 0, y: map.y + map.height + factsRows, width, height: logRows + 1 },
    status: { x: 0, y: height - 1, width, height: 1 },
    ...(isTable
      ? tableSeats(places, middle, listed, input.firstTask)
      : seat(places, middle, listed, tasks, input.firstTask)),
  };
}

/** Who has a seat in the middle: tasks of that home, and its guests. */
export const around = (tasks: readonly TaskStatus[], middle: number): TaskStatus[] =>
  tasks.filter((task) => task.home === middle || nodeOf(task) === middle);

/** A line each, wherever they execute. */
function tableSeats(
  places: Places,
  middle: number,
  tasks: readonly TaskStatus[],
  firstTask: number,
): Pick<Layout, 'seats' | 'hidden'> {
  const chairs = places.chairs.get(middle) ?? [];
  const first = Math.max(0, Math.min(firstTask, tasks.length - chairs.length));
  const seats = tasks
    .slice(first, first + chairs.length)
    .map((task, at): Seat => ({ task: task.task, role: 'executes', node: nodeOf(task), rect: chairs[at]! }));
  return { seats, hidden: new Map([[middle, tasks.length - seats.length]]) };
}

/** Gives tasks their seats: those of home in the middle, each that is away also where it executes. */
function seat(
  places: Places,
  middle: number,
  atHome: readonly TaskStatus[],
  tasks: readonly TaskStatus[],
  firstTask: number,
): Pick<Layout, 'seats' | 'hidden'> {
  const seats: Seat[] = [];
  const hidden = new Map<number, number>();
  const place = (node: number, among: readonly TaskStatus[], roleOf: (task: TaskStatus) => Seat['role']) => {
    const chairs = places.chairs.get(node) ?? [];
    for (const [at, task] of among.slice(0, chairs.length).entries())
      seats.push({ task: task.task, role: roleOf(task), node, rect: chairs[at]! });
    hidden.set(node, Math.max(0, among.length - chairs.length));
  };
  const first = Math.max(0, Math.min(firstTask, atHome.length - (places.chairs.get(middle)?.length ?? 0)));
  place(middle, atHome.slice(first), (task) => (nodeOf(task) === middle ? 'executes' : 'deputy'));
  hidden.set(middle, atHome.length - seats.length);
  for (const { id } of places.nodes) {
    if (id !== middle)
      place(
        id,
        tasks.filter((task) => nodeOf(task) === id),
        () => 'executes',
      );
  }
  return { seats, hidden };
}

/** What is under the pointer. */
export function hit(layout: Layout, at: Point): { task: string | null; node: number | null } {
  const task = layout.seats.find(({ rect }) => contains(rect, at))?.task ?? null;
  const node = layout.nodes.find(({ rect }) => contains(rect, at))?.id ?? null;
  return { task, node };
}
