import type { NodeView } from '../../protocol/node.ts';
import { refusal } from './eligible.ts';
import { awayFromFiles, awayFromHome } from './files.ts';
import { loadOfOthers, tasksPerCpu } from './loads.ts';
import { chooseOffer, numbersOf, offerOf, paceHere, paceThere, scaleOf, stayOf, worthOf } from './offers.ts';
import { impatience, leftLately } from './patience.ts';
import { moveReason, noGain } from './reason.ts';
import { keptBy, mayGoTo } from './stay.ts';
import { MOVES_AT_A_TIME } from './tuning.ts';
import { usher } from './usher.ts';
import type { BalanceView, Move, TaskView } from './view.ts';
import { isTooSlow, isWorth } from './worth.ts';

/**
 * The moves to start now, best first: of each node that runs out of memory a task (usher.ts); then, for each task that may go (patience.ts): the nodes that may take it (eligible.ts),
 * where it would be faster by more than noise (loads.ts), so that the move is earned back within its expected remaining
 * life (worth.ts); of the fastest of these the one with the lowest marginal cost (cost.ts). Each move chosen counts as
 * load of its target for the next. See docs/design/balance.md.
 */
export function decide(view: BalanceView): Move[] {
  const home = view.nodes.find((node) => node.isSelf);
  if (home === undefined) return [];
  const moves = usher(view, home);
  let claims = [...view.claims, ...moves.map(({ claim }) => claim)];
  let waiting = view.tasks.filter(({ task }) => !moves.some((move) => move.task === task));
  while (moves.length < MOVES_AT_A_TIME) {
    const best = bestMove({ ...view, claims, tasks: waiting }, home);
    if (best === null) return moves;
    moves.push(best);
    claims = [...claims, best.claim];
    waiting = waiting.filter((task) => task.task !== best.task);
  }
  return moves;
}

/** What would be decided now about one task: its move, or in words why it stays. */
export function verdict(task: TaskView, view: BalanceView): Move | string {
  const home = view.nodes.find((node) => node.isSelf);
  if (home === undefined) return 'its home is unknown';
  const move = usher({ ...view, tasks: [task] }, home)[0] ?? moveOf(task, view, home);
  return typeof move === 'function' ? move() : move;
}

function bestMove(view: BalanceView, home: NodeView): Move | null {
  let best: Move | null = null;
  for (const task of view.tasks) {
    const move = moveOf(task, view, home);
    if (typeof move === 'function') continue;
    if (best === null || net(move) > net(best)) best = move;
  }
  return best;
}

const net = ({ numbers }: Move): number => numbers.savedMs - numbers.moveMs;

/** Its move, or why it stays: in words only when somebody asks, for that looks at every node once more. */
function moveOf(task: TaskView, view: BalanceView, home: NodeView): Move | (() => string) {
  const { atMs, claims, nodes, self } = view;
  const here = nodes.find((node) => node.info.id === task.node);
  // On a node that is suspect nothing can be asked for.
  if (here === undefined || here.state !== 'alive')
    return () => `node ${task.node}, where it is, does not answer`;
  const loadHere = loadOfOthers(here, claims, atMs);
  const awayMs = awayFromFiles(task, here) + awayFromHome(task, here);
  const stays = keptBy(here, home) ?? impatience(task, self, tasksPerCpu(here.info, loadHere), atMs, awayMs);
  if (stays !== null) return () => stays;

  const pace = paceHere(here, task, claims, atMs);
  // Hardly any node is fast enough, and that is soon known of each.
  const fast = nodes.filter((node) => {
    const there = paceThere(node, task, claims, atMs);
    return !isTooSlow(pace.slowness, there.slowness) && isWorth(worthOf(task, here, pace, there));
  });
  const able = fast.filter((node) => isAble(node, task, view, home));
  if (able.length === 0) return () => whyNot(task, view, home, here);
  const scale = scaleOf(view);
  const offers = able.map((node) => offerOf(node, task, claims, atMs, scale));
  const offer = chooseOffer(offers, task.task)!;
  const [from, to] = [task.node, offer.node];
  const numbers = numbersOf(task, here, stayOf(here, task, claims, atMs, scale), offer);
  const claim = { from, to, atMs, memoryBytes: task.memoryBytes };
  return { task: task.task, from, to, reason: moveReason(task, to, self, numbers), numbers, claim };
}

const isAble = (node: NodeView, task: TaskView, { claims, atMs }: BalanceView, home: NodeView): boolean =>
  mayGoTo(node, home) &&
  refusal(node, task, home, claims, atMs) === null &&
  !leftLately(task, node.info.id, atMs);

/** No move is worth it: the best there is. */
function whyNot(task: TaskView, view: BalanceView, home: NodeView, here: NodeView): string {
  const { claims, atMs } = view;
  const scale = scaleOf(view);
  const able = view.nodes.filter((node) => isAble(node, task, view, home));
  const best = chooseOffer(
    able.map((node) => offerOf(node, task, claims, atMs, scale)),
    task.task,
  );
  const stay = stayOf(here, task, claims, atMs, scale);
  return noGain(best && { node: best.node, numbers: numbersOf(task, here, stay, best) });
}
