import type { NodeView, Path } from '../../protocol/node.ts';
import type { Claim } from './claims.ts';
import { loadCeiling, marginalCost, memoryCost, type Scale } from './cost.ts';
import { awayFromFiles, awayFromHome } from './files.ts';
import { hash } from './hash.ts';
import { burden, loadNow, loadOfOthers, slowness, taskLoad, tasksPerCpu } from './loads.ts';
import { memoryShares } from './memory.ts';
import { ALIKE, GAIN, HOME_RESERVE } from './tuning.ts';
import type { BalanceView, MoveNumbers, TaskView } from './view.ts';
import { expectedMoveMs, expectedSavedMs, type Worth } from './worth.ts';

/** How a task goes on a node. */
export interface Pace {
  /** The way there from home. */
  path?: Path | undefined;
  slowness: number;
  /** What it adds to the slowness of all others there, together. */
  burden: number;
}

/** What a node would mean for one more task and for the cluster. */
export interface Offer extends Pace {
  node: number;
  cost: number;
}

/** What a task brings along. */
export type Load = Pick<TaskView, 'memoryBytes' | 'files' | 'answers' | 'cpuMs'>;

export function offerOf(
  node: NodeView,
  task: Load,
  claims: readonly Claim[],
  atMs: number,
  scale: Scale,
): Offer {
  const { used, added } = memoryShares(node.info, claims, task.memoryBytes);
  return termsOf(node, task, loadNow(node, claims, atMs), used, added, scale);
}

/** The same of the node where it executes, if it stays: what it uses there is in what is told of that node. */
export function stayOf(
  node: NodeView,
  task: Load,
  claims: readonly Claim[],
  atMs: number,
  scale: Scale,
): Offer {
  const { used, added } = memoryShares(node.info, claims, task.memoryBytes);
  return termsOf(node, task, loadOfOthers(node, claims, atMs), Math.max(0, used - added), added, scale);
}

/** How it would go there, and goes where it is: what is to be known of an offer first. */
export const paceThere = (node: NodeView, task: Load, claims: readonly Claim[], atMs: number): Pace =>
  paceFor(node, task, loadNow(node, claims, atMs));
export const paceHere = (node: NodeView, task: Load, claims: readonly Claim[], atMs: number): Pace =>
  paceFor(node, task, loadOfOthers(node, claims, atMs));

const paceFor = (node: NodeView, task: Load, load: number): Pace => ({
  path: node.path,
  slowness: slownessOf(node, load) + awayFromFiles(task, node) + awayFromHome(task, node),
  burden: burden(node.info, tasksPerCpu(node.info, load)),
});

/** Beside a load, and memory that is in use. */
const termsOf = (
  node: NodeView,
  task: Load,
  load: number,
  used: number,
  added: number,
  scale: Scale,
): Offer => ({
  node: node.info.id,
  ...paceFor(node, task, load),
  cost: marginalCost(load + reserve(node), taskLoad(node.info), scale) + memoryCost(used, added, scale),
});

/** What it is worth to go from here, where it is as `stay` says, to what is offered. */
export const numbersOf = (task: TaskView, here: NodeView, stay: Offer, offer: Offer): MoveNumbers => ({
  costHere: stay.cost,
  costThere: offer.cost,
  ...worthOf(task, here, stay, offer),
});

/** The same without what it costs the cluster. */
export const worthOf = (task: TaskView, here: NodeView, stay: Pace, offer: Pace): Worth => ({
  slownessHere: stay.slowness,
  slownessThere: offer.slowness,
  savedMs: expectedSavedMs(task, here.info.speed, stay.slowness, offer.slowness),
  burdenHere: stay.burden,
  burdenThere: offer.burden,
  allSavedMs: expectedSavedMs(
    task,
    here.info.speed,
    stay.slowness + stay.burden,
    offer.slowness + offer.burden,
  ),
  moveMs: expectedMoveMs(task, [here.path, offer.path]),
});

export function scaleOf({ nodes, claims, atMs }: Pick<BalanceView, 'nodes' | 'claims' | 'atMs'>): Scale {
  const alive = nodes.filter((node) => node.state === 'alive');
  return { ceiling: loadCeiling(alive.map((node) => loadNow(node, claims, atMs))), nodes: alive.length };
}

/**
 * As fast as can be had, and of those as cheap for the cluster, but for noise. Among the nodes left each task has its own
 * favourite: if all homes went for the very lowest load, they would all go to the same node.
 */
export function choose<O extends Pick<Offer, 'node' | 'slowness'>>(
  offers: readonly O[],
  task: string,
  costOf: (offer: O) => number,
): O | null {
  const fastest = least(offers, ({ slowness }) => slowness)?.slowness ?? 0;
  const fast = offers
    .filter(({ slowness }) => slowness <= fastest * GAIN)
    .map((offer) => ({ offer, cost: costOf(offer) }));
  const cheapest = least(fast, ({ cost }) => cost)?.cost ?? 0;
  const alike = fast.filter(({ cost }) => cost <= cheapest * ALIKE);
  return least(alike, ({ offer }) => hash(`${task} ${offer.node}`))?.offer ?? null;
}

/** The same of offers that are reckoned already. */
export const chooseOffer = (offers: readonly Offer[], task: string): Offer | null =>
  choose(offers, task, ({ cost }) => cost);

/** The first of which that is least; null of none. */
function least<T>(list: readonly T[], of: (one: T) => number): T | null {
  let best: T | null = null;
  let bestOf = Number.POSITIVE_INFINITY;
  for (const one of list) {
    const value = of(one);
    if (best !== null && value >= bestOf) continue;
    best = one;
    bestOf = value;
  }
  return best;
}

/** What home keeps for its owner, as load: so many tasks on each of its CPUs. */
export const reserve = (node: NodeView): number =>
  node.isSelf ? HOME_RESERVE * node.info.cpus * taskLoad(node.info) : 0;

export const slownessOf = (node: NodeView, load: number): number =>
  slowness(node.info, tasksPerCpu(node.info, load) + (node.isSelf ? HOME_RESERVE : 0));
