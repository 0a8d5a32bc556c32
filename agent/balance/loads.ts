import type { NodeInfo, NodeView } from '../../protocol/node.ts';
import { type Claim, claimedTasks } from './claims.ts';
import { LOAD_PER_AGE_SECOND, TASK_LOAD, YARDSTICK_SPEED } from './tuning.ts';

const speedOf = (info: NodeInfo): number => Math.max(1, info.speed);

/** Load that one more runnable task puts on a node: less on one with more or faster CPUs. */
export const taskLoad = (info: NodeInfo): number =>
  (TASK_LOAD * YARDSTICK_SPEED) / (speedOf(info) * info.cpus);

/** Runnable tasks per CPU that a load stands for. */
export const tasksPerCpu = (info: NodeInfo, load: number): number =>
  (load * speedOf(info)) / (TASK_LOAD * YARDSTICK_SPEED);

/** Elapsed ms per CPU ms of a yardstick machine, for one task that shares each CPU with so many others. */
export const slowness = (info: NodeInfo, othersPerCpu: number): number =>
  (YARDSTICK_SPEED / speedOf(info)) * (1 + othersPerCpu);

/** By how much one task makes all others on a node slower, together: the sum of their slownesses grows by this. */
export const burden = (info: NodeInfo, othersPerCpu: number): number =>
  (YARDSTICK_SPEED / speedOf(info)) * othersPerCpu;

/** As announced, and with our own moves since. */
const loadKnown = (node: NodeView, claims: readonly Claim[], atMs: number): number =>
  node.info.load + claimedTasks(claims, node.info.id, atMs) * taskLoad(node.info);

/** Load of a node that a task might come to: the older the knowledge, the higher. */
export function loadNow(node: NodeView, claims: readonly Claim[], atMs: number): number {
  const ageLoad = node.isSelf ? 0 : (node.ageMs / 1000) * LOAD_PER_AGE_SECOND;
  return Math.max(0, loadKnown(node, claims, atMs)) + ageLoad;
}

/** Load of the node where a task executes, without that task. */
export const loadOfOthers = (node: NodeView, claims: readonly Claim[], atMs: number): number =>
  Math.max(0, loadKnown(node, claims, atMs) - taskLoad(node.info));
