/** Which functions are strict (ECMA-262 11.2.2): by their module, their own directive, or the class around them. */
import { eachChild, isClass, isFunction, type Node } from '../ast.ts';

export const hasDirective = (statements: readonly Node[]): boolean => {
  for (const s of statements) {
    if (s.type !== 'ExpressionStatement' || typeof s.directive !== 'string') return false;
    if (s.directive === 'use strict') return true;
  }
  return false;
};

/** Sets `strict` on every function in `node`. */
export function markStrict(node: Node, strict: boolean): void {
  let inner = strict || isClass(node);
  if (isFunction(node)) {
    inner ||= node.body.type === 'BlockStatement' && hasDirective(node.body.body);
    node.strict = inner;
  }
  eachChild(node, (child) => markStrict(child, inner));
}
