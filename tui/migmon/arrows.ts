import type { Rect } from '../scene.ts';
import { centre, distance } from './geometry.ts';

/** The nearest node in the direction of the arrow. */
export function nextNode(
  nodes: readonly { id: number; rect: Rect }[],
  from: number | null,
  arrow: 'left' | 'right' | 'up' | 'down',
): number | null {
  const here = nodes.find(({ id }) => id === from) ?? nodes[0];
  if (!here) return null;
  const origin = centre(here.rect);
  const best = nodes
    .filter(({ id }) => id !== here.id)
    .map(({ id, rect }) => {
      const { x, y } = centre(rect);
      const [dx, dy] = [x - origin.x, 2 * (y - origin.y)];
      const along = { left: -dx, right: dx, up: -dy, down: dy }[arrow];
      const aside = arrow === 'left' || arrow === 'right' ? Math.abs(dy) : Math.abs(dx);
      return { id, along, aside, far: distance(origin, { x, y }) };
    })
    .filter(({ along, aside }) => along > 0 && aside <= 3 * along)
    .sort((a, b) => a.far + a.aside - b.far - b.aside)[0];
  return best?.id ?? here.id;
}
