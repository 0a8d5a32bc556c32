/**
 * Part of pass 1. Parameters that are more than names and literals are computed by the body, where calls in them are statements as all others:
 *
 *     f(x = g(), { a }) { … }         f($p0 = $D, $p1) { let x = $p0 === $D ? g() : $p0; let { a } = $p1; … }
 *
 * Those of a generator are computed when it is called: V8 does that, and the body finds them as it finds plain ones.
 */
import { declare, id, isClass, isFunction, type Node, OURS, some, walk, walkOwn } from './ast.ts';
import { namesIn } from './link/exports.ts';
import { seesNames } from './visible.ts';

export function normaliseParameters(fn: Node): void {
  if (!areComputed(fn)) return;
  if (fn.generator && !fn.asyncBody) {
    if (fn.params.some(needsBody) || parametersClash(fn))
      fn.opaque = 'a generator whose parameters make functions or share names with its body';
    else fn.computesParameters = true;
    return;
  }
  if (parametersClash(fn)) {
    fn.opaque = 'parameter defaults that share names with the body';
    return;
  }
  const prologue: Node[] = [];
  const ranges: [number, number][] = [];
  const usedBefore = usedByEarlierOnes(fn.params);
  fn.params = fn.params.map((param: Node, i: number) => {
    if (isSimpleParameter(param) && !usedBefore.has(param)) return param;
    const name = `${OURS}p${i}`;
    ranges.push(param.range);
    if (param.type === 'RestElement') {
      prologue.push(letPattern(param.argument, id(name)));
      return { type: 'RestElement', argument: id(name) };
    }
    if (param.type !== 'AssignmentPattern') {
      prologue.push(letPattern(param, id(name)));
      return id(name);
    }
    const isDefault = { type: 'BinaryExpression', operator: '===', left: id(name), right: id(`${OURS}D`) };
    prologue.push(
      letPattern(param.left, {
        type: 'ConditionalExpression',
        test: isDefault,
        consequent: param.right,
        alternate: id(name),
        loc: param.right.loc,
      }),
    );
    return { type: 'AssignmentPattern', left: id(name), right: id(`${OURS}D`) };
  });
  // Parameters that were more than names leave `arguments` alone; so must these.
  if (fn.strict === false && fn.params.every((p: Node) => p.type === 'Identifier'))
    fn.params.push({ type: 'RestElement', argument: id(`${OURS}rest`) });
  prologue.forEach((node, i) => void (node.declarations[0].range = ranges[i]));
  fn.body.body.unshift(...prologue);
}

/** Whether V8 computes the parameters of this function's body, which is to become a generator: it would throw where the call of the function does not. */
export const computesAtCall = (fn: Node): boolean =>
  areComputed(fn) && (parametersClash(fn) || some(fn.body, seesNames));

const areComputed = (fn: Node): boolean => fn.params.some((p: Node) => !isSimpleParameter(p));

/** Functions would close over the parameters, of which there is then a second set in the body's environment. */
const needsBody = (param: Node): boolean =>
  some(param, (n) => isFunction(n) || isClass(n) || n.type === 'Super');

/** Parameters that an earlier one computes with: too early, which only a variable of the body can tell. */
function usedByEarlierOnes(params: Node[]): Set<Node> {
  const found = new Set<Node>();
  params.forEach((param, i) => {
    if (isSimpleParameter(param)) return;
    const names = new Set<string>();
    walk(param, (n) => void (n.type === 'Identifier' && names.add(n.name)));
    for (const later of params.slice(i + 1)) {
      const name = later.type === 'Identifier' ? later : (later.left ?? later.argument);
      if (name?.type === 'Identifier' && names.has(name.name)) found.add(later);
    }
  });
  return found;
}

function letPattern(pattern: Node, init: Node): Node {
  const declaration = declare('let', '', init);
  declaration.declarations[0].id = pattern;
  return declaration;
}

/** Identifiers, and defaults that are literals: nothing of the user's runs in them. */
const isSimpleParameter = (param: Node): boolean =>
  param.type === 'Identifier' ||
  (param.type === 'RestElement' && param.argument.type === 'Identifier') ||
  (param.type === 'AssignmentPattern' &&
    param.left.type === 'Identifier' &&
    param.right.type === 'Literal' &&
    !param.right.regex);

/** Defaults see the parameters' scope, not the body's: where a name is in both, moving them would change its meaning. */
function parametersClash(fn: Node): boolean {
  const declared = new Set<string>();
  for (const s of fn.body.body)
    if (s.type === 'FunctionDeclaration' || s.type === 'ClassDeclaration') declared.add(s.id.name);
  walkOwn(fn.body, (n) => {
    if (n.type === 'VariableDeclarator') for (const name of namesIn(n.id)) declared.add(name);
  });
  let clash = false;
  for (const param of fn.params)
    walk(param, (n, parent, key) => {
      if (n.type !== 'Identifier' || !declared.has(n.name)) return;
      const isKey = (key === 'key' || key === 'property') && !parent!.computed;
      if (!isKey) clash = true;
    });
  return clash;
}
