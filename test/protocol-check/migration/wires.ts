/** What agents say to each other, as agent/transport keeps and drops it. */
import { isOfTheMoment } from '../../../agent/transport/of-the-moment.ts';
import { type Item, linkOf, type Node, type World, wayOf } from './world.ts';

/** Kept for the next connection: all but what is of the moment only. */
export const isLasting = (item: Item): boolean =>
  'record' in item || ('message' in item && item.message.op !== 'usage' && !isOfTheMoment(item.message.op));

export function send(world: World, from: number, to: number, item: Item): void {
  if (from === to) {
    world.nodes[from]!.own.push(item);
    return;
  }
  const way = world.ways[wayOf(from, to)]!;
  const isUp = world.links[linkOf(from, to)]!;
  if (isLasting(item) || (way.isBelieved && isUp)) way.control.push(item);
  // Who believes in a link that is none learns nothing yet; what a machine did not send gives none an event.
  if (!way.isBelieved && 'message' in item) learn(world.nodes[from]!, to);
}

/** Once more is as good as once. */
function learn({ own }: Node, broken: number): void {
  if (!own.some((item) => 'linkdown' in item && item.linkdown === broken)) own.push({ linkdown: broken });
}
