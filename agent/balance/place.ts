import type { NodeView } from '../../protocol/node.ts';
import type { NodeMask } from '../../protocol/task.ts';
import { type Claim, freshClaims } from './claims.ts';
import { loadCeiling, marginalCost, memoryCost, type Scale } from './cost.ts';
import { promisedBytes, refusal } from './eligible.ts';
import { loadNow, taskLoad, tasksPerCpu } from './loads.ts';
import { memoryShares } from './memory.ts';
import { choose } from './offers.ts';
import { mebibytes } from './reason.ts';
import { keptBy } from './stay.ts';
import { HOST_BYTES, MEMORY_RESERVE_BYTES, START_GAIN, YARDSTICK_SPEED } from './tuning.ts';
import type { BalanceView } from './view.ts';

export interface NewTask {
  task: string;
  anyNode: boolean;
  mask?: NodeMask | undefined;
  /** What its user expects it to need (`omrun -m`); 0 where nothing was said. */
  memoryBytes: number;
}

export interface Place {
  node: number;
  /** In words, where there is anything to say. */
  reason: string | null;
  /** To be among the `claims` of the next decisions: so tasks that are started at once spread. */
  claim: Claim;
}

/**
 * Where a task starts: at home, unless home is so crowded or so slow that another node would be clearly faster for it, or has
 * not the memory that it needs. How long it will live nobody knows; so the owner's reserve does not count yet, and an idle home keeps it.
 */
export function place(task: NewTask, view: Omit<BalanceView, 'tasks'>): Place {
  const { nodes, claims, atMs, self } = view;
  const at = (node: number, reason: string | null): Place => {
    const claim = { from: null, to: node, atMs, memoryBytes: task.memoryBytes };
    return { node, reason, claim };
  };
  const home = nodes.find((node) => node.isSelf);
  if (home === undefined) return at(self, null);
  const lacksMemory = !hasMemory(home, task, claims, atMs);
  const isCrowded = crowd(home, claims, atMs) >= START_GAIN;
  const stays = keptBy(home, home);
  if (stays !== null) return at(self, isCrowded || lacksMemory ? stays : null);

  // An idle home is not left but for one that is faster, and most often there is none.
  const slownessHere = slownessOf(home, claims, atMs);
  const isClearlyFaster = (node: NodeView): boolean =>
    slownessHere >= START_GAIN * slownessOf(node, claims, atMs);
  if (!lacksMemory && !nodes.some((node) => !node.isSelf && isClearlyFaster(node)))
    return at(self, isCrowded ? 'home is busy, but no other node is clearly better' : null);

  const wanted = { node: self, hintBytes: task.memoryBytes, ...task };
  const able = nodes.filter((node) => !node.isSelf && refusal(node, wanted, home, claims, atMs) === null);
  const scale = {
    ceiling: loadCeiling(nodes.map((node) => loadNow(node, claims, atMs))),
    nodes: nodes.length,
  };
  const offers = able.map((of) => ({ node: of.info.id, slowness: slownessOf(of, claims, atMs), of }));
  const offer = choose(offers, task.task, ({ of }) => costOf(of, task, claims, atMs, scale));
  if (lacksMemory)
    return offer === null
      ? at(self, 'no node has the memory for it')
      : at(offer.node, `home has not the memory for it (${mebibytes(task.memoryBytes)})`);
  if (offer === null || slownessHere < START_GAIN * offer.slowness)
    return at(self, isCrowded ? 'home is busy, but no other node is clearly better' : null);
  const times = (slownessHere / offer.slowness).toFixed(1);
  const why = isCrowded ? 'home is busy; ' : '';
  return at(offer.node, `${why}node ${offer.node} is ${times} times as fast for it`);
}

const hasMemory = ({ info }: NodeView, task: NewTask, claims: readonly Claim[], atMs: number): boolean =>
  info.freeBytes - promisedBytes(freshClaims(claims, atMs), info.id) - MEMORY_RESERVE_BYTES >=
  task.memoryBytes;

/** How many times as long one more task takes there as if it were alone: CPUs without a task come first. */
function crowd(node: NodeView, claims: readonly Claim[], atMs: number): number {
  return Math.max(1, tasksPerCpu(node.info, loadNow(node, claims, atMs)) + 1 / node.info.cpus);
}

const slownessOf = (node: NodeView, claims: readonly Claim[], atMs: number): number =>
  (YARDSTICK_SPEED / Math.max(1, node.info.speed)) * crowd(node, claims, atMs);

function costOf(node: NodeView, task: NewTask, claims: readonly Claim[], atMs: number, scale: Scale): number {
  // What it will need nobody knows; a host process it needs.
  const { used, added } = memoryShares(node.info, claims, Math.max(task.memoryBytes, HOST_BYTES));
  return (
    marginalCost(loadNow(node, claims, atMs), taskLoad(node.info), scale) + memoryCost(used, added, scale)
  );
}
