import type { NodeViewMessage } from '../../protocol/control.ts';
import type { Missing } from '../../protocol/seen.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { totals } from '../totals.ts';
import type { Seen } from './seen.ts';

const STATES: readonly TaskStatus['state'][] = ['running', 'starting', 'stopped', 'migrating', 'frozen'];

/** Whose view it is, and which nodes there are. */
export function nodesLine({ nodes, time }: Seen): string {
  const self = nodes.find(({ isSelf }) => isSelf)?.info;
  const whose = self ? [`node ${self.id} (${self.name})`] : [];
  const up = nodes.filter(({ state }) => state === 'alive').length;
  const others = (['suspect', 'dead'] as const).flatMap((state) => {
    const count = nodes.filter((node) => node.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return [`mtop ${time}`, ...whose, `${up} node${up === 1 ? '' : 's'} up`, ...others].join(' · ');
}

export function tasksLine(tasks: readonly TaskStatus[], rows: number, filter: string): string {
  const counts = STATES.flatMap((state) => {
    const count = tasks.filter((task) => task.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  const away = tasks.filter(({ where, home }) => where !== 0 && where !== home).length;
  const hidden = tasks.filter(({ state }) => state !== 'ended').length - rows;
  return [
    `${tasks.length} task${tasks.length === 1 ? '' : 's'}${hidden > 0 ? ` (${hidden} not shown: H, i${filter === '' ? '' : `, / ${filter}`})` : ''}`,
    ...counts,
    `${away} away from home`,
  ].join(' · ');
}

export const loadLine = (nodes: readonly NodeViewMessage[]): string =>
  totals(nodes.filter(({ state }) => state !== 'dead').map(({ info }) => info));

/** What could not be asked; null where nothing is missing. */
export function missingLine(missing: readonly Missing[]): string | null {
  const [first, ...others] = [...missing].sort((a, b) => Number(b.isFailure) - Number(a.isFailure));
  if (!first) return null;
  const more = others.map(({ node, name }) => `${node} (${name})`).join(', ');
  return `missing: node ${first.node} (${first.name}): ${first.why}${more && `; and of ${more}`}`;
}
