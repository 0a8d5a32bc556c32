import { nodeError } from './errors.ts';

/** What a terminal is told (ECMA-48), with the checks of `node:readline`. */
const CSI = '\x1b[';

export const CLEAR_SCREEN_DOWN = `${CSI}0J`;

/** Nothing where there is nothing to do. */
export function cursorToText(x: unknown, y: unknown, isGone = false): string {
  if (Number.isNaN(x)) throw nodeError('ERR_INVALID_ARG_VALUE', 'x', x);
  if (Number.isNaN(y)) throw nodeError('ERR_INVALID_ARG_VALUE', 'y', y);
  if (isGone || (typeof x !== 'number' && typeof y !== 'number')) return '';
  if (typeof x !== 'number') throw nodeError('ERR_INVALID_CURSOR_POS');
  return typeof y === 'number' ? `${CSI}${y + 1};${x + 1}H` : `${CSI}${x + 1}G`;
}

export function moveCursorText(dx: number, dy: number): string {
  const across = dx < 0 ? `${CSI}${-dx}D` : dx > 0 ? `${CSI}${dx}C` : '';
  const down = dy < 0 ? `${CSI}${-dy}A` : dy > 0 ? `${CSI}${dy}B` : '';
  return across + down;
}

/** Left of the cursor, right of it, or all. */
export const clearLineText = (direction: number): string =>
  `${CSI}${direction < 0 ? 1 : direction > 0 ? 0 : 2}K`;
