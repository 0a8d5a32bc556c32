/**
 * Lowering of expressions: every call that may suspend becomes a statement of its own, with its result in a variable
 * (A-normal form, Flanagan et al. 1993, only where needed). What is evaluated before it in the source is evaluated before it here.
 *
 *     a.x + f(b)        $t1 = a.x; if (($t2 = f(b)) === $SIG) return $SIG.save(…);  … $t1 + $t2
 *     o.m(f())          o.m; (fails now if it must)  if (($t1 = f()) === $SIG) …;  if (o.m($t1) …
 *     c ? f() : g       if (c) { if (($t1 = f()) …) } else { $t1 = g; }
 */
import { assign, binary, block, clone, id, iff, literal, member, type Node, not, statement } from '../ast.ts';
import { linearCall } from './calls.ts';
import { isLogicalAssignment, linearChain, linearLogicalAssignment } from './chains.ts';
import { type Lowering, suspends } from './context.ts';
import { linearDelegation, linearYield } from './generators.ts';
import { inOrder, isStable, keep, memberSlots, propertySlots, type Slot, slot, toText } from './order.ts';

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
    case 'ChainExpression':
      return linearChain(f, e, out);
    case 'UnaryExpression':
      if (e.operator === 'delete' && e.argument.type === 'ChainExpression')
        return linearChain(f, e.argument, out, (end) => ({ ...e, argument: end }), literal(true));
      {
        const argument = linear(f, e.argument, out);
        // The variable with a value is not to be deleted, nor may it be named here.
        const isValue = e.operator === 'delete' && argument.type === 'Identifier' && argument !== e.argument;
        e.argument = isValue ? { type: 'SequenceExpression', expressions: [literal(0), argument] } : argument;
      }
      return e;
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
    case 'YieldExpression':
      return e.delegate ? linearDelegation(f, e, out) : linearYield(f, e, out, target);
    case 'ClassExpression':
      if (e.superClass) e.superClass = linear(f, e.superClass, out);
      return e;
    default:
      return e; // left as written: the stack check refuses there
  }
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
  if (isLogicalAssignment(e)) return linearLogicalAssignment(f, e, out);
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
  // A result nobody wants; but a name by itself may be missing, which is an error.
  const unused =
    value.type === 'ThisExpression' || (value.type === 'Identifier' && (value !== e || f.binding(value)));
  if (!unused) out.push(Object.assign(statement(value), { loc: e.loc }));
  if (!isSuperCall) return;
  f.superDone = true;
  const lexicalThis = f.facts.captures.lexical.get(f.unit)?.find((entry) => entry.value === 'this');
  if (!lexicalThis) return;
  const { name } = lexicalThis.binding;
  const environment = f.facts.captures.inEnvironment.get(lexicalThis.binding);
  const place = environment
    ? Object.assign(member(id(environment.binding.name), name), { environment: environment.binding })
    : id(name);
  out.push(statement(assign(place, { type: 'ThisExpression' })));
}

/** `name = value` for a variable of the function, or the environment or module variable that `targetNode` is. */
export function assignTo(f: Lowering, targetNode: Node, init: Node, out: Node[]): void {
  const isLocal =
    targetNode.type === 'Identifier' && !f.binding(targetNode)?.module && !f.binding(targetNode)?.captured;
  const value = linear(f, init, out, isLocal ? targetNode : undefined);
  if (value !== targetNode)
    out.push(Object.assign(statement(assign(targetNode, value)), { loc: targetNode.loc ?? init.loc }));
}
