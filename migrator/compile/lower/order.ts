/** Evaluation order: what stands before a suspending call in an expression has its value before it. */
import {
  assign,
  call,
  copied,
  id,
  isClass,
  isFunction,
  member,
  type Node,
  someOwn,
  statement,
} from '../ast.ts';
import { namedByProperty } from '../inferred-names.ts';
import { type Lowering, suspends } from './context.ts';
import { linear } from './expressions.ts';

export interface Slot {
  get(): Node;
  set(node: Node): void;
  /** What keeps its value where that is more than the value of the expression. */
  hold?(e: Node): Node;
}
export const slot = (owner: Node, key: string | number): Slot => ({
  get: () => owner[key],
  set: (n) => void (owner[key] = n),
});

export function propertySlots(p: Node): Slot[] {
  if (p.type === 'SpreadElement') return [{ ...slot(p, 'argument'), hold: copied }];
  const value = isClass(p.value) ? { ...slot(p, 'value'), hold: namedByKey(p) } : slot(p, 'value');
  if (!p.computed) return [value];
  return [isText(p.key) ? slot(p, 'key') : { ...slot(p, 'key'), hold: asKey }, value];
}

/** A key is converted before its value is evaluated (ECMA-262 13.2.5.5). */
const asKey = (e: Node): Node => call(member(id('$rt'), 'key'), [e]);

/** What needs no conversion that anybody could see. */
const isText = ({ type, value }: Node): boolean =>
  type === 'TemplateLiteral' || (type === 'Literal' && typeof value !== 'object');

/** A class without a name has that of its property when it is made. */
const namedByKey =
  (p: Node) =>
  (e: Node): Node =>
    isClass(e) && !e.id ? namedByProperty(p, e) : e;

export function memberSlots(m: Node): Slot[] {
  const slots = m.object.type === 'Super' ? [] : [slot(m, 'object')];
  if (m.computed) slots.push(slot(m, 'property'));
  return slots;
}

/** Evaluates slots in order: all before the last suspending one get their value now, where later ones could change it. */
export function inOrder(f: Lowering, slots: Slot[], out: Node[], hold: (e: Node) => Node = (e) => e): void {
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
    const ownHold = slots[i]!.hold;
    const mustKeep = i < last && (ownHold !== undefined || !isStable(f, value, later));
    slots[i]!.set(mustKeep ? keep(f, (ownHold ?? hold)(value), out) : value);
  }
}

/** Template parts become strings as they are evaluated (ECMA-262 13.2.8.5). */
export const toText = (e: Node): Node => ({
  type: 'TemplateLiteral',
  quasis: [quasi(false), quasi(true)],
  expressions: [e],
});
const quasi = (tail: boolean): Node => ({ type: 'TemplateElement', value: { raw: '', cooked: '' }, tail });

export function keep(f: Lowering, e: Node, out: Node[]): Node {
  const t = f.temp(f.quote(e));
  out.push(statement(assign(t, e)));
  return t;
}

/** Same value now and after `later` has run. */
export function isStable(f: Lowering, e: Node, later: Node[]): boolean {
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
