/** Part of the link and of pass 1: names of functions and classes that the text gives none. */
import { isClass, isFunction, type Node } from './ast.ts';

export const isAnonymous = (node: Node | null): boolean =>
  !!node && (isFunction(node) || isClass(node)) && !node.id;

/** The name that a function gets as a property or class member; undefined where only its computed key knows. */
export function nameByKey({ key, computed }: Node): string | undefined {
  if (computed) return key.type === 'Literal' && !key.regex ? String(key.value) : undefined;
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : String(key.name ?? key.value);
}

/** `({ key: value }).key`: named as by the property, wherever that ends up. */
export const namedByProperty = (p: Node, value: Node): Node => ({
  type: 'MemberExpression',
  object: { type: 'ObjectExpression', properties: [{ ...p, value }] },
  property: p.key,
  computed: p.computed || p.key.type !== 'Identifier',
});

/** ECMA-262 NamedEvaluation: which name an anonymous function or class gets from where it stands. */
export function markInferredNames(node: Node): void {
  const infer = (value: Node | null, name: Node): void => {
    if (value && isAnonymous(value) && value.inferred === undefined)
      value.inferred = name.type === 'Identifier' ? name.name : null;
  };
  if (node.type === 'ExportDefaultDeclaration')
    infer(node.declaration, { type: 'Identifier', name: 'default' });
  if (isAnonymous(node) && node.inferred === undefined) node.inferred = '';
  if (node.type === 'VariableDeclarator') infer(node.init, node.id);
  else if (node.type === 'AssignmentExpression' && ['=', '&&=', '||=', '??='].includes(node.operator)) {
    // Not where it stands in parentheses.
    if (node.left.type === 'Identifier' && node.left.range?.[0] === node.range?.[0])
      infer(node.right, node.left);
  } else if (node.type === 'AssignmentPattern' && node.left.type === 'Identifier')
    infer(node.right, node.left);
  // Properties and class members name their values by key wherever they end up: null means "leave in place".
  else if (
    (node.type === 'Property' || node.type === 'PropertyDefinition' || node.type === 'MethodDefinition') &&
    node.value &&
    isAnonymous(node.value) &&
    node.value.inferred === undefined
  )
    node.value.inferred = setsPrototype(node) ? '' : null;
}

/** `{ __proto__: e }` (ECMA-262 13.2.5.5): no property, so no name. */
const setsPrototype = ({ type, key, computed, method, shorthand, kind }: Node): boolean =>
  type === 'Property' &&
  (key.name ?? key.value) === '__proto__' &&
  kind === 'init' &&
  !(computed || method || shorthand);
