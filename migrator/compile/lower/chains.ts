/**
 * Lowering of optional chains and of logical assignments that hold a suspending call. All others stay as written.
 *
 *     o?.m(f())      $t1 = void 0; $t2 = o; if ($t2 != null) { …; if (($t1 = $t2.m($t3)) === $SIG) …; }      $t1
 *     x.y ??= f()    $t1 = x.y; if ($t1 == null) { if (($t2 = f()) …; $t1 = x.y = $t2; }                     $t1
 */
import {
  assign,
  binary,
  block,
  clone,
  id,
  iff,
  literal,
  member,
  type Node,
  not,
  self,
  statement,
  undef,
} from '../ast.ts';
import { preludeArguments, preludeName } from '../prelude.ts';
import type { Lowering } from './context.ts';
import { linear } from './expressions.ts';
import { isStable, keep, memberSlots } from './order.ts';

/** Where the rest of the chain goes: inside of the tests so far. */
interface Rest {
  out: Node[];
}

/** `finish` is applied to the end of the chain (`delete`); `otherwise` is the value where the chain breaks off. */
export function linearChain(
  f: Lowering,
  chain: Node,
  out: Node[],
  finish: (end: Node) => Node = (end) => end,
  otherwise: Node = undef(),
): Node {
  const result = f.temp();
  out.push(statement(assign(result, otherwise)));
  const rest: Rest = { out };
  const end = finish(link(f, chain.expression, rest));
  const value = linear(f, end, rest.out, result);
  if (value !== result) rest.out.push(statement(assign(result, value)));
  return result;
}

/** A link without its question marks, not yet evaluated. */
function link(f: Lowering, e: Node, rest: Rest): Node {
  if (e.type === 'MemberExpression' && !e.environment) {
    const object = link(f, e.object, rest);
    return { ...e, object: e.optional ? tested(f, object, rest) : object, optional: false };
  }
  if (e.type !== 'CallExpression') return e;
  const callee = link(f, e.callee, rest);
  if (e.optional) return optionalCall(f, e, callee, rest);
  if (!e.viaPrelude) return { ...e, callee };
  const { name } = callee.property;
  return {
    ...e,
    callee: Object.assign(id(preludeName(name)), { loc: callee.loc }),
    arguments: preludeArguments(name, callee.object, e.arguments),
  };
}

function optionalCall(f: Lowering, e: Node, callee: Node, rest: Rest): Node {
  const parts = callee.type === 'ChainExpression' ? partsInParentheses(f, callee, rest.out) : null;
  if (parts)
    return {
      ...e,
      callee: member(tested(f, parts.method, rest), 'call'),
      arguments: [clone(parts.receiver), ...e.arguments],
      optional: false,
    };
  if (callee.type !== 'MemberExpression' || callee.environment)
    return { ...e, callee: tested(f, callee, rest), optional: false };
  let receiver = self();
  if (callee.object.type !== 'Super') {
    const object = linear(f, callee.object, rest.out);
    receiver = isStable(f, object, [callee.property, ...e.arguments]) ? object : keep(f, object, rest.out);
    callee.object = receiver;
  }
  const method = tested(f, callee, rest);
  return {
    ...e,
    callee: member(method, 'call'),
    arguments: [clone(receiver), ...e.arguments],
    optional: false,
  };
}

/** `e` in a variable; what follows is done only where it is neither null nor undefined. */
function tested(f: Lowering, e: Node, rest: Rest): Node {
  const value = keep(f, linear(f, e, rest.out), rest.out);
  const inner: Node[] = [];
  rest.out.push(iff(binary('!=', clone(value), literal(null)), block(inner)));
  rest.out = inner;
  return clone(value);
}

/** `(o?.m)(…)`: the parentheses end the chain, yet the call has its object. */
export function calleeInParentheses(f: Lowering, e: Node, out: Node[]): void {
  const parts = partsInParentheses(f, e.callee, out);
  if (!parts) return;
  e.callee = member(keep(f, linear(f, parts.method, out), out), 'call');
  e.arguments.unshift(clone(parts.receiver));
}

/** The object of `(o?.m)`, evaluated, and the method, not yet. */
function partsInParentheses(
  f: Lowering,
  { expression: inner }: Node,
  out: Node[],
): { receiver: Node; method: Node } | null {
  if (inner.type !== 'MemberExpression' || inner.environment || inner.object.type === 'Super') return null;
  const object = inner.object;
  const whole = isLink(object) ? { type: 'ChainExpression', expression: object } : object;
  const receiver = keep(f, linear(f, whole, out), out);
  const method = {
    type: 'ChainExpression',
    expression: { ...inner, object: clone(receiver), optional: true },
  };
  return { receiver, method };
}

const isLink = (e: Node): boolean => e.type === 'MemberExpression' || e.type === 'CallExpression';

export const isLogicalAssignment = (e: Node): boolean =>
  e.type === 'AssignmentExpression' && /^(&&|\|\||\?\?)=$/.test(e.operator);

export function linearLogicalAssignment(f: Lowering, e: Node, out: Node[]): Node {
  const { left } = e;
  if (left.type === 'MemberExpression' && !left.environment) {
    for (const s of memberSlots(left)) {
      const value = linear(f, s.get(), out);
      s.set(isStable(f, value, [e.right]) ? value : keep(f, value, out));
    }
  }
  const result = f.temp();
  out.push(statement(assign(result, clone(left))));
  const rest: Node[] = [];
  const right = linear(f, e.right, rest);
  rest.push(statement(assign(clone(result), Object.assign(assign(left, right), { loc: e.loc }))));
  const goOn =
    e.operator === '&&=' ? result : e.operator === '||=' ? not(result) : binary('==', result, literal(null));
  out.push(iff(goOn, block(rest)));
  return clone(result);
}

/** Outside of its class body `#names` and `super` are used by accessors, which know neither question marks nor these operators. */
export function mustBeTakenApart(e: Node): boolean {
  if (isLogicalAssignment(e))
    return e.left.property?.type === 'PrivateIdentifier' || e.left.object?.type === 'Super';
  for (let n = e.type === 'ChainExpression' ? e.expression : null; n; n = n.object ?? n.callee)
    if (n.property?.type === 'PrivateIdentifier' || n.object?.type === 'Super') return true;
  return false;
}

/** Calls in a chain must not be rewritten before it is taken apart. */
export function markLinks(chain: Node): void {
  for (let n: Node | undefined = chain.expression; n && isLink(n); n = n.object ?? n.callee) n.inChain = true;
}
