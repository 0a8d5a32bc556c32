import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { contains, type Point, type Rect, type Size } from '../scene.ts';
import { listPlaces } from './list-places.ts';
import { type Places, ringPlaces } from './ring-places.ts';

/** What the picture is laid out for. It does not depend on where tasks execute, so nothing jumps when one moves. */
export interface LayoutInput extends Size {
  self: number;
  nodes: readonly NodeViewMessage[];
  tasks: readonly TaskStatus[];
  /** The first task, and the first line of nodes, that are shown where not all have room. */
  firstTask: number;
  firstNode: number;
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
  log: Rect;
  status: Rect;
  seats: Seat[];
  /** Tasks without a seat, by node. */
  hidden: Map<number, number>;
}

export const LEAST: Size = { width: 40, height: 12 };

/** Where a task executes. */
export const nodeOf = (task: TaskStatus): number => (task.where === 0 ? task.home : task.where);

export function layOut(input: LayoutInput, before?: Layout): Layout {
  const { width, height, self, nodes, tasks } = input;
  const logRows = Math.max(2, Math.min(12, Math.round(height * 0.2)));
  // A title above the log, the header and the status line.
  const map = { x: 0, y: 1, width, height: Math.max(1, height - logRows - 3) };
  const others = nodes.filter(({ info }) => info.id !== self).map(({ info }) => info.id);
  const atHome = tasks.filter((task) => task.home === self || nodeOf(task) === self);
  const key = JSON.stringify([width, height, self, others, atHome.length, input.firstNode]);
  const places: Places =
    before?.key === key
      ? before
      : (ringPlaces(map, self, others, atHome.length) ?? listPlaces(map, self, others, input.firstNode));
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
    log: { x: 0, y: map.y + map.height, width, height: logRows + 1 },
    status: { x: 0, y: height - 1, width, height: 1 },
    ...seat(places, self, atHome, tasks, input.firstTask),
  };
}

/** Gives tasks their seats: those of home in the middle, each that is away also where it executes. */
function seat(
  places: Places,
  self: number,
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
  const first = Math.max(0, Math.min(firstTask, atHome.length - (places.chairs.get(self)?.length ?? 0)));
  place(self, atHome.slice(first), (task) => (nodeOf(task) === self ? 'executes' : 'deputy'));
  hidden.set(self, atHome.length - seats.length);
  for (const { id } of places.nodes) {
    if (id !== self)
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
