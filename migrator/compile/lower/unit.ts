/** Lowering of one function: prologue, body, entry poll. The result is what the compiler prints and what a resume starts from. */
import {
  assign,
  block,
  call,
  declare,
  id,
  isLoop,
  member,
  type Node,
  ret,
  self,
  someOwn,
  statement,
} from '../ast.ts';
import { namesIn } from '../link/exports.ts';
import { answerWhereLeft } from '../opaque-generators.ts';
import type { Binding, Unit } from '../units.ts';
import { blockOf, type Facts, hasPoint, Lowering } from './context.ts';
import { enterScope, markUninitialised } from './scopes.ts';
import { lowerList } from './statements.ts';

export interface LoweredUnit {
  unit: Unit;
  /** The whole lowered body, prologue included. */
  body: Node[];
  /** Function-level variables to declare. */
  locals: string[];
  /** Function-level constants, declared in the body: the function's environment. */
  constants: string[];
  points: Lowering['points'];
  params: string[];
}

export function lowerUnit(facts: Facts, unit: Unit, statements: Node[]): LoweredUnit {
  const f = new Lowering(facts, unit);
  const params = unit.kind === 'main' ? [] : unit.node.params.flatMap(namesIn);
  const body: Node[] = [];
  for (const { binding, value } of facts.captures.lexical.get(unit) ?? []) {
    f.locals.add(binding.name);
    if (unit.kind === 'derived' && value === 'this') continue; // after super()
    body.push(
      statement(
        assign(
          id(binding.name),
          value === 'this' ? self() : value === 'arguments' ? id('arguments') : newTarget(),
        ),
      ),
    );
  }
  if (f.isGenerator) f.suspend(body, null, id('$SIG'), 'start');
  if (unit.kind !== 'main')
    enterScope(f, unit.node, body, (b: Binding) => (b.kind === 'param' ? id(b.name) : null));
  else markUninitialised(f, facts.program.root, body);
  const start = body.length;
  if (f.isGenerator && yieldsInFinally(statements)) body.push(returning(f, statements));
  else lowerList(f, statements, body);
  const constants = foldEnvironment(f, body, unit);
  // Before `super()` a derived constructor cannot be captured, and after it a poll would not be at its entry.
  if (facts.entryPoll.has(unit) && unit.kind !== 'derived') placeEntryPoll(f, body, start, unit.node);
  if (f.isGenerator) answerWhereLeft(block(body));
  for (const name of [...params, ...constants]) f.locals.delete(name);
  return { unit, body, locals: [...f.locals], constants, points: f.points, params };
}

const yieldsInFinally = (statements: Node[]): boolean =>
  statements.some((s) =>
    someOwn(s, (n) => n.type === 'TryStatement' && someOwn(n.finalizer, (y) => y.type === 'YieldExpression')),
  );

/** `return` of a generator is thrown through it; what a `finally` has held up ends here. */
function returning(f: Lowering, statements: Node[]): Node {
  const error = id(`$x${f.label().slice(2)}`);
  f.tryDepth++;
  const body = blockOf((out) => lowerList(f, statements, out));
  f.tryDepth--;
  const end = ret(call(member(id('$rt'), 'returned'), [error]));
  return {
    type: 'TryStatement',
    block: body,
    handler: { type: 'CatchClause', param: error, body: block([end]) },
    finalizer: null,
  };
}

/**
 * `$e1 = { n: void 0 }; $e1.n = a;` becomes `const $e1 = { n: a };`: V8 then knows the slot never changes, and the object is
 * born with the right field representation.
 */
function foldEnvironment(f: Lowering, body: Node[], unit: Unit): string[] {
  const environment = f.facts.captures.environments.get(unit.node);
  if (!environment) return [];
  const { name } = environment.binding;
  const at = body.findIndex(
    (s) =>
      s.expression?.type === 'AssignmentExpression' &&
      s.expression.left.name === name &&
      s.expression.right.type === 'ObjectExpression',
  );
  if (at < 0) return [];
  const made = body[at]!.expression.right;
  while (body[at + 1] && foldOne(body[at + 1]!, made, name)) body.splice(at + 1, 1);
  body[at] = { ...declare('const', name, made), environment: true };
  return [name];
}

function foldOne(s: Node, made: Node, name: string): boolean {
  const e = s.type === 'ExpressionStatement' ? s.expression : null;
  if (
    e?.type !== 'AssignmentExpression' ||
    e.operator !== '=' ||
    !e.left.environment ||
    e.left.object.name !== name
  )
    return false;
  const simple =
    (e.right.type === 'Literal' && !e.right.regex) ||
    (e.right.type === 'Identifier' && !e.right.name.startsWith('$t'));
  const property = made.properties.find((p: Node) => p.key.name === e.left.property.name);
  if (!simple || !property || property.value.type !== 'UnaryExpression') return false;
  property.value = e.right;
  return true;
}

const newTarget = (): Node => ({ type: 'MetaProperty', meta: id('new'), property: id('target') });

/** On the path that goes on to a suspending call, as late as possible: leaves of a recursion pay nothing. */
function placeEntryPoll(f: Lowering, body: Node[], from: number, at: Node): void {
  let list = body;
  let i = from;
  for (;;) {
    while (i < list.length && !hasPoint(list[i]!)) i++;
    const s = list[i];
    if (s?.type !== 'IfStatement' || s.point !== undefined || list.slice(i + 1).some((n) => hasPoint(n)))
      break;
    const inThen = hasPoint(s.consequent);
    if (inThen === hasPoint(s.alternate) || s.consequent.type !== 'BlockStatement') break;
    list = inThen ? s.consequent.body : s.alternate.body;
    i = 0;
  }
  const s = list[i];
  const loop = s?.type === 'LabeledStatement' ? s.body : s;
  if (loop && isLoop(loop) && startsWithPoll(loop.body) && !list.slice(i + 1).some((n) => hasPoint(n)))
    return;
  if (s?.pollOf !== undefined) return;
  list.splice(Math.min(i, list.length), 0, f.poll(at));
}

const startsWithPoll = (body: Node): boolean => body.body?.[0]?.pollOf !== undefined;
