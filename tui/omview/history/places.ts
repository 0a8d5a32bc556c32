import type { Point } from '../../scene.ts';
import { type Model, nodesAt } from './model.ts';

/** Lines: the head, the slider, marks of moves, titles of nodes; below, titles of tasks; the last move, the keys. */
export const SLIDER_Y = 1;
export const NODES_Y = 4;
const BELOW_ROWS = 2;
/** Beside the slider: the times of its ends. */
export const TIME_CELLS = 13;

export const sliderWidth = ({ width }: Model): number => Math.max(2, width - 2 * TIME_CELLS);

/** Of the span, where on the slider (or its marks) a point is; null beside it. */
export function sliderAt(model: Model, { x, y }: Point): number | null {
  if (y !== SLIDER_Y && y !== SLIDER_Y + 1) return null;
  const part = (x - TIME_CELLS) / (sliderWidth(model) - 1);
  return part < -0.02 || part > 1.02 ? null : Math.min(1, Math.max(0, part));
}

/** Nodes take what they need, up to half. */
export const nodeRows = (model: Model): number =>
  Math.max(0, Math.min(nodesAt(model).length, Math.floor((model.height - NODES_Y - BELOW_ROWS) / 2)));

export const taskRows = (model: Model): number =>
  Math.max(0, model.height - NODES_Y - nodeRows(model) - 1 - BELOW_ROWS);
