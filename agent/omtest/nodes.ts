import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TestName } from './tests.ts';

export interface NodeOfCluster {
  id: number;
  name: string;
}

/** `test` null: all of them. */
export interface Missing {
  test: TestName | null;
  node: number;
  why: string;
}

/** On which nodes of the cluster programs of this one execute, and why not on the others. */
export function nodesOf(views: readonly NodeViewMessage[]): { nodes: NodeOfCluster[]; missing: Missing[] } {
  const nodes: NodeOfCluster[] = [];
  const missing: Missing[] = [];
  for (const view of views) {
    const { id, name } = view.info;
    const why = whyNot(view);
    if (why === null) nodes.push({ id, name });
    else missing.push({ test: null, node: id, why });
  }
  nodes.sort((a, b) => a.id - b.id);
  return { nodes, missing };
}

function whyNot({ info, state, isSelf, mayHost }: NodeViewMessage): string | null {
  if (isSelf) return null;
  if (state !== 'alive') return `it is ${state}`;
  if (mayHost === false) return 'it may not host programs of this node (grants run and host)';
  return info.blocked ? 'it is blocked' : null;
}
