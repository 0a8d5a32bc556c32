/**
 * Pass 8. Functions keep the `name` they had in the user's program, wherever lowering has put them (ECMA-262 8.4, NamedEvaluation):
 *
 *     f$1 = () => …      (was `f = () => …`)     f$1 = { "f": () => … }["f"]
 *     $t3 = () => …      (was an argument)       $t3 = (0, () => …)
 */
import { id, isArrow, isClass, isFunction, literal, type Node, rewrite, sequence, walk } from './ast.ts';

export function nameFunctions(root: Node): void {
  rewrite(root, (node, parent, key) => {
    if (
      !(isFunction(node) || isClass(node)) ||
      node.id ||
      typeof node.inferred !== 'string' ||
      node.type === 'FunctionDeclaration'
    )
      return node;
    const implied = impliedName(parent, key);
    const wanted: string = node.inferred;
    Object.assign(node, { named: wanted, inferred: null }); // once: factories print copies
    // Async functions are no constructors: neither are methods.
    const asMethod = node.asyncStart === true && !isArrow(node);
    if (implied === wanted && !asMethod) return node;
    if (wanted === '' && !asMethod) return sequence([literal(0), node]);
    if (
      !asMethod &&
      !isArrow(node) &&
      !isClass(node) &&
      /^[A-Za-z_]\w*$/.test(wanted) &&
      !mentions(node, wanted)
    ) {
      node.id = id(wanted);
      return node;
    }
    const property = {
      type: 'Property',
      key: literal(wanted),
      value: node,
      kind: 'init',
      method: asMethod,
      shorthand: false,
      computed: false,
    };
    return {
      type: 'MemberExpression',
      object: { type: 'ObjectExpression', properties: [property] },
      property: literal(wanted),
      computed: true,
    };
  });
}

function impliedName(parent: Node, key: string): string {
  if (
    parent.type === 'AssignmentExpression' &&
    key === 'right' &&
    parent.operator === '=' &&
    parent.left.type === 'Identifier'
  )
    return parent.left.name;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  if (parent.type === 'AssignmentPattern' && key === 'right' && parent.left.type === 'Identifier')
    return parent.left.name;
  return '';
}

const RESERVED_NAMES = new Set(
  (
    'arguments eval await yield let static implements interface package private protected public ' +
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with'
  ).split(' '),
);

function mentions(fn: Node, name: string): boolean {
  if (RESERVED_NAMES.has(name)) return true;
  let found = false;
  const look = (n: Node): boolean => {
    if (n.type === 'Identifier' && n.name === name) found = true;
    return !found;
  };
  walk(fn, look);
  if (fn.body.same) walk(fn.body.same, look);
  return found;
}
