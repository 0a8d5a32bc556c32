/** Lowering of one function: prologue, body, entry poll. The result is what the compiler prints and what a resume starts from. */
import { assign, id, type Node, self, statement } from '../ast.ts';
import type { Binding, Unit } from '../units.ts';
import { type Facts, hasPoint, Lowering } from './context.ts';
import { enterScope } from './scopes.ts';
import { lowerList } from './statements.ts';

export interface LoweredUnit {
  unit: Unit;
  /** The whole lowered body, prologue included. */
  body: Node[];
  /** Function-level variables to declare. */
  locals: string[];
  points: Lowering['points'];
  params: string[];
}

export function lowerUnit(facts: Facts, unit: Unit, statements: Node[]): LoweredUnit {
  const f = new Lowering(facts, unit);
  const params = unit.kind === 'main' ? [] : unit.node.params.map(parameterName);
  const body: Node[] = [];
  for (const { binding, value } of facts.captures.lexical.get(unit) ?? []) {
    f.locals.add(binding.name);
    if (unit.kind === 'derived' && value === 'this') continue; // after super()
    body.push(statement(assign(id(binding.name), value === 'this' ? self() : value === 'arguments' ? id('arguments') : newTarget())));
  }
  if (unit.kind !== 'main') enterScope(f, unit.node, body, (b: Binding) => (b.kind === 'param' ? id(b.name) : null));
  const start = body.length;
  lowerList(f, statements, body);
  if (facts.entryPoll.has(unit)) placeEntryPoll(f, body, start, unit.node);
  for (const p of params) f.locals.delete(p);
  return { unit, body, locals: [...f.locals], points: f.points, params };
}

const newTarget = (): Node => ({ type: 'MetaProperty', meta: id('new'), property: id('target') });

function parameterName(param: Node): string {
  if (param.type === 'AssignmentPattern') return param.left.name;
  return param.type === 'RestElement' ? param.argument.name : param.name;
}

/** On the path that goes on to a suspending call, as late as possible: leaves of a recursion pay nothing. */
function placeEntryPoll(f: Lowering, body: Node[], from: number, at: Node): void {
  let list = body;
  let i = from;
  for (;;) {
    while (i < list.length && !hasPoint(list[i]!)) i++;
    const s = list[i];
    if (s?.type !== 'IfStatement' || s.point !== undefined || list.slice(i + 1).some((n) => hasPoint(n))) break;
    const inThen = hasPoint(s.consequent);
    if (inThen === hasPoint(s.alternate) || s.consequent.type !== 'BlockStatement') break;
    list = inThen ? s.consequent.body : s.alternate.body;
    i = 0;
  }
  const s = list[i];
  if (s?.mirror || s?.type === 'IfStatement' && s.pollOf !== undefined) return;
  list.splice(Math.min(i, list.length), 0, f.poll(at));
}
