/** Lowering of calls: arguments in order, the method looked up before them, the call itself a suspension point. */
import { assign, call, clone, id, isClass, isFunction, member, type Node, self, statement } from '../ast.ts';
import { privateMembers } from '../private-names.ts';
import { calleeInParentheses } from './chains.ts';
import { type Lowering, suspends } from './context.ts';
import { inOrder, isStable, keep, memberSlots, type Slot, slot } from './order.ts';

export function linearCall(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  if (e.callee.type === 'ChainExpression') calleeInParentheses(f, e, out);
  const { callee } = e;
  const text = e.suspends && e.type === 'CallExpression' && callee.type !== 'Super' ? f.quote(e) : '';
  const iterates = e.suspends === true && e.arguments.some((a: Node) => isIterated(f, a));
  const comeFirst = iterates || e.arguments.some((a: Node) => suspends(a)) || (e.suspends && makesBefore(e));
  const slots: Slot[] = [];
  const isMethod = e.type === 'CallExpression' && callee.type === 'MemberExpression' && !callee.environment;
  if (isMethod) {
    inOrder(f, memberSlots(callee), out);
    if (comeFirst) lookUpMethod(f, e, out);
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

/**
 * ECMA-262 13.3.6.1: the method is got before the arguments are evaluated. Where nothing can change it meanwhile it is only looked at: what has
 * no properties, or not that `#name`, must throw before they are evaluated.
 */
function lookUpMethod(f: Lowering, e: Node, out: Node[]): void {
  const { callee } = e;
  if (!isStable(f, callee.object, e.arguments)) callee.object = keep(f, callee.object, out);
  if (callee.computed) {
    if (!isStable(f, callee.property, e.arguments)) callee.property = keep(f, callee.property, out);
  }
  const { property } = callee;
  const isChangeable =
    callee.computed ||
    (property.type === 'PrivateIdentifier'
      ? !isPrivateMethod(property)
      : f.facts.unstableMethods.has(property.name));
  if (isChangeable) {
    const method = f.temp(f.quote(callee), '$m');
    out.push(statement(assign(method, call(member(id('$rt'), 'method'), [callee]))));
    e.callee = member(method, 'call');
    e.arguments.unshift(receiverOf(callee.object));
    return;
  }
  const { object } = callee;
  const isObject =
    object.type === 'Super' ||
    (property.type !== 'PrivateIdentifier' &&
      (object.type === 'ArrayExpression' ||
        (object.type === 'Identifier' && !f.binding(object) && BUILTIN_OBJECTS.has(object.name))));
  if (!isObject) out.push(statement(clone(callee)));
}

/** What the method is called on. */
const receiverOf = (object: Node): Node =>
  object.type !== 'Super' ? clone(object) : object.self ? clone(object.self) : self();

/** Whose methods are called most. Another global need not be there. */
const BUILTIN_OBJECTS = new Set(
  'Array Atomics BigInt Boolean Buffer Date Error Function Intl JSON Map Math Number Object Promise Reflect RegExp Set String Symbol console globalThis process $rt'.split(
    ' ',
  ),
);

/** `#m() {}`: nobody can put another in its place, and to get it runs nothing. */
const isPrivateMethod = ({ name, privateOf }: Node): boolean =>
  !!privateOf && privateMembers(privateOf).some((m) => m.kind === 'method' && m.key.name === name);

const spansLines = (n: Node): boolean =>
  isFunction(n) || isClass(n) || (n.type === 'TemplateElement' && /[\n\r]/.test(n.value.raw));

/** The last argument that prints on several lines; -1 if none does. */
const lastOverLines = (e: Node): number =>
  e.arguments.findLastIndex((a: Node) => someOwnOrSelf(a, spansLines));

/** Whether one of those that are made before the call for that could tell: a function that is made does nothing yet. */
const makesBefore = (e: Node): boolean =>
  e.arguments
    .slice(0, lastOverLines(e) + 1)
    .some((a: Node) => !isFunction(a) && a.type !== 'Literal' && a.type !== 'Identifier');

/** A suspension point must stand on one generated line: arguments that print on several are made before. */
function singleLine(f: Lowering, e: Node, out: Node[]): void {
  const last = lastOverLines(e);
  for (let i = 0; i <= last; i++) {
    const a = e.arguments[i];
    if (a.type === 'SpreadElement') a.argument = keep(f, a.argument, out);
    else if (!isStable(f, a, []) || isFunction(a)) e.arguments[i] = keep(f, a, out);
  }
  if (isFunction(e.callee) || someOwnOrSelf(e.callee, spansLines)) {
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
