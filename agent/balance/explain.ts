import type { NodeView } from '../../protocol/node.ts';
import { verdict } from './decide.ts';
import { refusal } from './eligible.ts';
import { numbersOf, offerOf, scaleOf, stayOf } from './offers.ts';
import { leftLately } from './patience.ts';
import { mayGoTo } from './stay.ts';
import type { BalanceView, MoveNumbers, TaskView } from './view.ts';

/** What would be decided now about one task, and the numbers of each node that it is decided by: a line each, for people. */
export function explain(task: TaskView, view: BalanceView): string {
  const decided = verdict(task, view);
  const first =
    typeof decided === 'string'
      ? `it would stay on node ${task.node}: ${decided}`
      : `it would move to node ${decided.to}: ${decided.reason}`;
  const nodes = [...view.nodes].sort((a, b) => a.info.id - b.info.id);
  return [first, ...nodes.map((node) => `  ${nodeWords(node, task, view)}`)].join('\n');
}

function nodeWords(node: NodeView, task: TaskView, view: BalanceView): string {
  const { nodes, claims, atMs } = view;
  const { info } = node;
  const loaded = `load ${Math.round(info.load)}, speed ${Math.round(info.speed)}, ${Math.round(info.freeBytes / 2 ** 20)} MiB free, ${(node.ageMs / 1000).toFixed(1)} s old`;
  const name = `node ${info.id}${node.isSelf ? ' (home)' : ''}: ${loaded}`;
  const home = nodes.find(({ isSelf }) => isSelf);
  const here = nodes.find((one) => one.info.id === task.node);
  if (home === undefined || here === undefined) return name;
  const scale = scaleOf(view);
  const stay = stayOf(here, task, claims, atMs, scale);
  const numbers = numbersOf(task, here, stay, offerOf(node, task, claims, atMs, scale));
  if (node === here)
    return `${name}; it executes there: slowness ${numbers.slownessHere.toFixed(2)}, cost ${numbers.costHere.toFixed(2)}`;
  const why = !mayGoTo(node, home)
    ? 'home keeps its tasks'
    : (refusal(node, task, home, claims, atMs) ??
      (leftLately(task, info.id, atMs) ? 'it has left it lately' : null));
  return why === null ? `${name}; ${numberWords(numbers)}` : `${name}; no: ${why}`;
}

const numberWords = ({ slownessThere, costThere, savedMs, allSavedMs, moveMs }: MoveNumbers): string =>
  `slowness ${slownessThere.toFixed(2)}, cost ${costThere.toFixed(2)}; a move of ${(moveMs / 1000).toFixed(2)} s would save it ${(savedMs / 1000).toFixed(2)} s, all together ${(allSavedMs / 1000).toFixed(2)} s`;
