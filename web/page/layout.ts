import type { TaskStatus } from '../../protocol/task.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';

/** All in CSS pixels. */
export interface Circle {
  id: number;
  x: number;
  y: number;
  r: number;
}

/** A task on the node where it executes; its middle. `isSmall`: a square without words. */
export interface Box {
  task: string;
  node: number;
  x: number;
  y: number;
  width: number;
  height: number;
  isSmall: boolean;
}

export interface Graph {
  height: number;
  circles: Circle[];
  boxes: Box[];
  /** Tasks that have no room on their node. */
  more: Map<number, number>;
}

const GAP = 10;
const LEAST_RADIUS = 30;
const MOST_RADIUS = 105;
/** In smaller ones no word can be read. */
export const LEAST_WORDS_RADIUS = 42;

/** The node itself in the middle and the others around it; where they are too many, rows of them, as high as that takes. */
export function layOut(
  width: number,
  height: number,
  self: number | null,
  ids: readonly number[],
  tasks: readonly TaskStatus[],
): Graph {
  const others = ids.filter((id) => id !== self);
  const ring = self === null ? null : ringOf(width, height, self, others);
  const circles = ring ?? rowsOf(width, ids);
  const lowest = Math.max(height, ...circles.map(({ y, r }) => y + r + GAP));
  return { height: ring ? height : lowest, circles, ...seated(circles, tasks) };
}

/** With circles as large as fit, turned as that allows; null where they would be too small. */
function ringOf(width: number, height: number, self: number, others: readonly number[]): Circle[] | null {
  const most = Math.min(MOST_RADIUS, Math.min(width, height) / 2 - GAP);
  for (let r = most; r >= LEAST_RADIUS; r -= 2) {
    // As long as the ellipse on which they stand, at most.
    const squares = (width / 2 - r - GAP) ** 2 + (height / 2 - r - GAP) ** 2;
    if (others.length * (2 * r + GAP) > 2 * Math.PI * Math.sqrt(squares / 2)) continue;
    for (const first of TURNS) {
      const circles = [
        { id: self, x: width / 2, y: height / 2, r },
        ...around(width, height, r, first, others),
      ];
      if (areApart(circles)) return circles;
    }
  }
  return null;
}

/** Where the first of the others stands: above, at the right, or between. */
const TURNS = [-1 / 2, 0, -1 / 4, -1 / 3, -1 / 6].map((part) => part * Math.PI);

function around(
  width: number,
  height: number,
  r: number,
  first: number,
  others: readonly number[],
): Circle[] {
  return others.map((id, at) => {
    const angle = first + (2 * Math.PI * at) / others.length;
    return {
      id,
      x: width / 2 + (width / 2 - r - GAP) * Math.cos(angle),
      y: height / 2 + (height / 2 - r - GAP) * Math.sin(angle),
      r,
    };
  });
}

const areApart = (circles: readonly Circle[]): boolean =>
  circles.every((one, at) => circles.slice(at + 1).every((other) => isApart(one, other)));

const isApart = (a: Circle, b: Circle): boolean => Math.hypot(a.x - b.x, a.y - b.y) >= a.r + b.r + GAP;

function rowsOf(width: number, ids: readonly number[]): Circle[] {
  const r = Math.min(LEAST_RADIUS + 6, width / 2 - GAP);
  const step = 2 * r + GAP;
  const columns = Math.max(1, Math.floor((width - GAP) / step));
  const left = (width - columns * step + GAP) / 2 + r;
  return ids.map((id, at) => ({
    id,
    x: left + (at % columns) * step,
    y: GAP + r + Math.floor(at / columns) * step,
    r,
  }));
}

/** A part of a circle's radius: where its tasks begin and end, and half of how wide they may be there. */
const TOP = -0.4;
const BOTTOM = 0.62;
const HALF = 0.76;
const ROW = 24;
const SQUARE = 15;

/** With their names where they have room so, else as squares, and as many as fit. */
function seated(circles: readonly Circle[], tasks: readonly TaskStatus[]): Pick<Graph, 'boxes' | 'more'> {
  const boxes: Box[] = [];
  const more = new Map<number, number>();
  for (const { id, x, y, r } of circles) {
    const here = tasks.filter((task) => nodeOf(task) === id);
    const isSmall = r < LEAST_WORDS_RADIUS || here.length > Math.floor(((BOTTOM - TOP) * r) / ROW);
    const step = isSmall ? SQUARE + 2 : ROW;
    const columns = isSmall ? Math.max(1, Math.floor((2 * HALF * r) / step)) : 1;
    const rows = Math.max(1, Math.floor(((BOTTOM - TOP) * r) / step));
    const shown = here.slice(0, columns * rows);
    if (here.length > shown.length) more.set(id, here.length - shown.length);
    const width = isSmall ? SQUARE : 2 * HALF * r;
    for (const [at, { task }] of shown.entries()) {
      const inRow = Math.min(columns, shown.length);
      boxes.push({
        task,
        node: id,
        x: x + ((at % columns) - (inRow - 1) / 2) * step,
        y: y + TOP * r + (Math.floor(at / columns) + 0.5) * step,
        width,
        height: isSmall ? SQUARE : ROW - 4,
        isSmall,
      });
    }
  }
  return { boxes, more };
}

export const circleAt = ({ circles }: Graph, x: number, y: number): number | null =>
  circles.find((circle) => Math.hypot(circle.x - x, circle.y - y) <= circle.r)?.id ?? null;
