/** Where the other nodes stand: around home, on a rounded ellipse that fills the area, or along its edge where that is too narrow. */
import type { Point, Rect, Size } from '../scene.ts';
import { overlaps } from './geometry.ts';

/** Between boxes: columns, rows. */
const GAP = { x: 2, y: 1 };
/** |x|^n + |y|^n = 1: 2 is an ellipse, more comes nearer to the corners, where there is room. */
const ROUNDNESS = 3;
const SIDE = 3;
const STEPS = 360;

/** `ellipse` is the prettiest, `turned` has its boxes elsewhere, `columns` needs no height, `frame` holds most. */
export type Shape = 'ellipse' | 'turned' | 'columns' | 'frame';

const arrangements: Record<Shape, (count: number, area: Rect, box: Size) => Rect[] | null> = {
  ellipse: (count, area, box) => ellipse(count, area, box, false),
  turned: (count, area, box) => ellipse(count, area, box, true),
  columns,
  frame,
};

/** @returns one box a node, clockwise; null where one would touch another */
export function ring(shape: Shape, count: number, area: Rect, { width, height }: Size): Rect[] | null {
  if (width > area.width || height > area.height) return null;
  const boxes = arrangements[shape](count, area, { width, height });
  return boxes === null || collide(boxes) ? null : boxes;
}

const collide = (boxes: readonly Rect[]): boolean =>
  boxes.some((box, at) => boxes.some((other, i) => i > at && overlaps(box, other)));

/** Beside home some columns stay free, and where possible rows above and below: there the lines are seen. */
export function leavesRoom(boxes: readonly Rect[], { x, y, width, height }: Rect, rows: number): boolean {
  const wide = { x: x - SIDE, y: y - rows, width: width + 2 * SIDE, height: height + 2 * rows };
  return !boxes.some((box) => overlaps(box, wide));
}

/** Equal ways apart, seen from boxes of that size; symmetrical, with both sides taken first, as screens are wide. */
function ellipse(count: number, area: Rect, box: Size, isTurned: boolean): Rect[] {
  const a = (area.width - box.width) / 2;
  const b = (area.height - box.height) / 2;
  const at = (turn: number): Point => {
    const [cos, sin] = [Math.cos(2 * Math.PI * turn), Math.sin(2 * Math.PI * turn)];
    const round = (value: number): number => Math.sign(value) * Math.abs(value) ** (2 / ROUNDNESS);
    return { x: a * round(cos), y: b * round(sin) };
  };
  const isOdd = count % 2 === 1;
  const start = isOdd && !isTurned ? -0.25 : 0.5;
  const ways = [0];
  for (let step = 1; step <= STEPS; step++) {
    const [p, q] = [at(start + (step - 1) / STEPS), at(start + step / STEPS)];
    const way = Math.hypot((p.x - q.x) / (box.width + GAP.x), (p.y - q.y) / (box.height + GAP.y));
    ways.push(ways[step - 1]! + way);
  }
  const whole = ways[STEPS]!;
  // Of four and eight nobody stands on an axis: the corners are the roomy places.
  const shift = isOdd || (count % 4 === 0) === isTurned ? 0 : 0.5;
  return Array.from({ length: count }, (_, i) => {
    const way = (whole * (i + shift)) / count;
    const { x, y } = at(start + ways.findIndex((sum) => sum >= way - 1e-9) / STEPS);
    return { x: area.x + cell(a + x), y: area.y + cell(b + y), ...box };
  });
}

/** Opposite places stay opposite: what is half a cell but for the last digits is rounded alike. */
const cell = (value: number): number => Math.round(Math.round(value * 1000) / 1000);

/** At both sides only: where home has just the height that there is. */
function columns(count: number, area: Rect, box: Size): Rect[] | null {
  const most = Math.floor((area.height + GAP.y) / (box.height + GAP.y));
  if (count > 2 * most) return null;
  const bottom = area.y + area.height - box.height;
  const column = (n: number, x: number): Rect[] => spread(n, area.y, bottom).map((y) => ({ x, y, ...box }));
  const right = Math.ceil(count / 2);
  return [...column(right, area.x + area.width - box.width), ...column(count - right, area.x).reverse()];
}

/** Rows above and below, columns at both sides. */
function frame(count: number, area: Rect, box: Size): Rect[] | null {
  const across = Math.floor((area.width + GAP.x) / (box.width + GAP.x));
  const down = Math.max(0, Math.floor((area.height + GAP.y) / (box.height + GAP.y)) - 2);
  const most = 2 * across + 2 * down;
  if (across < 1 || area.height < 2 * box.height + GAP.y || count > most) return null;
  const sides = Math.min(down, Math.max(Math.round((count * down) / most), Math.ceil(count / 2) - across));
  const above = Math.ceil((count - 2 * sides) / 2);
  const below = count - 2 * sides - above;
  const [right, bottom] = [area.x + area.width - box.width, area.y + area.height - box.height];
  const row = (n: number, y: number): Rect[] => spread(n, area.x, right).map((x) => ({ x, y, ...box }));
  const column = (x: number): Rect[] =>
    spread(sides, area.y + box.height + GAP.y, bottom - box.height - GAP.y).map((y) => ({ x, y, ...box }));
  return [
    ...row(above, area.y),
    ...column(right),
    ...row(below, bottom).reverse(),
    ...column(area.x).reverse(),
  ];
}

/** n places from first to last; one alone stands in the middle. */
function spread(n: number, first: number, last: number): number[] {
  if (n === 1) return [Math.round((first + last) / 2)];
  return Array.from({ length: n }, (_, i) => Math.round(first + ((last - first) * i) / (n - 1)));
}
