/** What a view shows: widgets in the order in which they are drawn, later ones above. Pure data. */
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  x: number;
  y: number;
}
export interface Rect extends Point, Size {}

/** xterm's 256 colours by number; terminals with fewer get the nearest. Meaning must not hang on colour alone (NO_COLOR). */
export const colour = {
  red: 203,
  green: 114,
  yellow: 221,
  blue: 75,
  magenta: 176,
  cyan: 80,
  orange: 215,
  white: 255,
  grey: 245,
  darkGrey: 239,
  night: 236,
} as const;

export interface Style {
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/** Bars and boxes above the rest: both colours, since the terminal's own may be dark or light. */
export const panel: Style = { fg: colour.white, bg: colour.night };

export interface Span extends Style {
  text: string;
}
export type Line = readonly Span[];

/** Lines of text in a rectangle, which it covers; what is too long is cut with `…`. */
export interface TextWidget {
  kind: 'text';
  id: string;
  at: Rect;
  lines: readonly Line[];
  /** Takes one cell on each side; the title stands in the upper edge. */
  border?: Style & { title?: string; double?: boolean };
  fill?: Style;
}

export interface Stroke extends Style {
  /** In cells from the canvas' upper left corner; the middle of the first cell is 0.5, 0.5. */
  from: Point;
  to: Point;
}

/** Lines between points, in braille dots (2 × 4 a cell); transparent where nothing is drawn. */
export interface CanvasWidget {
  kind: 'canvas';
  id: string;
  at: Rect;
  strokes: readonly Stroke[];
}

export type Widget = TextWidget | CanvasWidget;
export type Scene = readonly Widget[];
export type View = (size: Size) => Scene;

/** Makes widgets of one line, from the left edge over the whole of that width. */
export const lineAcross =
  (width: number) =>
  (id: string, y: number, spans: Line, fill: Style = {}): TextWidget => ({
    kind: 'text',
    id,
    at: { x: 0, y, width, height: 1 },
    lines: [spans],
    fill,
  });

export const contains = ({ x, y, width, height }: Rect, point: Point): boolean =>
  point.x >= x && point.x < x + width && point.y >= y && point.y < y + height;

/** The uppermost text widget at a cell: what the mouse points at. */
export function widgetAt(scene: Scene, point: Point): string | null {
  return scene.findLast((widget) => widget.kind === 'text' && contains(widget.at, point))?.id ?? null;
}
