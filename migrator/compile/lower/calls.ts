/** Lowering of calls: arguments in order, the method looked up before them, the call itself a suspension point. */
import { assign, call, clone, id, isClass, isFunction, member, type Node, statement } from '../ast.ts';
import { calleeInParentheses } from './chains.ts';
import { type Lowering, suspends } from './context.ts';
import { inOrder, isStable, keep, memberSlots, type Slot, slot } from './order.ts';

export function linearCall(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  if (e.callee.type === 'ChainExpression') calleeInParentheses(f, e, out);
  const { callee } = e;
  const text = e.suspends && e.type === 'CallExpression' && callee.type !== 'Super' ? f.quote(e) : '';
  const iterates = e.suspends === true && e.arguments.some((a: Node) => isIterated(f, a));
  const argumentsSuspend = iterates || e.arguments.some((a: Node) => suspends(a));
  const slots: Slot[] = [];
  const isMethod = e.type === 'CallExpression' && callee.type === 'MemberExpression' && !callee.environment;
  if (isMethod) {
    inOrder(f, memberSlots(callee), out);
    if (argumentsSuspend && callee.object.type !== 'Super') lookUpMethod(f, e, out);
  } else if (callee.type !== 'Super') slots.push(slot(e, 'callee'));
  for (const i of e.arguments.keys()) slots.push(slot(e.arguments, i));
  inOrder(f, slots, out);
  if (!e.suspends) return e;
  e.suspends = false;
  if (iterates) iterateBefore(f, e, out);
  singleLine(f, e, out);
  if (callee.type === 'Super') {
    f.suspend(out, null, e, 'super');
    return { type: 'ThisExpression' };
  }
  const result = target && f.tryDepth === 0 ? target : f.temp(text);
  f.suspend(out, result, e);
  return result;
}

/** `...x` where an iterator of the user's may run. A rest parameter is an array of ours; one that the program has patched holds. */
function isIterated(f: Lowering, a: Node): boolean {
  if (a.type !== 'SpreadElement' || a.argument.type === 'ArrayExpression') return false;
  const binding = f.binding(a.argument);
  const rest = f.unit.node.params?.at(-1);
  return !(
    binding?.constant &&
    binding.unit === f.unit &&
    rest?.type === 'RestElement' &&
    rest.argument.name === binding.name
  );
}

/**
 *     f(a, ...x)        $t1 = a; $t2 = $rt.listed(x);  … f($t1, ...$t2)
 *
 * V8 iterates in the call itself: a safe point in the iterator would find its caller where it seems to wait for `f`.
 */
function iterateBefore(f: Lowering, e: Node, out: Node[]): void {
  const last = e.arguments.findLastIndex((a: Node) => isIterated(f, a));
  if (
    e.callee.type !== 'MemberExpression' &&
    e.callee.type !== 'Super' &&
    !isStable(f, e.callee, e.arguments)
  )
    e.callee = keep(f, e.callee, out);
  for (let i = 0; i <= last; i++) {
    const a = e.arguments[i];
    if (a.type === 'SpreadElement')
      a.argument = keep(f, call(member(id('$rt'), 'listed'), [a.argument]), out);
    else if (!isStable(f, a, e.arguments.slice(i + 1))) e.arguments[i] = keep(f, a, out);
  }
}

/** ECMA-262 13.3.6.1: the method is got before the arguments are evaluated. */
function lookUpMethod(f: Lowering, e: Node, out: Node[]): void {
  const { callee } = e;
  if (!isStable(f, callee.object, e.arguments)) callee.object = keep(f, callee.object, out);
  if (callee.computed) {
    if (!isStable(f, callee.property, e.arguments)) callee.property = keep(f, callee.property, out);
  } else if (callee.property.type === 'PrivateIdentifier') return;
  if (callee.computed || f.facts.unstableMethods.has(callee.property.name)) {
    const method = f.temp(f.quote(callee), '$m');
    out.push(statement(assign(method, call(member(id('$rt'), 'method'), [callee]))));
    e.callee = member(method, 'call');
    e.arguments.unshift(clone(callee.object));
    return;
  }
  const { object } = callee;
  const isObject =
    object.type === 'ThisExpression' ||
    object.type === 'ArrayExpression' ||
    (object.type === 'Identifier' && !f.binding(object) && !object.name.startsWith('$t'));
  if (!isObject) out.push(statement(clone(callee)));
}

/** A suspension point must stand on one generated line: arguments that print on several are made before. */
function singleLine(f: Lowering, e: Node, out: Node[]): void {
  const spans = (n: Node): boolean =>
    isFunction(n) || isClass(n) || (n.type === 'TemplateElement' && /[\n\r]/.test(n.value.raw));
  const firstMultiline = e.arguments.findLastIndex((a: Node) =>
    !isFunction(a) ? someOwnOrSelf(a, spans) : true,
  );
  for (let i = 0; i <= firstMultiline; i++) {
    const a = e.arguments[i];
    if (a.type === 'SpreadElement') a.argument = keep(f, a.argument, out);
    else if (!isStable(f, a, []) || isFunction(a)) e.arguments[i] = keep(f, a, out);
  }
  if (isFunction(e.callee) || someOwnOrSelf(e.callee, spans)) {
    if (e.callee.type !== 'MemberExpression') e.callee = keep(f, e.callee, out);
    else if (e.callee.object.type !== 'Super') e.callee.object = keep(f, e.callee.object, out);
  }
}

/** Like someOwn, but inner functions themselves are seen. */
function someOwnOrSelf(node: Node, test: (n: Node) => boolean): boolean {
  if (test(node)) return true;
  if (isFunction(node)) return false;
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (key === 'loc' || key === 'range' || key === 'unit' || key === 'classUnit' || key === 'environment')
      continue;
    if (Array.isArray(child)) {
      if (child.some((c) => c && typeof c.type === 'string' && someOwnOrSelf(c, test))) return true;
    } else if (child && typeof child.type === 'string' && someOwnOrSelf(child, test)) return true;
  }
  return false;
}
