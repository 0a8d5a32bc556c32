/**
 * Pass 7, second half: what makes functions and classes again, `12: ($e1, y) => x => { … }`, for the script `factories`. Bodies that would be
 * the same as in `code` are taken from its text by the host (host/factories.ts).
 */
import { arrow, block, call, clone, declare, id, literal, member, type Node, ret, statement } from './ast.ts';
import { told } from './async-generators.ts';
import { type Captures, capturedBy, nameIn } from './captures.ts';
import { hasKnownKeys, isDescribed, keysOf, namesForClass, namesOf } from './describe.ts';
import { canStandOutside, standOutside } from './outside.ts';
import type { ClassUnit, Program, Unit } from './units.ts';

export interface Factories {
  statement: Node;
  /** Blocks that stand in `code`: when both are printed, each has the place where it belongs (`at`) and where it stands (`standsAt`). */
  bodies: Node[];
}

/** `{ functions: { 12: ($e1, y) => x => { … } }, classes: { 3: ($e1, $super) => class extends $super { … } } }` */
export function factories(program: Program, captures: Captures): Factories {
  const bodies: Node[] = [];
  const functions: Node[] = [];
  const bodyOf = (unit: Unit): Node | null => {
    const { node } = unit;
    if (!node.body.printed || program.leaning.has(unit)) return null;
    const body = { type: 'BlockStatement', body: [], standsAt: node.body.printed, same: node.body };
    bodies.push(body);
    return body;
  };
  for (const unit of program.units) {
    if (!isDescribed(unit, program) || unit.parent === null) continue;
    if (unit.parent.opaque && unit.parent.kind !== 'main' && unit.parent.kind !== 'initialiser') continue;
    functions.push(entry(unit.id, functionFactory(unit, captures, bodyOf(unit))));
  }
  const classes = program.classes
    .filter((c) => !c.once && canStandOutside(c.node) && hasKnownKeys(c, program))
    .map((c) => entry(c.id, classFactory(c, program, captures)));
  const table = (properties: Node[]): Node => ({ type: 'ObjectExpression', properties, multiline: true });
  const all = table([keyed('functions', table(functions)), keyed('classes', table(classes))]);
  return { statement: statement(call(id('$factories'), [all])), bodies };
}

const keyed = (key: string, value: Node): Node => ({
  type: 'Property',
  key: id(key),
  value,
  kind: 'init',
  method: false,
  shorthand: false,
  computed: false,
});
const entry = (key: number, value: Node): Node => ({ ...keyed('', value), key: literal(key) });

function functionFactory(unit: Unit, captures: Captures, body: Node | null): Node {
  const params = namesOf(capturedBy(unit), unit, captures);
  const { made, before } = asExpression(unit, body);
  // A body that stands elsewhere cannot say that it is strict.
  const factory = (statements: Node[]): Node => ({
    ...arrow(params, block([...before, ...statements])),
    ...(body ? { strict: unit.strict } : {}),
  });
  if (!unit.selfBinding) return factory([ret(made)]);
  // A function that calls itself by a constant name gets that name tied again.
  const name = nameIn(unit.selfBinding, unit, captures);
  return factory([declare('const', name, made), ret(id(name))]);
}

/** The function as an expression, with the name it had: object literal methods keep being methods. */
function asExpression(unit: Unit, body: Node | null): { made: Node; before: Node[] } {
  if (body) return { made: expressionOf(unit, { ...unit.node, body }), before: [] };
  const copy = clone(unit.node);
  const before = standOutside(copy);
  return { made: expressionOf(unit, copy), before };
}

function expressionOf(unit: Unit, copy: Node): Node {
  const property = unit.node.property as Node | undefined;
  if (!property) {
    copy.inferred = copy.named ?? (unit.name === '<anonymous>' ? '' : unit.name);
    return told(copy);
  }
  const holder = {
    type: 'ObjectExpression',
    properties: [
      { ...property, key: property.computed ? literal('') : property.key, computed: false, value: copy },
    ],
  };
  const key = property.computed
    ? literal('')
    : property.key.type === 'Identifier'
      ? literal(property.key.name)
      : property.key;
  if (property.kind === 'init')
    return { type: 'MemberExpression', object: holder, property: key, computed: true };
  return member(call(member(id('Object'), 'getOwnPropertyDescriptor'), [holder, key]), property.kind);
}

function classFactory(cls: ClassUnit, program: Program, captures: Captures): Node {
  const params = namesForClass(cls, program, captures);
  const copy = clone(cls.node);
  // What ran when the class was made does not run again; static values are the task's.
  copy.body.body = copy.body.body.filter(
    (m: Node) =>
      (m.type !== 'StaticBlock' || m.described) &&
      !(m.type === 'PropertyDefinition' && m.static && m.key.type !== 'PrivateIdentifier'),
  );
  for (const m of copy.body.body) {
    if (m.type === 'PropertyDefinition' && m.static) m.value = null;
    if (m.computed && m.key.keptKey) m.key = m.key.left;
  }
  for (const m of keysOf(cls)) params.push(clone(m.key.left));
  if (copy.superClass) {
    params.push(id('$super'));
    copy.superClass = id('$super');
  }
  copy.inferred = copy.named ?? cls.name;
  const before = standOutside(copy);
  return arrow(params, block([...before, ret(copy)]));
}
