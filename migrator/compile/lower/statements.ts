/**
 * Lowering of statements. Variables become locals of the whole function (names are unique since pass 2), so that a frame
 * is a list of values; blocks stay blocks, so that V8 sees the control flow the user wrote.
 */
import { assign, block, iff, isFunction, type Node, statement, undef } from '../ast.ts';
import { blockOf, type Lowering, suspends } from './context.ts';
import { lowerTry } from './exceptions.ts';
import { assignTo, expressionStatement, linear } from './expressions.ts';
import { lowerForIn, lowerForOf } from './iteration.ts';
import { lowerDoWhile, lowerFor, lowerWhile } from './loops.ts';
import { boundBy, enterScope, mirrorAll, placeOf } from './scopes.ts';

/** The statements of one block scope, hoisted functions first. `scope` is the node eslint-scope gave the scope to. */
export function lowerBlock(
  f: Lowering,
  statements: Node[],
  scope: Node | null,
  before: (out: Node[]) => void = () => {},
): Node {
  return blockOf((out) => {
    if (scope) enterScope(f, scope, out);
    before(out);
    lowerList(f, statements, out);
  });
}

export function lowerList(f: Lowering, statements: Node[], out: Node[]): void {
  const hoisted = new Set(statements.filter((s) => s.type === 'FunctionDeclaration' && !s.sinks));
  for (const s of hoisted) lowerFunctionDeclaration(f, s, out);
  for (const s of statements) {
    if (s.type === 'FunctionDeclaration') lowerFunctionDeclaration(f, s, out);
    else if (!hoisted.has(s)) lowerStatement(f, s, out);
  }
}

/** `f = function (…) { … };` at the start of its block. The function keeps its name by standing on the right of it. */
function lowerFunctionDeclaration(f: Lowering, s: Node, out: Node[]): void {
  const bound = boundBy(f, s.id);
  const place = placeOf(f, s.id);
  const name = bound[0]?.original ?? s.id.name;
  s.type = 'FunctionExpression';
  s.inferred = name;
  s.id = null;
  out.push(Object.assign(statement(assign(place, s)), { loc: s.loc }));
  mirrorAll(f, bound, out);
}

export function lowerStatement(f: Lowering, s: Node, out: Node[], labels: string[] = []): void {
  switch (s.type) {
    case 'VariableDeclaration':
      for (const d of s.declarations) lowerDeclarator(f, d, s.kind, out);
      return;
    case 'ExpressionStatement':
      expressionStatement(f, s.expression, out);
      return;
    case 'ReturnStatement':
      lowerReturn(f, s, out);
      return;
    case 'ThrowStatement':
      s.argument = linear(f, s.argument, out);
      out.push(s);
      return;
    case 'IfStatement':
      s.test = linear(f, s.test, out);
      s.consequent = lowerBlock(f, s.consequent.body, s.consequent);
      if (s.alternate) s.alternate = lowerBlock(f, s.alternate.body, s.alternate);
      out.push(s);
      return;
    case 'BlockStatement':
      out.push(lowerBlock(f, s.body, s));
      return;
    case 'LabeledStatement':
      lowerLabeled(f, s, out, labels);
      return;
    case 'SwitchStatement':
      lowerSwitch(f, s, out);
      return;
    case 'ForStatement':
      lowerFor(f, s, out, labels);
      return;
    case 'WhileStatement':
      lowerWhile(f, s, out, labels);
      return;
    case 'DoWhileStatement':
      lowerDoWhile(f, s, out, labels);
      return;
    case 'ForOfStatement':
      lowerForOf(f, s, out, labels);
      return;
    case 'ForInStatement':
      lowerForIn(f, s, out);
      return;
    case 'TryStatement':
      lowerTry(f, s, out);
      return;
    case 'EmptyStatement':
    case 'DebuggerStatement':
      return;
    default:
      out.push(s); // break, continue
  }
}

export function lowerDeclarator(f: Lowering, d: Node, kind: string, out: Node[]): void {
  const bound = boundBy(f, d.id);
  const place = d.id.type === 'Identifier' ? placeOf(f, d.id) : d.id;
  if (d.id.type !== 'Identifier' && d.id.type !== 'MemberExpression')
    for (const b of bound) if (!b.module && !f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
  if (d.init) {
    assignTo(f, place, d.init, out);
    mirrorAll(f, bound, out);
  } else if (kind !== 'var' && (bound[0]?.inLoop || bound[0]?.checked || place.type === 'MemberExpression')) {
    out.push(statement(assign(place, undef()))); // entered again: a fresh variable
  }
}

function lowerReturn(f: Lowering, s: Node, out: Node[]): void {
  const value = s.argument;
  if (value?.type === 'ConditionalExpression' && suspends(value)) {
    const branch = (argument: Node): Node => blockOf((o) => lowerReturn(f, { ...s, argument }, o));
    const test = linear(f, value.test, out);
    out.push(iff(test, branch(value.consequent), branch(value.alternate)));
    return;
  }
  if (value) s.argument = linear(f, value, out);
  out.push(s);
}

/** A label stays on its loop; what a loop needs before it goes before the label. */
function lowerLabeled(f: Lowering, s: Node, out: Node[], labels: string[]): void {
  const inner: Node[] = [];
  lowerStatement(f, s.body, inner, [...labels, s.label.name]);
  // Ways out that go to the label stand behind the `try` itself.
  if (s.body.type === 'TryStatement') {
    out.push({ ...s, body: block(inner) });
    return;
  }
  const last = inner.pop();
  out.push(...inner);
  if (last) out.push({ ...s, body: last });
}

function lowerSwitch(f: Lowering, s: Node, out: Node[]): void {
  s.discriminant = linear(f, s.discriminant, out);
  enterScope(f, s, out);
  for (const c of s.cases)
    for (const statementNode of c.consequent)
      if (isFunction(statementNode)) lowerFunctionDeclaration(f, statementNode, out);
  for (const c of s.cases) {
    const rest: Node[] = [];
    for (const statementNode of c.consequent)
      if (!isFunction(statementNode)) lowerStatement(f, statementNode, rest);
    c.consequent = rest;
  }
  out.push(s);
}
