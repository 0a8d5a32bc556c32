import { drawStrokes } from './canvas.ts';
import { asciiOf, type Charset, cellsOf, shownAs } from './charset.ts';
import type { Line, Rect, Scene, Size, Style, TextWidget } from './scene.ts';

/** A cell as it will stand on the screen; `''` is the second half of a wide character. */
export interface Cell {
  char: string;
  style: Style;
}
export type Grid = readonly (readonly Cell[])[];

/** Nobody could tell them apart. */
export function sameCell(one: Cell, other: Cell): boolean {
  if (one === other) return true;
  const a = one.style;
  const b = other.style;
  if (one.char !== other.char) return false;
  return a === b || (a.fg === b.fg && a.bg === b.bg && flagsOf(a) === flagsOf(b));
}

const flagsOf = ({ bold, underline, inverse }: Style): number =>
  (bold ? 1 : 0) | (underline ? 2 : 0) | (inverse ? 4 : 0);

const BLANK: Cell = { char: ' ', style: {} };
const NO_FILL: Style = {};
const single = { corners: ['╭', '╮', '╰', '╯'], across: '─', down: '│' };
const double = { corners: ['╔', '╗', '╚', '╝'], across: '═', down: '║' };

/** Cells that a scene is painted on. */
class Canvas {
  readonly grid: Cell[][];
  /** Of a run of the same all are one. */
  private last: Cell = BLANK;

  constructor(
    readonly size: Size,
    readonly charset: Charset,
  ) {
    this.grid = Array.from({ length: size.height }, () => new Array<Cell>(size.width).fill(BLANK));
  }

  put(x: number, y: number, char: string, style: Style): void {
    const row = this.grid[y];
    if (row?.[x] === undefined) return;
    apart(row, x);
    apart(row, x + 1);
    if (this.last.char !== char || this.last.style !== style) this.last = { char, style };
    row[x] = this.last;
  }

  fill({ x, y, width, height }: Rect, style: Style): void {
    const from = Math.max(0, x);
    const to = Math.min(this.size.width, x + width);
    const cell: Cell = { char: ' ', style };
    for (const row of this.grid.slice(Math.max(0, y), Math.max(0, y + height))) {
      apart(row, from);
      apart(row, to);
      row.fill(cell, from, Math.max(from, to));
    }
  }

  /** Cells side by side, as far as there are such. */
  copy(x: number, y: number, cells: readonly Cell[]): void {
    const row = this.grid[y];
    if (row === undefined) return;
    const from = Math.max(0, x);
    const to = Math.min(this.size.width, x + cells.length);
    if (from >= to) return;
    apart(row, from);
    apart(row, to);
    for (let at = from; at < to; at++) row[at] = cells[at - x]!;
  }

  shown(char: string): string {
    return this.charset === 'ascii' ? asciiOf(char) : char;
  }
}

/** What begins here must not leave half of a wide character. */
function apart(row: Cell[], x: number): void {
  if (row[x]?.char !== '') return;
  row[x - 1] = BLANK;
  row[x] = BLANK;
}

/** A scene as cells: pure, so that a test sees what a user sees. */
export function paint(scene: Scene, size: Size, charset: Charset): Grid {
  const canvas = new Canvas(size, charset);
  for (const widget of scene) {
    if (widget.kind === 'text') paintText(canvas, widget);
    else {
      const { at } = widget;
      for (const { x, y, char, style } of drawStrokes(widget.strokes, charset)) {
        if (x >= 0 && y >= 0 && x < at.width && y < at.height) canvas.put(at.x + x, at.y + y, char, style);
      }
    }
  }
  return canvas.grid;
}

function paintText(canvas: Canvas, { at, lines, border, fill = NO_FILL }: TextWidget): void {
  canvas.fill(at, fill);
  let inner: Rect = at;
  if (border && at.width >= 2 && at.height >= 2) {
    const { title, double: isDouble, ...style } = border;
    const edge = isDouble ? double : single;
    const full = { ...fill, ...style };
    const show = (x: number, y: number, char: string): void => canvas.put(x, y, canvas.shown(char), full);
    const right = at.x + at.width - 1;
    const bottom = at.y + at.height - 1;
    for (let x = at.x + 1; x < right; x++) for (const y of [at.y, bottom]) show(x, y, edge.across);
    for (let y = at.y + 1; y < bottom; y++) for (const x of [at.x, right]) show(x, y, edge.down);
    const corners = [at.x, right].flatMap((x) => [at.y, bottom].map((y) => [x, y] as const));
    for (const [x, y] of corners)
      show(x, y, edge.corners[(x === at.x ? 0 : 1) + (y === at.y ? 0 : 2)] as string);
    if (title !== undefined && at.width >= 6) {
      const place = { x: at.x + 2, y: at.y, width: at.width - 4, height: 1 };
      paintLine(canvas, [{ text: ` ${title} `, ...style }], place, fill);
    }
    inner = { x: at.x + 1, y: at.y + 1, width: at.width - 2, height: at.height - 2 };
  }
  for (const [row, line] of lines.slice(0, Math.max(0, inner.height)).entries()) {
    paintLine(canvas, line, { ...inner, y: inner.y + row }, fill);
  }
}

/** A line as it was painted: views keep lines of which nothing has changed. */
interface Painted {
  width: number;
  fill: Style;
  charset: Charset;
  cells: readonly Cell[];
}
const painted = new WeakMap<Line, Painted>();

function paintLine(canvas: Canvas, line: Line, { x, y, width }: Rect, fill: Style): void {
  const { charset } = canvas;
  let known = painted.get(line);
  if (known?.width !== width || known.fill !== fill || known.charset !== charset) {
    known = { width, fill, charset, cells: lineCells(line, width, fill, charset) };
    painted.set(line, known);
  }
  canvas.copy(x, y, known.cells);
}

/** As many cells as a line takes, up to a width; what is too long is cut with `…`. */
function lineCells(line: Line, width: number, fill: Style, charset: Charset): Cell[] {
  const cells: Cell[] = [];
  const isBare = Object.keys(fill).length === 0;
  // Of a run of the same all are one.
  let last = BLANK;
  const put = (char: string, style: Style): void => {
    if (last.char !== char || last.style !== style) last = { char, style };
    cells.push(last);
  };
  for (let index = 0; index < line.length; index++) {
    const span = line[index]!;
    const full: Style = isBare ? span : { ...fill, ...span };
    let at = 0;
    for (const char of span.text) {
      at += char.length;
      const shown = shownAs(char);
      if (shown === null) continue;
      const after = cells.length + shown.cells;
      if (after > width || (after === width && hasMore(line, index, at))) {
        if (cells.length < width) put(charset === 'ascii' ? '~' : '…', full);
        return cells;
      }
      const letter = charset === 'ascii' ? asciiOf(shown.char) : shown.char;
      put(letter, full);
      if (shown.cells === 2) put(charset === 'utf8' ? '' : letter === '?' ? '?' : ' ', full);
    }
  }
  return cells;
}

/** Something is to be shown after this place: blanks need no room. */
const hasMore = (line: Line, index: number, at: number): boolean =>
  isSeen(line[index]!.text.slice(at)) || line.slice(index + 1).some(({ text }) => isSeen(text));

const isSeen = (text: string): boolean => cellsOf(text).some(({ char }) => char !== ' ');

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
