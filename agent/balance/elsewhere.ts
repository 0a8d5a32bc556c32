import type { NodeView } from '../../protocol/node.ts';
import { refusal } from './eligible.ts';
import { chooseOffer, offerOf, scaleOf } from './offers.ts';
import { mayGoTo } from './stay.ts';
import type { BalanceView, TaskView } from './view.ts';

/**
 * The best node but that where it executes, for a task that has to leave (`expel`, `migrate PID out`): whatever it costs. A
 * guest may always come home; home is also where a locked one goes, and all whose home keeps its tasks.
 * @returns the node, or why each cannot take it
 */
export function elsewhere(task: TaskView, isLocked: boolean, view: BalanceView): number | string {
  const { nodes, claims, atMs, self } = view;
  const home = nodes.find((node) => node.isSelf);
  if (home === undefined) return 'its home is unknown';
  const isAway = task.node !== self;
  const others = nodes.filter(({ info }) => info.id !== task.node);
  const refusalOf = (node: NodeView): string | null => {
    if (isAway && !node.isSelf && isLocked) return 'it is locked';
    if (isAway && !mayGoTo(node, home)) return 'its home keeps its tasks';
    return refusal(node, task, home, claims, atMs);
  };
  const able = others.filter((node) => refusalOf(node) === null);
  const scale = scaleOf(view);
  const best = chooseOffer(
    able.map((node) => offerOf(node, task, claims, atMs, scale)),
    task.task,
  );
  if (best !== null) return best.node;
  if (isAway) return self;
  if (others.length === 0) return 'there is no other node';
  return [...others]
    .sort((a, b) => a.info.id - b.info.id)
    .map((node) => `node ${node.info.id}: ${refusalOf(node)}`)
    .join('; ');
}
