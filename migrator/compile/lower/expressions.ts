/**
 * Lowering of expressions: every call that may suspend becomes a statement of its own, with its result in a variable
 * (A-normal form, Flanagan et al. 1993, only where needed). What is evaluated before it in the source is evaluated before it here.
 *
 *     a.x + f(b)        $t1 = a.x; if (($t2 = f(b)) === $SIG) return $SIG.save(…);  … $t1 + $t2
 *     o.m(f())          o.m; (fails now if it must)  if (($t1 = f()) === $SIG) …;  if (o.m($t1) …
 *     c ? f() : g       if (c) { if (($t1 = f()) …) } else { $t1 = g; }
 */
import {
  assign,
  binary,
  block,
  clone,
  id,
  iff,
  isClass,
  isFunction,
  literal,
  member,
  type Node,
  not,
  someOwn,
  statement,
} from '../ast.ts';
import { type Lowering, suspends } from './context.ts';

interface Slot {
  get(): Node;
  set(node: Node): void;
}
const slot = (owner: Node, key: string | number): Slot => ({
  get: () => owner[key],
  set: (n) => void (owner[key] = n),
});

/** Emits what must run first and returns an expression free of suspending calls. With `target`, a suspending call leaves its result there. */
export function linear(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  if (!suspends(e)) return e;
  switch (e.type) {
    case 'CallExpression':
    case 'NewExpression':
      return linearCall(f, e, out, target);
    case 'LogicalExpression':
      return linearLogical(f, e, out);
    case 'ConditionalExpression':
      return linearConditional(f, e, out, target);
    case 'SequenceExpression':
      for (const part of e.expressions.slice(0, -1)) expressionStatement(f, part, out);
      return linear(f, e.expressions.at(-1), out, target);
    case 'AssignmentExpression':
      return linearAssignment(f, e, out);
    case 'MemberExpression':
      inOrder(f, memberSlots(e), out);
      return e;
    case 'BinaryExpression':
      inOrder(
        f,
        e.left.type === 'PrivateIdentifier' ? [slot(e, 'right')] : [slot(e, 'left'), slot(e, 'right')],
        out,
      );
      return e;
    case 'UnaryExpression':
    case 'UpdateExpression':
    case 'SpreadElement':
      e.argument = linear(f, e.argument, out);
      return e;
    case 'ArrayExpression':
      inOrder(
        f,
        e.elements.map((_: Node, i: number) => slot(e.elements, i)).filter((s: Slot) => s.get()),
        out,
      );
      return e;
    case 'ObjectExpression':
      inOrder(f, e.properties.flatMap(propertySlots), out);
      return e;
    case 'TemplateLiteral':
      inOrder(
        f,
        e.expressions.map((_: Node, i: number) => slot(e.expressions, i)),
        out,
        toText,
      );
      return e;
    case 'TaggedTemplateExpression':
      if (e.tag.type === 'Identifier')
        inOrder(
          f,
          e.quasi.expressions.map((_: Node, i: number) => slot(e.quasi.expressions, i)),
          out,
        );
      return e;
    case 'ClassExpression':
      if (e.superClass) e.superClass = linear(f, e.superClass, out);
      return e;
    default:
      return e; // left as written: the stack check refuses there
  }
}

const propertySlots = (p: Node): Slot[] =>
  p.type === 'SpreadElement'
    ? [slot(p, 'argument')]
    : p.computed
      ? [slot(p, 'key'), slot(p, 'value')]
      : [slot(p, 'value')];

function memberSlots(m: Node): Slot[] {
  const slots = m.object.type === 'Super' ? [] : [slot(m, 'object')];
  if (m.computed) slots.push(slot(m, 'property'));
  return slots;
}

/** Evaluates slots in order: all before the last suspending one get their value now, where later ones could change it. */
function inOrder(f: Lowering, slots: Slot[], out: Node[], hold: (e: Node) => Node = (e) => e): void {
  let last = -1;
  slots.forEach((s, i) => {
    if (suspends(s.get())) last = i;
  });
  for (let i = 0; i <= last; i++) {
    const e = slots[i]!.get();
    const later = slots.slice(i + 1).map((s) => s.get());
    if (e.type === 'SpreadElement') {
      e.argument = linear(f, e.argument, out);
      if (i < last)
        e.argument = keep(
          f,
          { type: 'ArrayExpression', elements: [{ type: 'SpreadElement', argument: e.argument }] },
          out,
        );
      continue;
    }
    const value = linear(f, e, out);
    slots[i]!.set(i < last && !isStable(f, value, later) ? keep(f, hold(value), out) : value);
  }
}

/** Template parts become strings as they are evaluated (ECMA-262 13.2.8.5). */
const toText = (e: Node): Node => ({
  type: 'TemplateLiteral',
  quasis: [quasi(false), quasi(true)],
  expressions: [e],
});
const quasi = (tail: boolean): Node => ({ type: 'TemplateElement', value: { raw: '', cooked: '' }, tail });

function keep(f: Lowering, e: Node, out: Node[]): Node {
  const t = f.temp();
  out.push(statement(assign(t, e)));
  return t;
}

/** Same value now and after `later` has run. */
function isStable(f: Lowering, e: Node, later: Node[]): boolean {
  if (e.type === 'Literal' && !e.regex) return true;
  if (e.type === 'ThisExpression' || e.type === 'Super' || isFunction(e)) return true;
  if (e.type !== 'Identifier') return false;
  const binding = f.binding(e);
  if (!binding)
    return (
      e.name.startsWith('$') ||
      [
        'undefined',
        'NaN',
        'Infinity',
        'Math',
        'Object',
        'Array',
        'JSON',
        'console',
        'Number',
        'String',
      ].includes(e.name)
    );
  if (binding.constant) return true;
  if (binding.module || binding.captured) return false;
  return !later.some((n) => writes(n, e.name));
}

const writes = (node: Node, name: string): boolean =>
  someOwn(
    node,
    (n) =>
      (n.type === 'AssignmentExpression' &&
        someOwn(n.left, (l) => l.type === 'Identifier' && l.name === name)) ||
      (n.type === 'UpdateExpression' && n.argument.name === name),
  );

function linearCall(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  const { callee } = e;
  const argumentsSuspend = e.arguments.some((a: Node) => suspends(a));
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
  singleLine(f, e, out);
  if (callee.type === 'Super') {
    f.suspend(out, null, e, 'super');
    return { type: 'ThisExpression' };
  }
  const result = target && f.tryDepth === 0 ? target : f.temp();
  f.suspend(out, result, e);
  return result;
}

/** ECMA-262 13.3.6.1: the method is got before the arguments are evaluated. */
function lookUpMethod(f: Lowering, e: Node, out: Node[]): void {
  const { callee } = e;
  if (!isStable(f, callee.object, e.arguments)) callee.object = keep(f, callee.object, out);
  if (callee.computed) {
    if (!isStable(f, callee.property, e.arguments)) callee.property = keep(f, callee.property, out);
  } else if (callee.property.type === 'PrivateIdentifier') return;
  if (callee.computed || f.facts.unstableMethods.has(callee.property.name)) {
    const method = keep(f, callee, out);
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

function linearLogical(f: Lowering, e: Node, out: Node[]): Node {
  if (!suspends(e.right)) {
    e.left = linear(f, e.left, out);
    return e;
  }
  const result = f.temp();
  const left = linear(f, e.left, out, result);
  if (left !== result) out.push(statement(assign(result, left)));
  const rest: Node[] = [];
  const right = linear(f, e.right, rest, result);
  if (right !== result) rest.push(statement(assign(result, right)));
  const goOn =
    e.operator === '&&' ? result : e.operator === '||' ? not(result) : binary('==', result, literal(null));
  out.push(iff(goOn, block(rest)));
  return result;
}

function linearConditional(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  e.test = linear(f, e.test, out);
  if (!suspends(e.consequent) && !suspends(e.alternate)) return e;
  const result = target && f.tryDepth === 0 ? target : f.temp();
  const branch = (part: Node): Node => {
    const statements: Node[] = [];
    const value = linear(f, part, statements, result);
    if (value !== result) statements.push(statement(assign(result, value)));
    return block(statements);
  };
  out.push(iff(e.test, branch(e.consequent), branch(e.alternate)));
  return result;
}

function linearAssignment(f: Lowering, e: Node, out: Node[]): Node {
  const { left } = e;
  if (e.operator !== '=') return linearUpdate(f, e, out);
  if (left.type === 'Identifier') {
    const binding = f.binding(left);
    const local = binding ? !binding.module && !binding.captured : left.name.startsWith('$');
    const right = linear(f, e.right, out, local ? left : undefined);
    if (right === left) return left;
    e.right = right;
    return e;
  }
  if (left.type !== 'MemberExpression') {
    e.right = linear(f, e.right, out);
    return e;
  }
  inOrder(f, [...(left.environment ? [] : memberSlots(left)), slot(e, 'right')], out);
  return e;
}

/** `t op= f()`: the old value is read first. */
function linearUpdate(f: Lowering, e: Node, out: Node[]): Node {
  const { left } = e;
  if (left.type === 'MemberExpression' && !left.environment) {
    for (const s of memberSlots(left)) {
      const value = linear(f, s.get(), out);
      s.set(isStable(f, value, [e.right]) ? value : keep(f, value, out));
    }
  }
  const old = isStable(f, left, [e.right]) ? clone(left) : keep(f, clone(left), out);
  const right = linear(f, e.right, out);
  return Object.assign(assign(left, binary(e.operator.slice(0, -1), old, right)), { loc: e.loc });
}

/** An expression for its effect alone. */
export function expressionStatement(f: Lowering, e: Node, out: Node[]): void {
  if (e.type === 'SequenceExpression') {
    for (const part of e.expressions) expressionStatement(f, part, out);
    return;
  }
  const isSuperCall = e.type === 'CallExpression' && e.callee.type === 'Super';
  const value = linear(f, e, out);
  if (value.type !== 'Identifier' && value.type !== 'ThisExpression')
    out.push(Object.assign(statement(value), { loc: e.loc }));
  if (!isSuperCall) return;
  f.superDone = true;
  const lexicalThis = f.facts.captures.lexical.get(f.unit)?.find((entry) => entry.value === 'this');
  if (lexicalThis) out.push(statement(assign(id(lexicalThis.binding.name), { type: 'ThisExpression' })));
}

/** `name = value` for a variable of the function, or the environment or module variable that `targetNode` is. */
export function assignTo(f: Lowering, targetNode: Node, init: Node, out: Node[]): void {
  const isLocal =
    targetNode.type === 'Identifier' && !f.binding(targetNode)?.module && !f.binding(targetNode)?.captured;
  const value = linear(f, init, out, isLocal ? targetNode : undefined);
  if (value !== targetNode)
    out.push(Object.assign(statement(assign(targetNode, value)), { loc: targetNode.loc ?? init.loc }));
}
