/**
 * Lowering of loops. A poll stands at the top of each iteration, unless the loop is short or strip-mined (by its own counter where
 * it has one, see `stripByCount`):
 *
 *     for (; test; update) body      $l: while (true) {
 *                                      poll
 *                                      for ($t = 4096; $t > 0; (update, $t--)) { if (!test) break $l; body }
 *                                    }
 *
 * A loop whose test or update may suspend becomes `while (true)` with both inside; `continue` then leaves a labelled block.
 */
import {
  assign,
  binary,
  block,
  breakTo,
  clone,
  id,
  iff,
  isFunction,
  labeled,
  literal,
  member,
  type Node,
  not,
  object,
  sequence,
  statement,
  undef,
  walk,
} from '../ast.ts';
import { breakOut, continueTo } from '../jumps.ts';
import { type CountedLoop, countedLoop, stripMinable } from '../loops.ts';
import { blockOf, type Lowering, suspends } from './context.ts';
import { expressionStatement, linear } from './expressions.ts';
import { boundBy, enterScope, mirror, mirrorAll } from './scopes.ts';
import { lowerBlock, lowerDeclarator } from './statements.ts';

/** Iterations between two tests of the flag in a strip-mined loop: some microseconds. */
const STRIP = 4096;
const always = (): Node => literal(true);

export function lowerWhile(f: Lowering, s: Node, out: Node[], labels: string[]): void {
  if (labels.length === 0 && !s.short && stripMinable(s)) {
    stripMined(f, s, out, () => {});
    return;
  }
  const { test } = s;
  const inside = suspends(test);
  if (inside) s.test = always();
  s.body = loopBody(f, s, (o) => void (inside && leaveUnless(f, test, o)));
  out.push(s);
}

export function lowerDoWhile(f: Lowering, s: Node, out: Node[], labels: string[]): void {
  if (!suspends(s.test)) {
    s.body = loopBody(f, s, () => {});
    out.push(s);
    return;
  }
  const done = f.label();
  const needsLabel = continueTo(s.body, done, labels);
  const body = blockOf((o) => {
    pollInto(f, s, o);
    const inner = lowerBlock(f, s.body.body, s.body);
    o.push(needsLabel ? labeled(done, inner) : inner);
    leaveUnless(f, s.test, o);
  });
  out.push({ type: 'WhileStatement', test: always(), body, loc: s.loc });
}

export function lowerFor(f: Lowering, s: Node, out: Node[], labels: string[]): void {
  const environment = f.facts.captures.environments.get(s);
  enterScope(f, s, out);
  if (s.init?.type === 'VariableDeclaration') {
    for (const d of s.init.declarations) lowerDeclarator(f, d, s.init.kind === 'var' ? 'var' : 'let', out);
  } else if (s.init) expressionStatement(f, s.init, out);
  const headers =
    s.init?.type === 'VariableDeclaration' ? s.init.declarations.flatMap((d: Node) => boundBy(f, d.id)) : [];
  s.init = null;
  const perIteration = (o: Node[]): void => {
    if (environment) mirror(f, environment.binding, o);
    mirrorAll(f, headers, o);
  };
  const renew = environment
    ? assign(
        id(environment.binding.name),
        object(environment.vars.map((b) => [b.name, member(id(environment.binding.name), b.name)])),
      )
    : null;
  const closures = makesFunctions(s.test) || makesFunctions(s.update);
  if (!environment && !closures && labels.length === 0 && !s.short && stripMinable(s)) {
    const counted = countedLoop(s, f.facts.program);
    if (counted) stripByCount(f, s, out, counted, labels, perIteration);
    else stripMined(f, s, out, perIteration);
    return;
  }
  if (!closures && !suspends(s.test) && !suspends(s.update)) {
    if (renew) s.update = s.update ? sequence([renew, s.update]) : renew;
    s.body = loopBody(f, s, perIteration);
    out.push(s);
    return;
  }
  const done = f.label();
  const needsLabel = continueTo(s.body, done, labels);
  const { test, update } = s;
  const whole = { type: 'WhileStatement', test: always(), body: s.body, loc: s.loc };
  whole.body = blockOf((o) => {
    pollInto(f, s, o);
    perIteration(o);
    if (test) leaveUnless(f, test, o);
    const inner = lowerBlock(f, s.body.body, s.body);
    o.push(needsLabel ? labeled(done, inner) : inner);
    if (renew) o.push(statement(renew));
    if (update) o.push(blockOf((next) => (perIteration(next), expressionStatement(f, update, next))));
  });
  out.push(whole);
}

const makesFunctions = (node: Node | null): boolean => {
  let found = false;
  if (node) walk(node, (n) => void (isFunction(n) && (found = true)));
  return found;
};

function stripMined(f: Lowering, s: Node, out: Node[], perIteration: (out: Node[]) => void): void {
  const leave = f.label();
  const left = f.temp();
  breakOut(s.body, leave);
  const poll = f.poll(s);
  const { test, update } = s;
  const countDown = { type: 'UpdateExpression', operator: '--', prefix: false, argument: left };
  const strip = {
    type: 'ForStatement',
    init: assign(left, literal(STRIP)),
    test: binary('>', clone(left), literal(0)),
    update: update ? sequence([update, countDown]) : countDown,
    body: blockOf((o) => {
      if (test && test.value !== true) o.push(iff(not(test), breakTo(leave)));
      perIteration(o);
      o.push(...lowerBlock(f, s.body.body, s.body).body);
    }),
    loc: s.loc,
  };
  const body = blockOf((o) => o.push(poll, strip));
  out.push(labeled(leave, { type: 'WhileStatement', test: always(), body, loc: s.loc }));
}

/**
 *     for (; i < n; i += s) body     $l: while (i < n) {
 *                                      poll
 *                                      $t = <all numbers, s > 0> ? (n - i > 4096 * s ? i + 4096 * s : n) : undefined;
 *                                      do { body; i += s; } while (i < $t);       // undefined: once, whatever the types are
 *                                    }
 */
function stripByCount(
  f: Lowering,
  s: Node,
  out: Node[],
  { counter, bound, step, operator }: CountedLoop,
  labels: string[],
  perIteration: (out: Node[]) => void,
): void {
  const leave = f.label();
  const goOn = f.label();
  const end = f.temp();
  breakOut(s.body, leave);
  const needsLabel = continueTo(s.body, goOn, labels);
  const poll = f.poll(s);
  const up = operator.startsWith('<');
  const [i, n] = [() => clone(counter), () => clone(bound)];
  const span = (): Node =>
    step.type === 'Literal' ? literal(STRIP * step.value) : binary('*', literal(STRIP), clone(step));
  const left = up ? binary('-', n(), i()) : binary('-', i(), n());
  const next = binary(up ? '+' : '-', i(), span());
  const choice = {
    type: 'ConditionalExpression',
    test: binary('>', left, span()),
    consequent: next,
    alternate: n(),
  };
  const checks = [i(), bound, step].filter((e) => e.type !== 'Literal').map(isNumber);
  if (step.type !== 'Literal') checks.push(binary('>', clone(step), literal(0)));
  const sane = checks.reduce((a, b) => ({ type: 'LogicalExpression', operator: '&&', left: a, right: b }));
  const limit = { type: 'ConditionalExpression', test: sane, consequent: choice, alternate: undef() };
  const once = lowerBlock(f, s.body.body, s.body, perIteration);
  const iteration = block([needsLabel ? labeled(goOn, once) : once, statement(s.update)]);
  const strip = {
    type: 'DoWhileStatement',
    body: iteration,
    test: binary(operator, i(), clone(end)),
    loc: s.loc,
  };
  const body = block([poll, statement(assign(end, limit)), strip]);
  out.push(labeled(leave, { type: 'WhileStatement', test: s.test, body, loc: s.loc }));
}

const isNumber = (e: Node): Node =>
  binary(
    '===',
    { type: 'UnaryExpression', operator: 'typeof', prefix: true, argument: clone(e) },
    literal('number'),
  );

/** Body of a loop: poll, what each iteration begins with, the user's statements. */
function loopBody(f: Lowering, s: Node, before: (out: Node[]) => void): Node {
  return blockOf((out) => {
    pollInto(f, s, out);
    before(out);
    out.push(...lowerBlock(f, s.body.body, s.body).body);
  });
}

export function pollInto(f: Lowering, s: Node, out: Node[]): void {
  if (!s.short) out.push(f.poll(s));
}

export function leaveUnless(f: Lowering, test: Node, out: Node[]): void {
  const value = linear(f, test, out);
  out.push(iff(not(value), breakTo(null)));
}
