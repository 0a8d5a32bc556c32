/**
 * Pass 7. What makes functions and classes describable (see docs/design/guest-abi.md):
 *
 *     x => { … }                     x => { if ($ask !== undefined) { $ask.answer(12, [$e1, y]); return; } … }
 *     constructor(a) { … }           constructor(a) { if ($ask !== undefined) return; … }
 *     class extends B { f = e; }     class extends B { static { $cls(this, 3, () => [$e1]); } f = $ask === undefined ? e : void 0; }
 *     async () => { … }  (inner)     $fn(async () => { … }, 12, () => [$e1])
 *
 * and the factories, which make each of them again: `12: ($e1, y) => x => { … }`.
 */

import {
  array,
  arrow,
  binary,
  block,
  call,
  clone,
  declare,
  id,
  iff,
  isFunction,
  literal,
  member,
  type Node,
  ret,
  rewrite,
  self,
  statement,
  undef,
  walk,
} from './ast.ts';
import { asyncMethodsBlock, isTold, tellAsyncDeclarations, told } from './async-generators.ts';
import { type Captures, capturedBy, capturedByClass, nameIn } from './captures.ts';
import { isWellKnownSymbol } from './once.ts';
import { canStandOutside, standOutside } from './outside.ts';
import { handOutPrivateNames } from './private-names.ts';
import { type Binding, type ClassUnit, isGenerator, type Program, type Unit } from './units.ts';

const asked = (then: Node[]): Node => iff(binary('!==', id('$ask'), undef()), block(then));

/** Inner functions that must be told apart by description: not top-level ones, not methods of classes. */
const isDescribed = (unit: Unit): boolean =>
  unit.kind === 'function' && !unit.once && unit.method === null && canStandOutside(unit.node);

/** It cannot be asked by a call, which would not run its body. */
const isRegistered = (unit: Unit): boolean => unit.opaque !== null || isGenerator(unit);

/** `code` is the code script: the functions' bodies stand in it. */
export function describeUnits(program: Program, captures: Captures, code: Node): void {
  walk(code, (n) => {
    if (n.type === 'Property' && isFunction(n.value) && (n.method || n.kind !== 'init'))
      n.value.property = { ...n, value: null };
  });
  for (const cls of program.classes) describeClass(cls, program, captures);
  for (const unit of program.units) {
    const { body } = unit.node;
    if (unit.kind === 'constructor') body.body.unshift(asked([ret()]));
    else if (unit.kind === 'derived') body.body.unshift(asked([statement(call({ type: 'Super' })), ret()]));
    else if (isDescribed(unit) && !isRegistered(unit))
      body.body.unshift(asked([answer(unit, captures), ret()]));
  }
  registerMade(program, captures, code);
  if (program.units.some((unit) => isTold(unit.node))) tellAsyncDeclarations(code);
}

const namesOf = (bindings: Binding[], unit: Unit, captures: Captures): Node[] =>
  bindings.map((b) => id(nameIn(b, unit, captures)));

const answer = (unit: Unit, captures: Captures): Node =>
  statement(
    call(member(id('$ask'), 'answer'), [literal(unit.id), array(namesOf(capturedBy(unit), unit, captures))]),
  );

/** Calling a generator or async function would not run a prologue before its body is wanted: they are registered when made. */
function registerMade(program: Program, captures: Captures, code: Node): void {
  rewrite(code, (node, parent, key) => {
    if (!isFunction(node) || node.type === 'FunctionDeclaration') return node;
    const isMethod =
      (parent.type === 'Property' && (parent.method || parent.kind !== 'init')) ||
      parent.type === 'MethodDefinition';
    if (isMethod) return node;
    const unit = program.unitOf.get(node);
    // Never reached by a walk that could succeed.
    const isHidden = unit?.parent?.opaque && unit.parent.kind !== 'main';
    // Called at once: nobody sees it, but a generator's objects inherit from it.
    if (key === 'callee' && !node.generator) return node;
    // The language would name it where it stands.
    if (node.inferred === null && key === 'value' && !parent.computed)
      node.inferred =
        parent.key.type === 'PrivateIdentifier'
          ? `#${parent.key.name}`
          : String(parent.key.name ?? parent.key.value);
    if (!unit || !isRegistered(unit) || !isDescribed(unit) || isHidden) return told(node);
    return call(id('$fn'), [
      told(node),
      literal(unit.id),
      arrow([], array(namesOf(capturedBy(unit), unit.parent!, captures))),
    ]);
  });
}

function describeClass(cls: ClassUnit, program: Program, captures: Captures): void {
  const body = cls.node.body.body as Node[];
  for (const m of body) {
    if (m.type !== 'PropertyDefinition' || m.static || !m.value || m.value.type === 'Literal') continue;
    m.value = {
      type: 'ConditionalExpression',
      test: binary('===', id('$ask'), undef()),
      consequent: m.value,
      alternate: undef(),
    };
  }
  const asyncMethods = asyncMethodsBlock(cls.node);
  if (asyncMethods) body.unshift(asyncMethods);
  const block: Node[] = [];
  if (cls.node.hiddenName !== undefined)
    block.push(statement(call(member(id('$rt'), 'named'), [self(), literal(cls.node.hiddenName)])));
  const names = handOutPrivateNames(cls, program);
  if (names) block.push(names);
  if (!cls.once) {
    const captured = arrow([], array(namesForClass(cls, program, captures)));
    const keys = keysOf(cls).map((m) => clone(m.key.left));
    block.push(
      statement(
        call(id('$cls'), [self(), literal(cls.id), captured, ...(keys.length > 0 ? [array(keys)] : [])]),
      ),
    );
  }
  if (block.length > 0) body.unshift({ type: 'StaticBlock', body: block, described: true });
}

/** As its body sees them. */
const namesForClass = (cls: ClassUnit, program: Program, captures: Captures): Node[] =>
  capturedByClass(cls, program).map((b) => id(captures.mirrored.has(b) ? `${b.name}$c` : b.name));

const hasKnownKeys = (cls: ClassUnit, program: Program): boolean =>
  cls.node.body.body.every(
    (m: Node) =>
      !m.computed || m.key.type === 'Literal' || m.key.keptKey || isWellKnownSymbol(m.key, program),
  );

/** Members whose computed keys are kept in a variable (normalise.ts): the factory takes their values. */
const keysOf = (cls: ClassUnit): Node[] =>
  cls.node.body.body.filter((m: Node) => m.computed && m.key.keptKey);

/** `{ functions: { 12: ($e1, y) => x => { … } }, classes: { 3: ($e1, $super) => class extends $super { … } } }` */
export function factories(program: Program, captures: Captures): Node {
  const functions: Node[] = [];
  for (const unit of program.units) {
    if (!isDescribed(unit) || unit.parent === null) continue;
    if (unit.parent.opaque && unit.parent.kind !== 'main' && unit.parent.kind !== 'initialiser') continue;
    functions.push(entry(unit.id, functionFactory(unit, captures)));
  }
  const classes = program.classes
    .filter((c) => !c.once && canStandOutside(c.node) && hasKnownKeys(c, program))
    .map((c) => entry(c.id, classFactory(c, program, captures)));
  const table = (properties: Node[]): Node => ({ type: 'ObjectExpression', properties, multiline: true });
  return statement(
    call(id('$factories'), [
      {
        type: 'ObjectExpression',
        multiline: true,
        properties: [keyed('functions', table(functions)), keyed('classes', table(classes))],
      },
    ]),
  );
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

function functionFactory(unit: Unit, captures: Captures): Node {
  const params = namesOf(capturedBy(unit), unit, captures);
  const { made, before } = asExpression(unit);
  if (!unit.selfBinding) return arrow(params, block([...before, ret(made)]));
  // A function that calls itself by a constant name gets that name tied again.
  const name = nameIn(unit.selfBinding, unit, captures);
  return arrow(params, block([...before, declare('const', name, made), ret(id(name))]));
}

/** The function as an expression, with the name it had: object literal methods keep being methods. */
function asExpression(unit: Unit): { made: Node; before: Node[] } {
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
