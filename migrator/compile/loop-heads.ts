/**
 * Before pass 1: the variables of a loop are there in its head, but nothing has set them (ECMA-262 14.7.5.12): to use one there throws.
 *
 *     for (const x of f(x)) …      for (const x of f($rt.uninitialised('x'))) …
 */
import { call, id, literal, member, type Node, OURS, sequence, statement, walk } from './ast.ts';
import { namesIn } from './link/exports.ts';
import { ModuleScope } from './link/scope.ts';

export function throwInHeads(program: Node): void {
  walk(program, (node) => {
    if (!/^For(?:In|Of)Statement$/.test(node.type)) return;
    const { left, right } = node;
    if (left.type === 'VariableDeclaration' && left.kind !== 'var') refuse(right, namesIn(left));
  });
}

function refuse(head: Node, names: readonly string[]): void {
  let isUsed = false;
  walk(head, (node) => {
    if (node.type === 'Identifier' && names.includes(node.name)) isUsed = true;
    return !isUsed;
  });
  if (!isUsed) return;
  const { range, loc } = head;
  const scope = new ModuleScope({
    type: 'Program',
    sourceType: 'module',
    body: [statement(head)],
    range,
    loc,
  });
  const uses = new Set(names.flatMap((name) => scope.free.get(name) ?? []));
  walk(head, (node, parent) => {
    if (!uses.has(node)) return;
    const { name, range, loc } = node;
    const thrown = { ...call(member(id(`${OURS}rt`), 'uninitialised'), [literal(name)]), range, loc };
    if (parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === node)
      Object.assign(parent, sequence([parent.right, thrown]));
    else if (!scope.written.has(node) || parent?.type === 'UpdateExpression') {
      if (parent?.type === 'Property') parent.shorthand = false;
      Object.assign(node, { name: undefined }, thrown);
    }
  });
}
