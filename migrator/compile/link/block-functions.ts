/**
 * Function declarations in blocks of sloppy code are variables of the function too (ECMA-262 B.3.2): when the block comes to the
 * declaration, the outer variable gets the function.
 *
 *     { function f() {} … }        var f; { function f() {} f = f; … }        (the left `f` is the outer one: `annexB` names its scope)
 */
import { assign, eachChild, id, isFunction, type Node, statement } from '../ast.ts';
import { namesIn } from './exports.ts';

/** `body`: the statements of a module, function or script whose variables are `holder`'s. */
export function hoistBlockFunctions(body: Node[], holder: Node, params: readonly Node[] = []): void {
  const taken = new Set(params.flatMap(namesIn));
  taken.add('arguments');
  const declared = new Set<string>();
  const scope = Symbol('scope');
  /** Names that a `var` here would clash with: lexical ones of the blocks around, and of `for` heads and `catch`. */
  const visitList = (statements: Node[], outer: ReadonlySet<string>, isTop: boolean): void => {
    const lexical = new Set([...outer, ...lexicalNames(statements)]);
    for (let i = 0; i < statements.length; i++) {
      const s = labelled(statements[i]!);
      if (isTop || s.type !== 'FunctionDeclaration') {
        visit(s, lexical);
        continue;
      }
      visit(s, lexical);
      const { name } = s.id;
      if (s.generator || s.async || taken.has(name) || lexical.has(name)) continue;
      declared.add(name);
      const place = { range: s.range, loc: s.loc };
      const target = { ...id(name), ...place, annexB: scope };
      const made = Object.assign(assign(target, { ...id(name), ...place }), place);
      statements.splice(++i, 0, Object.assign(statement(made), place));
    }
  };
  const visit = (node: Node, lexical: ReadonlySet<string>): void => {
    if (isFunction(node)) {
      if (node.body.type === 'BlockStatement') {
        if (node.strict) eachFunction(node.body);
        else hoistBlockFunctions(node.body.body, node, node.params);
      }
      return;
    }
    if (node.type === 'BlockStatement' || node.type === 'StaticBlock') {
      visitList(node.body, lexical, false);
      return;
    }
    if (node.type === 'SwitchStatement') {
      visit(node.discriminant, lexical);
      const all = new Set([...lexical, ...lexicalNames(node.cases.flatMap((c: Node) => c.consequent))]);
      for (const c of node.cases) visitList(c.consequent, all, false);
      return;
    }
    if (node.type === 'IfStatement')
      for (const key of ['consequent', 'alternate'])
        if (node[key]?.type === 'FunctionDeclaration')
          node[key] = {
            type: 'BlockStatement',
            body: [node[key]],
            range: node[key].range,
            loc: node[key].loc,
          };
    const named: string[] = [];
    const head = node.init ?? node.left;
    if (head?.type === 'VariableDeclaration' && head.kind !== 'var')
      for (const d of head.declarations) named.push(...namesIn(d.id));
    // A plain `catch (f)` does not stand in the way, a pattern does.
    if (node.type === 'CatchClause' && node.param && node.param.type !== 'Identifier')
      named.push(...namesIn(node.param));
    const inner = named.length === 0 ? lexical : new Set([...lexical, ...named]);
    eachChild(node, (child) => visit(child, inner));
  };
  const eachFunction = (node: Node): void => {
    eachChild(node, (child) => (isFunction(child) ? visit(child, new Set()) : eachFunction(child)));
  };
  visitList(body, new Set(), true);
  if (declared.size === 0) return;
  const range = body[0]!.range;
  const own = new Set(body.filter((s) => s.type === 'FunctionDeclaration').map((s) => s.id.name));
  const names = [...declared].filter((name) => !own.has(name));
  holder.annexB = scope;
  if (names.length === 0) return;
  const at = body.findIndex((s) => typeof s.directive !== 'string');
  body.splice(Math.max(at, 0), 0, {
    type: 'VariableDeclaration',
    kind: 'var',
    declarations: names.map((name) => ({
      type: 'VariableDeclarator',
      id: { ...id(name), range },
      init: null,
      range,
    })),
    range: [range[0], range[0]],
    loc: body[0]!.loc,
  });
}

/** `l: function f() {}`, of which nothing can mention the label. */
function labelled(s: Node): Node {
  let inner = s;
  while (inner.type === 'LabeledStatement') inner = inner.body;
  return inner.type === 'FunctionDeclaration' ? Object.assign(s, inner) : s;
}

const lexicalNames = (statements: Node[]): string[] =>
  statements.flatMap((s) =>
    s.type === 'ClassDeclaration'
      ? [s.id.name]
      : s.type === 'VariableDeclaration' && s.kind !== 'var'
        ? s.declarations.flatMap((d: Node) => namesIn(d.id))
        : [],
  );
