import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { nodeOf } from './layout.ts';

const majorOf = (nodeVersion: string): string => nodeVersion.replace(/^v/, '').split('.')[0]!;

/** Why a task cannot be sent to a node, in words; null where it can. The agent has the last word; this one is at hand while dragging. */
export function refusal(task: TaskStatus, to: number, nodes: readonly NodeViewMessage[]): string | null {
  const node = nodes.find(({ info }) => info.id === to);
  const here = nodes.find(({ info }) => info.id === nodeOf(task));
  const it = `task ${task.pid}`;
  if (!node) return `node ${to} is not known`;
  if (nodeOf(task) === to) return `${it} executes on node ${to} already`;
  if (task.state === 'stopped') return `${it} is stopped (fg, or kill -CONT ${task.pid}, lets it go on)`;
  if (task.state !== 'running' && task.state !== 'frozen') return `${it} is ${task.state}`;
  const pin = task.cantmove.find(({ kind }) => kind === 'pinned');
  if (pin) return `${it} cannot move: ${pin.reason}${pin.line === null ? '' : ` (line ${pin.line})`}`;
  if (node.state === 'dead') return `node ${to} is dead`;
  if (node.state === 'suspect')
    return `node ${to} is suspect: not heard of for ${Math.round(node.ageMs / 1000)} s`;
  // A task may always come home.
  if (node.info.blocked && task.home !== to) return `node ${to} accepts no guests`;
  if (here && majorOf(here.info.nodeVersion) !== majorOf(node.info.nodeVersion))
    return `node ${to} runs Node.js ${node.info.nodeVersion}, ${it} Node.js ${here.info.nodeVersion}`;
  return null;
}
