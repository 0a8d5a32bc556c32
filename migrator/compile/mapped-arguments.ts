/**
 * Part of pass 1. The `arguments` of a sloppy function with plain parameters is tied to them: writing one changes the other. V8 keeps
 * that; a frame that is made again would not. Where nobody can tell, such a function is like any other.
 */
import { isArrow, isClass, isFunction, type Node, walk } from './ast.ts';

export const ALIASED = 'arguments that are tied to its parameters';

/** Whether the tie may be seen: both are used, and one of them may be written. */
export function tiesArguments(fn: Node): boolean {
  if (fn.strict !== false || isArrow(fn) || fn.params.length === 0) return false;
  if (fn.params.some((p: Node) => p.type !== 'Identifier')) return false;
  const names = new Set<string>(fn.params.map((p: Node) => p.name));
  let reads = false;
  let escapes = false;
  let writes = false;
  const visit = (node: Node, isOwn: boolean): void => {
    walk(node, (n, parent, key) => {
      if (n !== node && isFunction(n) && !isArrow(n)) {
        if (isOwn) for (const part of [...n.params, n.body]) visit(part, false);
        return false;
      }
      if (isClass(n) && n !== node && isOwn) {
        visit(n, false);
        return false;
      }
      // An inner variable of the same name is taken for the parameter: that only makes the answer more careful.
      if (n.type === 'Identifier' && names.has(n.name) && isWritten(parent, key)) writes = true;
      if (n.type === 'FunctionDeclaration' && names.has(n.id.name)) writes = true;
      if (isOwn && n.type === 'Identifier' && n.name === 'arguments') {
        const use = useOf(n, parent, key);
        if (use === 'read') reads = true;
        else if (use === 'escape') escapes = true;
      }
      return true;
    });
  };
  const elements: Node[] = [];
  walk(fn.body, (n, parent, key) => {
    if (
      n.type === 'MemberExpression' &&
      n.object.name === 'arguments' &&
      (isWritten(parent, key) || key === 'callee')
    )
      elements.push(n);
    return !isFunction(n) || isArrow(n);
  });
  for (const s of fn.body.body) {
    if (s.type === 'FunctionDeclaration' && names.has(s.id.name)) writes = true;
  }
  visit(fn.body, true);
  return escapes || elements.length > 0 || (reads && writes);
}

const isWritten = (parent: Node | null, key: string): boolean =>
  (parent?.type === 'AssignmentExpression' && key === 'left') ||
  parent?.type === 'UpdateExpression' ||
  (parent?.type === 'UnaryExpression' && parent.operator === 'delete') ||
  (/^For(In|Of)Statement$/.test(parent?.type ?? '') && key === 'left') ||
  (parent?.type === 'VariableDeclarator' && key === 'id' && parent.init !== null) ||
  /^(ArrayPattern|RestElement|AssignmentPattern)$/.test(parent?.type ?? '') ||
  (parent?.type === 'Property' && key === 'value' && parent.inPattern === true);

function useOf(_node: Node, parent: Node | null, key: string): 'none' | 'read' | 'escape' {
  if (!parent) return 'escape';
  if (parent.type === 'MemberExpression' && key === 'object') {
    const name = parent.computed ? null : parent.property.name;
    return name === 'length' || name === 'callee' ? 'none' : 'read';
  }
  if (parent.type === 'MemberExpression' || (parent.type === 'Property' && key === 'key')) return 'none';
  if (parent.type === 'SpreadElement' || (parent.type === 'ForOfStatement' && key === 'right')) return 'read';
  if (parent.type === 'UnaryExpression' && parent.operator === 'typeof') return 'none';
  if (parent.type !== 'CallExpression' || key !== 'arguments') return 'escape';
  const { callee } = parent;
  const method = callee.type === 'MemberExpression' && !callee.computed ? callee.property.name : null;
  const isLast = parent.arguments.at(-1)?.name === 'arguments';
  if (method === 'apply' && isLast) return 'read';
  if (method === 'from' && callee.object.name === 'Array') return 'read';
  const borrowed = callee.object?.type === 'MemberExpression' ? callee.object.property.name : null;
  return method === 'call' && borrowed === 'slice' ? 'read' : 'escape';
}
