import type { NodeInfo } from '../../protocol/node.ts';
import { taskLoad } from '../balance/loads.ts';
import { HOST_BYTES } from '../balance/tuning.ts';

/**
 * What others are told of a node: with what is on its way there, and what has come and gone, which its averaged load does not
 * show yet. Who is quiet tells no load; it knows its own.
 */
export function told(own: NodeInfo, { unseen, coming }: { unseen: number; coming: number }): NodeInfo {
  const load = Math.max(0, own.load + unseen * taskLoad(own));
  const freeBytes = Math.max(0, own.freeBytes - coming * HOST_BYTES);
  return { ...own, load: own.quiet ? 0 : load, freeBytes };
}
