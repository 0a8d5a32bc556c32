import { drawStrokes } from './canvas.ts';
import { asciiOf, type Charset, cellsOf } from './charset.ts';
import type { Line, Point, Rect, Scene, Size, Style, TextWidget } from './scene.ts';

/** A cell as it will stand on the screen; `''` is the second half of a wide character. */
export interface Cell {
  char: string;
  style: Style;
}
export type Grid = readonly (readonly Cell[])[];

const BLANK: Cell = { char: ' ', style: {} };
const single = { corners: ['╭', '╮', '╰', '╯'], across: '─', down: '│' };
const double = { corners: ['╔', '╗', '╚', '╝'], across: '═', down: '║' };

/** A scene as cells: pure, so that a test sees what a user sees. */
export function paint(scene: Scene, size: Size, charset: Charset): Grid {
  const grid = Array.from({ length: size.height }, () =>
    Array.from({ length: size.width }, (): Cell => BLANK),
  );
  const put = ({ x, y }: Point, char: string, style: Style): void => {
    const row = grid[y];
    if (row?.[x] === undefined) return;
    // Half of a wide character cannot stay.
    if (row[x].char === '') row[x - 1] = BLANK;
    if (row[x + 1]?.char === '') row[x + 1] = BLANK;
    row[x] = { char, style };
  };
  for (const widget of scene) {
    if (widget.kind === 'text') paintText(widget, charset, put);
    else {
      const { at } = widget;
      for (const { x, y, char, style } of drawStrokes(widget.strokes, charset)) {
        if (x >= 0 && y >= 0 && x < at.width && y < at.height) put({ x: at.x + x, y: at.y + y }, char, style);
      }
    }
  }
  return grid;
}

type Put = (point: Point, char: string, style: Style) => void;

function paintText({ at, lines, border, fill = {} }: TextWidget, charset: Charset, put: Put): void {
  for (let y = at.y; y < at.y + at.height; y++) {
    for (let x = at.x; x < at.x + at.width; x++) put({ x, y }, ' ', fill);
  }
  let inner: Rect = at;
  if (border && at.width >= 2 && at.height >= 2) {
    const { title, double: isDouble, ...style } = border;
    const edge = isDouble ? double : single;
    const show = (x: number, y: number, char: string): void =>
      put({ x, y }, charset === 'ascii' ? asciiOf(char) : char, { ...fill, ...style });
    const right = at.x + at.width - 1;
    const bottom = at.y + at.height - 1;
    for (let x = at.x + 1; x < right; x++) for (const y of [at.y, bottom]) show(x, y, edge.across);
    for (let y = at.y + 1; y < bottom; y++) for (const x of [at.x, right]) show(x, y, edge.down);
    const corners = [at.x, right].flatMap((x) => [at.y, bottom].map((y) => [x, y] as const));
    for (const [x, y] of corners)
      show(x, y, edge.corners[(x === at.x ? 0 : 1) + (y === at.y ? 0 : 2)] as string);
    if (title !== undefined && at.width >= 6) {
      const place = { x: at.x + 2, y: at.y, width: at.width - 4, height: 1 };
      paintLine([{ text: ` ${title} `, ...style }], place, fill, charset, put);
    }
    inner = { x: at.x + 1, y: at.y + 1, width: at.width - 2, height: at.height - 2 };
  }
  for (const [row, line] of lines.slice(0, Math.max(0, inner.height)).entries()) {
    paintLine(line, { ...inner, y: inner.y + row }, fill, charset, put);
  }
}

function paintLine(line: Line, { x, y, width }: Rect, fill: Style, charset: Charset, put: Put): void {
  const cells = line.flatMap(({ text, ...style }) => cellsOf(text).map((cell) => ({ ...cell, style })));
  let used = 0;
  for (const [index, { char, cells: wide, style }] of cells.entries()) {
    const full = { ...fill, ...style };
    const shown = charset === 'ascii' ? asciiOf(char) : char;
    const isLast = index === cells.length - 1;
    if (used + wide > width || (used + wide === width && !isLast)) {
      if (used < width) put({ x: x + used, y }, charset === 'ascii' ? '~' : '…', full);
      return;
    }
    put({ x: x + used, y }, shown, full);
    if (wide === 2) put({ x: x + used + 1, y }, charset === 'ascii' ? '?' : '', full);
    used += wide;
  }
}

/** The characters alone, without blanks at the ends of lines. */
export const textOf = (grid: Grid): string =>
  grid
    .map(
      (row) =>
        `${row
          .map(({ char }) => char)
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
