import type { Charset } from './charset.ts';
import type { Point, Stroke, Style } from './scene.ts';

/** A cell of a canvas: where, what, how. */
export interface Dot extends Point {
  char: string;
  style: Style;
}

/** Bits of a braille pattern, by row and column of the 2 × 4 dots of a cell. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const BRAILLE = 0x2800;

/** Strokes as characters; the colour of a cell that several cross is that of the last. */
export function drawStrokes(strokes: readonly Stroke[], charset: Charset): Dot[] {
  return charset === 'ascii' ? coarse(strokes) : fine(strokes);
}

function fine(strokes: readonly Stroke[]): Dot[] {
  const cells = new Map<string, { x: number; y: number; bits: number; style: Style }>();
  for (const { from, to, ...style } of strokes) {
    for (const dot of between(scaled(from, 2, 4), scaled(to, 2, 4))) {
      const x = Math.floor(dot.x / 2);
      const y = Math.floor(dot.y / 4);
      const key = `${x},${y}`;
      const bits = BITS[dot.y - y * 4]![dot.x - x * 2]!;
      cells.set(key, { x, y, bits: (cells.get(key)?.bits ?? 0) | bits, style });
    }
  }
  return [...cells.values()].map(({ x, y, bits, style }) => ({
    x,
    y,
    style,
    char: String.fromCharCode(BRAILLE + bits),
  }));
}

function coarse(strokes: readonly Stroke[]): Dot[] {
  return strokes.flatMap(({ from, to, ...style }) => {
    const char = slope(to.x - from.x, to.y - from.y);
    return between(scaled(from, 1, 1), scaled(to, 1, 1)).map((dot) => ({ ...dot, char, style }));
  });
}

/** A cell is about twice as high as wide. */
function slope(dx: number, dy: number): string {
  if (Math.abs(dx) > Math.abs(dy) * 5) return '-';
  if (Math.abs(dy) > Math.abs(dx)) return '|';
  return dx > 0 === dy > 0 ? '\\' : '/';
}

const scaled = ({ x, y }: Point, byX: number, byY: number): Point => ({
  x: Math.floor(x * byX),
  y: Math.floor(y * byY),
});

/** Whole points of a straight line, both ends included. */
function between(from: Point, to: Point): Point[] {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: Math.round(from.x + ((to.x - from.x) * step) / (steps || 1)),
    y: Math.round(from.y + ((to.y - from.y) * step) / (steps || 1)),
  }));
}
