import type { NodeView } from '../../protocol/node.ts';
import type { Claim } from './claims.ts';
import { loadCeiling, marginalCost, type Scale } from './cost.ts';
import { hash } from './hash.ts';
import { loadNow, slowness, taskLoad, tasksPerCpu } from './loads.ts';
import { ALIKE, GAIN, HOME_RESERVE } from './tuning.ts';
import type { BalanceView } from './view.ts';

/** What a node would mean for one more task and for the cluster. */
export interface Offer {
  node: number;
  slowness: number;
  cost: number;
}

export function offerOf(node: NodeView, claims: readonly Claim[], atMs: number, scale: Scale): Offer {
  const load = loadNow(node, claims, atMs);
  const cost = marginalCost(load + reserve(node), taskLoad(node.info), scale);
  return { node: node.info.id, slowness: slownessOf(node, load), cost };
}

export function scaleOf({ nodes, claims, atMs }: Pick<BalanceView, 'nodes' | 'claims' | 'atMs'>): Scale {
  const alive = nodes.filter((node) => node.state === 'alive');
  return { ceiling: loadCeiling(alive.map((node) => loadNow(node, claims, atMs))), nodes: alive.length };
}

/**
 * As fast as can be had, and of those as cheap for the cluster, but for noise. Among the nodes left each task has its own
 * favourite: if all homes went for the very lowest load, they would all go to the same node.
 */
export function choose(offers: readonly Offer[], task: string): Offer | null {
  const fastest = Math.min(...offers.map(({ slowness }) => slowness));
  const fast = offers.filter(({ slowness }) => slowness <= fastest * GAIN);
  const cheapest = Math.min(...fast.map(({ cost }) => cost));
  const alike = fast.filter(({ cost }) => cost <= cheapest * ALIKE);
  const rank = ({ node }: Offer): number => hash(`${task} ${node}`);
  return alike.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** What home keeps for its owner, as load: so many tasks on each of its CPUs. */
export const reserve = (node: NodeView): number =>
  node.isSelf ? HOME_RESERVE * node.info.cpus * taskLoad(node.info) : 0;

export const slownessOf = (node: NodeView, load: number): number =>
  slowness(node.info, tasksPerCpu(node.info, load) + (node.isSelf ? HOME_RESERVE : 0));
