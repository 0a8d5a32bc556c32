import type { NodeView } from '../../protocol/node.ts';
import { loadCeiling, marginalCost, type Scale } from './cost.ts';
import { refusal } from './eligible.ts';
import { hash } from './hash.ts';
import { loadNow, loadOfOthers, slowness, taskLoad, tasksPerCpu } from './loads.ts';
import { impatience, leftLately } from './patience.ts';
import { moveReason } from './reason.ts';
import { keptBy, mayGoTo } from './stay.ts';
import { ALIKE, GAIN, HOME_RESERVE, MOVES_AT_A_TIME } from './tuning.ts';
import type { BalanceView, Move, MoveNumbers, TaskView } from './view.ts';
import { expectedMoveMs, expectedSavedMs, isWorth } from './worth.ts';

/**
 * The moves to start now, best first. For each task that may go (patience.ts): the nodes that may take it (eligible.ts),
 * where it would be faster by more than noise (loads.ts), so that the move is earned back within its expected remaining
 * life (worth.ts); of the fastest of these the one with the lowest marginal cost (cost.ts). Each move chosen counts as
 * load of its target for the next. See docs/design/balance.md.
 */
export function decide(view: BalanceView): Move[] {
  const home = view.nodes.find((node) => node.isSelf);
  if (home === undefined) return [];
  const moves: Move[] = [];
  let claims = view.claims;
  let waiting = view.tasks;
  while (moves.length < MOVES_AT_A_TIME) {
    const best = bestMove({ ...view, claims, tasks: waiting }, home);
    if (best === null) return moves;
    moves.push(best);
    claims = [...claims, best.claim];
    waiting = waiting.filter((task) => task.task !== best.task);
  }
  return moves;
}

function bestMove(view: BalanceView, home: NodeView): Move | null {
  let best: Move | null = null;
  const alive = view.nodes.filter((node) => node.state === 'alive');
  const scale = {
    ceiling: loadCeiling(alive.map((node) => loadNow(node, view.claims, view.atMs))),
    nodes: alive.length,
  };
  for (const task of view.tasks) {
    const move = moveOf(task, view, home, scale);
    if (move === null) continue;
    if (best === null || net(move) > net(best)) best = move;
  }
  return best;
}

const net = ({ numbers }: Move): number => numbers.savedMs - numbers.moveMs;

function moveOf(task: TaskView, view: BalanceView, home: NodeView, scale: Scale): Move | null {
  const here = view.nodes.find((node) => node.info.id === task.node);
  // On a node that is suspect nothing can be asked for.
  if (here === undefined || here.state !== 'alive' || keptBy(here, home) !== null) return null;
  const { atMs, claims } = view;
  const loadHere = loadOfOthers(here, claims, atMs);
  if (impatience(task, view.self, tasksPerCpu(here.info, loadHere), atMs) !== null) return null;

  const slownessHere = slownessOf(here, loadHere);
  const moveMs = expectedMoveMs(task);
  const better = offers(task, view, home, scale).filter(({ slowness }) =>
    isWorth(slownessHere, slowness, expectedSavedMs(task, here.info.speed, slownessHere, slowness), moveMs),
  );
  const offer = choose(better, task);
  if (offer === null) return null;

  const [from, to] = [task.node, offer.node];
  const numbers: MoveNumbers = {
    costHere: marginalCost(loadHere + reserve(here), taskLoad(here.info), scale),
    costThere: offer.cost,
    slownessHere,
    slownessThere: offer.slowness,
    savedMs: expectedSavedMs(task, here.info.speed, slownessHere, offer.slowness),
    moveMs,
  };
  const claim = { from, to, atMs, memoryBytes: task.memoryBytes };
  return { task: task.task, from, to, reason: moveReason(task, to, view.self, numbers), numbers, claim };
}

interface Offer {
  node: number;
  slowness: number;
  cost: number;
}

/** What each node that may take the task would mean for it and for the cluster. */
function offers(task: TaskView, { nodes, atMs, claims }: BalanceView, home: NodeView, scale: Scale): Offer[] {
  return nodes
    .filter(
      (node) =>
        mayGoTo(node, home) &&
        refusal(node, task, home, claims, atMs) === null &&
        !leftLately(task, node.info.id, atMs),
    )
    .map((node) => {
      const load = loadNow(node, claims, atMs);
      const cost = marginalCost(load + reserve(node), taskLoad(node.info), scale);
      return { node: node.info.id, slowness: slownessOf(node, load), cost };
    });
}

/**
 * As fast as can be had, and of those as cheap for the cluster, but for noise. Among the nodes left each task has its own
 * favourite: if all homes went for the very lowest load, they would all go to the same node.
 */
function choose(offers: readonly Offer[], { task }: TaskView): Offer | null {
  const fastest = Math.min(...offers.map(({ slowness }) => slowness));
  const fast = offers.filter(({ slowness }) => slowness <= fastest * GAIN);
  const cheapest = Math.min(...fast.map(({ cost }) => cost));
  const alike = fast.filter(({ cost }) => cost <= cheapest * ALIKE);
  const rank = ({ node }: Offer): number => hash(`${task} ${node}`);
  return alike.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** What home keeps for its owner, as load: so many tasks on each of its CPUs. */
const reserve = (node: NodeView): number =>
  node.isSelf ? HOME_RESERVE * node.info.cpus * taskLoad(node.info) : 0;

const slownessOf = (node: NodeView, load: number): number =>
  slowness(node.info, tasksPerCpu(node.info, load) + (node.isSelf ? HOME_RESERVE : 0));
