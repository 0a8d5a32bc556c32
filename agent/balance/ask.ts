import type { NodeView } from '../../protocol/node.ts';
import { verdict } from './decide.ts';
import { type NewTask, type Place, place } from './place.ts';
import { ASKS } from './tuning.ts';
import type { BalanceView, Move, TaskView } from './view.ts';

/** What a node says of itself just now; null where it does not answer. */
export type Ask = (node: number) => NodeView | null;

/** A decision that asks on its way: it yields whom, and goes on with the answer. */
export type Asking<Decision> = Generator<number, Decision, NodeView | null>;

/**
 * Ask before you go: what is known of others is seconds old, and of all homes each sends its tasks where all see an idle node.
 * So the node that is chosen is asked for its announcement of now, with the tasks that are on their way to it, and
 * the decision is made again with that: it stands, or another is chosen and asked, a few times. Home is never asked.
 */
export function* confirming(task: TaskView, first: Move, view: BalanceView): Asking<Move | null> {
  let { nodes } = view;
  let move = first;
  for (let asked = 0; asked < ASKS; asked++) {
    if (move.to === view.self) return move;
    nodes = withAnswer(nodes, move.to, yield move.to);
    const again = verdict(task, { ...view, nodes });
    if (typeof again === 'string') return null;
    if (again.to === move.to) return again;
    move = again;
  }
  return null;
}

/** The same for a start. */
export function* placing(task: NewTask, view: Omit<BalanceView, 'tasks'>): Asking<Place> {
  let { nodes } = view;
  let chosen = place(task, view);
  for (let asked = 0; asked < ASKS && chosen.node !== view.self; asked++) {
    nodes = withAnswer(nodes, chosen.node, yield chosen.node);
    const again = place(task, { ...view, nodes });
    if (again.node === chosen.node) return again;
    chosen = again;
  }
  return chosen;
}

/** Where answers come at once. */
function answered<Decision>(asking: Asking<Decision>, ask: Ask): Decision {
  let step = asking.next();
  while (!step.done) step = asking.next(ask(step.value));
  return step.value;
}

export const confirmed = (task: TaskView, first: Move, view: BalanceView, ask: Ask): Move | null =>
  answered(confirming(task, first, view), ask);

export const placeAsking = (task: NewTask, view: Omit<BalanceView, 'tasks'>, ask: Ask): Place =>
  answered(placing(task, view), ask);

function withAnswer(nodes: readonly NodeView[], node: number, answer: NodeView | null): NodeView[] {
  const now = nodes.slice();
  const at = now.findIndex(({ info }) => info.id === node);
  if (answer === null) now.splice(at, 1);
  else now[at] = answer;
  return now;
}
