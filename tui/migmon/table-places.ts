import type { Rect } from '../scene.ts';
import type { NodePlace, Places } from './ring-places.ts';

const TAG_WIDTH = 20;
const GAP = 2;

/** Many tasks: a line each, below a line of titles; at the right the nodes, a line each, to be dropped on. */
export function tablePlaces(area: Rect, self: number, others: readonly number[], firstLine: number): Places {
  const width = Math.max(1, area.width - TAG_WIDTH - GAP);
  const rows = Array.from({ length: Math.max(0, area.height - 1) }, (_, row) => ({
    x: area.x,
    y: area.y + 1 + row,
    width,
    height: 1,
  }));
  const ids = [self, ...others];
  const first = Math.max(0, Math.min(firstLine, ids.length - area.height));
  const nodes = ids.slice(first, first + area.height).map(
    (id, at): NodePlace => ({
      id,
      kind: 'tag',
      rect: { x: area.x + width + GAP, y: area.y + at, width: area.width - width - GAP, height: 1 },
    }),
  );
  return {
    kind: 'table',
    nodes,
    penguin: null,
    chairs: new Map([[self, rows]]),
    nodesHidden: ids.length - nodes.length,
  };
}
