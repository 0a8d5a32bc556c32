import type { Rect } from '../scene.ts';
import { leavesRoom, ring, type Shape } from './ring.ts';

export interface NodePlace {
  id: number;
  rect: Rect;
  /** `box` has a border, a line of load and seats for tasks; `tag` is one line. */
  kind: 'box' | 'tag';
}

export interface Places {
  /** `table`: a line a task, and one a node. */
  kind: 'ring' | 'list' | 'table';
  /** Home first. */
  nodes: NodePlace[];
  /** Where the penguin stands. */
  penguin: Rect | null;
  /** Seats for tasks, by node. */
  chairs: Map<number, Rect[]>;
  /** Lines of nodes that are not shown, above and below. */
  nodesHidden: number;
}

export const PENGUIN = { width: 7, height: 4 };
const CHAIR_WIDTH = 24;
/** The border and the line of load. */
const BOX_ROWS = 3;
const SHAPES: Record<Shape, number> = { ellipse: 0, turned: 1, columns: 2, frame: 4 };
const TOUCHING_PENALTY = 3;

interface NodeKind {
  shape: Shape;
  width: number;
  height: number;
  kind: NodePlace['kind'];
  penalty: number;
}
interface HomeKind {
  width: number;
  height: number;
  rows: number;
  columns: number;
  hasPenguin: boolean;
  penalty: number;
}

/** The largest boxes that have room around the largest home that has; null where even one line a node is too much. */
export function ringPlaces(
  area: Rect,
  self: number,
  others: readonly number[],
  tasks: number,
): Places | null {
  const wishes = nodeKinds(Math.min(6, Math.max(2, tasks)))
    .flatMap((node) => homeKinds(tasks, area).map((home) => ({ node, home })))
    .flatMap(({ node, home }) =>
      [1, 0].map((gap) => {
        const penalty = node.penalty + home.penalty + (gap === 0 ? TOUCHING_PENALTY : 0);
        return { node, home, gap, penalty };
      }),
    )
    .sort((a, b) => a.penalty - b.penalty);
  const rings = new Map<NodeKind, Rect[] | null>();
  for (const { node, home, gap } of wishes) {
    let boxes = rings.get(node);
    if (boxes === undefined) rings.set(node, (boxes = ring(node.shape, others.length, area, node)));
    const middle = centred(area, home.width, home.height);
    if (boxes !== null && leavesRoom(boxes, middle, gap)) return put(self, others, middle, home, boxes, node);
  }
  return null;
}

function nodeKinds(mostRows: number): NodeKind[] {
  const sizes: Omit<NodeKind, 'shape'>[] = [];
  for (let rows = mostRows; rows >= 1; rows--) {
    for (const [at, width] of [28, 24, 22, 20].entries())
      sizes.push({ width, height: BOX_ROWS + rows, kind: 'box', penalty: at + (mostRows - rows) });
  }
  sizes.push(
    { width: 16, height: BOX_ROWS, kind: 'box', penalty: mostRows + 8 },
    { width: 18, height: 1, kind: 'tag', penalty: mostRows + 20 },
    { width: 12, height: 1, kind: 'tag', penalty: mostRows + 22 },
  );
  return sizes.flatMap((size) =>
    Object.entries(SHAPES).map(([shape, more]) => ({
      ...size,
      shape: shape as Shape,
      penalty: size.penalty + more,
    })),
  );
}

function homeKinds(tasks: number, area: Rect): HomeKind[] {
  const kinds: HomeKind[] = [];
  for (const columns of [1, 2, 3]) {
    const wanted = Math.max(1, Math.ceil(tasks / columns));
    for (const hasPenguin of [true, false]) {
      const head = hasPenguin ? PENGUIN.height : 1;
      for (let rows = Math.min(wanted, area.height - head - 2); rows >= 1; rows--) {
        const width = 3 + columns * (CHAIR_WIDTH + 1);
        const missing = Math.max(0, Math.min(tasks, 30) - rows * columns);
        const penalty = (missing === 0 ? 0 : missing + 4) + (columns - 1) * 2 + (hasPenguin ? 0 : 7);
        kinds.push({ width, height: 2 + head + rows, rows, columns, hasPenguin, penalty });
      }
    }
  }
  return kinds.filter(({ width, height }) => width <= area.width && height <= area.height);
}

const centred = (area: Rect, width: number, height: number): Rect => ({
  x: area.x + Math.floor((area.width - width) / 2),
  y: area.y + Math.floor((area.height - height) / 2),
  width,
  height,
});

function put(
  self: number,
  others: readonly number[],
  middle: Rect,
  home: HomeKind,
  boxes: readonly Rect[],
  node: NodeKind,
): Places {
  const chairs = new Map<number, Rect[]>();
  const firstSeat = middle.y + 1 + (home.hasPenguin ? PENGUIN.height : 1);
  chairs.set(self, grid({ ...middle, x: middle.x + 2, y: firstSeat }, home.rows, home.columns));
  for (const [at, id] of others.entries()) {
    const { x, y, width, height } = boxes[at]!;
    // In the smallest box a task takes the place of the load.
    const rows = node.kind === 'box' ? Math.max(1, height - BOX_ROWS) : 0;
    const first = height === BOX_ROWS ? y + 1 : y + 2;
    chairs.set(
      id,
      Array.from({ length: rows }, (_, row) => ({ x: x + 1, y: first + row, width: width - 2, height: 1 })),
    );
  }
  return {
    kind: 'ring',
    nodes: [
      { id: self, rect: middle, kind: 'box' },
      ...others.map((id, at) => ({ id, rect: boxes[at]!, kind: node.kind })),
    ],
    penguin: home.hasPenguin ? { x: middle.x + 2, y: middle.y + 1, ...PENGUIN } : null,
    chairs,
    nodesHidden: 0,
  };
}

/** Column after column. */
function grid({ x, y }: { x: number; y: number }, rows: number, columns: number): Rect[] {
  return Array.from({ length: rows * columns }, (_, at) => ({
    x: x + Math.floor(at / rows) * (CHAIR_WIDTH + 1),
    y: y + (at % rows),
    width: CHAIR_WIDTH,
    height: 1,
  }));
}
