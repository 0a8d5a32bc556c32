import type { Rect } from '../scene.ts';
import { type NodePlace, PENGUIN, type Places } from './ring-places.ts';

const HOME_WIDTH = 28;
const TAG = { width: 16, gap: 2 };

/** More nodes than stand around home: home at the left, the others one line each, in columns. */
export function listPlaces(area: Rect, self: number, others: readonly number[], firstLine: number): Places {
  const home = { ...area, width: Math.min(HOME_WIDTH, area.width - TAG.width - TAG.gap) };
  const hasPenguin = area.height >= PENGUIN.height + 5;
  const head = hasPenguin ? PENGUIN.height : 1;
  const room = { ...area, x: area.x + home.width + TAG.gap, width: area.width - home.width - TAG.gap };
  const columns = Math.max(1, Math.floor((room.width + TAG.gap) / (TAG.width + TAG.gap)));
  const lines = Math.ceil(others.length / columns);
  const first = Math.max(0, Math.min(firstLine, lines - area.height));
  const shown = others.slice(first * columns, (first + area.height) * columns);
  const tags = shown.map(
    (id, at): NodePlace => ({
      id,
      kind: 'tag',
      rect: {
        x: room.x + (at % columns) * (TAG.width + TAG.gap),
        y: room.y + Math.floor(at / columns),
        width: TAG.width,
        height: 1,
      },
    }),
  );
  const chairs = Array.from({ length: Math.max(0, home.height - 2 - head) }, (_, row) => ({
    x: home.x + 2,
    y: home.y + 1 + head + row,
    width: home.width - 4,
    height: 1,
  }));
  return {
    kind: 'list',
    nodes: [{ id: self, rect: home, kind: 'box' }, ...tags],
    penguin: hasPenguin ? { x: home.x + 2, y: home.y + 1, ...PENGUIN } : null,
    chairs: new Map([[self, chairs]]),
    nodesHidden: others.length - shown.length,
  };
}
