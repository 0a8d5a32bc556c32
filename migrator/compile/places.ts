/** Where a name or property stands that is written. Of properties in a pattern only their values are: `markPattern` must have seen it. */
import type { Node } from './ast.ts';

export function markPattern(node: Node): void {
  if (node.type === 'ObjectPattern') for (const p of node.properties) p.inPattern = true;
}

/** Read and written. */
export const isUpdated = (parent: Node, key: string): boolean =>
  parent.type === 'UpdateExpression' ||
  (parent.type === 'AssignmentExpression' && key === 'left' && parent.operator !== '=');

/** Written alone. */
export const isTarget = (parent: Node, key: string): boolean =>
  (parent.type === 'AssignmentExpression' && key === 'left' && parent.operator === '=') ||
  parent.type === 'ArrayPattern' ||
  parent.type === 'RestElement' ||
  (parent.type === 'AssignmentPattern' && key === 'left') ||
  (parent.type === 'Property' && key === 'value' && parent.inPattern === true) ||
  (/^For(Of|In)Statement$/.test(parent.type) && key === 'left');

export const isWritten = (parent: Node, key: string): boolean =>
  isTarget(parent, key) || isUpdated(parent, key);
