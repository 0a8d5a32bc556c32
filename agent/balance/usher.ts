import type { NodeView } from '../../protocol/node.ts';
import { refusal } from './eligible.ts';
import { neededBytes } from './memory.ts';
import { chooseOffer, numbersOf, type Offer, offerOf, scaleOf, stayOf } from './offers.ts';
import { leftLately, refusedLately } from './patience.ts';
import { usherReason } from './reason.ts';
import { keptBy, mayGoTo } from './stay.ts';
import { GAIN } from './tuning.ts';
import type { BalanceView, Move, TaskView } from './view.ts';

/**
 * Memory ushering (Barak, Braverman: Memory ushering in a scalable computing cluster, Microprocessors and Microsystems 22, 1998): a
 * node that runs out of memory sends tasks away before anything is balanced, since one that pages does nothing well.
 * From each such node the task goes whose memory is just enough, or where none is, the largest: the fewest moves, the
 * fewest bytes. It goes where it fits best among the nodes that are about as fast for it as the fastest: large gaps stay for
 * large tasks. Neither its age nor what the move costs count.
 */
export function usher(view: BalanceView, home: NodeView): Move[] {
  const moves: Move[] = [];
  for (const here of view.nodes) {
    if (neededBytes(here.info, NONE, view.atMs) === 0) continue;
    const claims = [...view.claims, ...moves.map(({ claim }) => claim)];
    const needBytes = neededBytes(here.info, claims, view.atMs);
    if (needBytes === 0 || here.state !== 'alive' || keptBy(here, home) !== null) continue;
    const able = view.tasks.filter(
      (task) => task.node === here.info.id && task.heldBy === null && !refusedLately(task, view.atMs),
    );
    const move = firstThatFits(inOrder(able, needBytes), here, { ...view, claims }, home, needBytes);
    if (move !== null) moves.push(move);
  }
  return moves;
}

const NONE: readonly never[] = [];

/** The smallest that is enough first, then larger ones; then those that are not enough, the largest first. */
function inOrder(tasks: readonly TaskView[], needBytes: number): TaskView[] {
  const rising = [...tasks].sort((a, b) => a.memoryBytes - b.memoryBytes);
  const enough = rising.filter(({ memoryBytes }) => memoryBytes >= needBytes);
  const less = rising.filter(({ memoryBytes }) => memoryBytes < needBytes);
  return [...enough, ...less.reverse()];
}

function firstThatFits(
  tasks: TaskView[],
  here: NodeView,
  view: BalanceView,
  home: NodeView,
  needBytes: number,
): Move | null {
  const { nodes, claims, atMs } = view;
  const scale = scaleOf(view);
  for (const task of tasks) {
    const able = nodes.filter(
      (node) =>
        mayGoTo(node, home) &&
        refusal(node, task, home, claims, atMs) === null &&
        !leftLately(task, node.info.id, atMs),
    );
    const offer = tightest(
      able.map((node) => offerOf(node, task, claims, atMs, scale)),
      able,
      task.task,
    );
    if (offer === null) continue;
    const numbers = numbersOf(task, here, stayOf(here, task, claims, atMs, scale), offer);
    const [from, to] = [task.node, offer.node];
    const claim = { from, to, atMs, memoryBytes: task.memoryBytes };
    return { task: task.task, from, to, reason: usherReason(task, to, view.self, needBytes), numbers, claim };
  }
  return null;
}

/** Of the fastest the one with the least memory left. */
function tightest(offers: readonly Offer[], nodes: readonly NodeView[], task: string): Offer | null {
  const fastest = Math.min(...offers.map(({ slowness }) => slowness));
  const fast = offers.filter(({ slowness }) => slowness <= fastest * GAIN);
  const freeOf = ({ node }: Offer): number => nodes.find(({ info }) => info.id === node)!.info.freeBytes;
  const least = Math.min(...fast.map(freeOf));
  return chooseOffer(
    fast.filter((offer) => freeOf(offer) <= least * GAIN),
    task,
  );
}
