import type { Point, Rect } from '../scene.ts';

export const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const isInside = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export const centre = ({ x, y, width, height }: Rect): Point => ({
  x: x + (width - 1) / 2,
  y: y + (height - 1) / 2,
});

export const between = (a: Point, b: Point, share: number): Point => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

/** Cells are about twice as high as wide. */
export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, 2 * (a.y - b.y));
