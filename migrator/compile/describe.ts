/**
 * Pass 7. What makes functions and classes describable (see docs/design/guest-abi.md):
 *
 *     x => { … }                     x => { if ($ask !== undefined) { $ask.answer(12, [$e1, y]); return; } … }
 *     constructor(a) { … }           constructor(a) { if ($ask !== undefined) return; … }
 *     class extends B { f = e; }     class extends B { static { $cls(this, 3, () => [$e1]); } f = $ask === undefined ? e : void 0; }
 *     async () => { … }  (inner)     $fn(async () => { … }, 12, () => [$e1])
 *
 * What makes each of them again is in factories.ts.
 */

import {
  array,
  arrow,
  binary,
  block,
  call,
  clone,
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
} from './ast.ts';
import { asyncMethodsBlock, isTold, tellDeclared, told } from './async-generators.ts';
import { type Captures, capturedBy, capturedByClass, nameIn } from './captures.ts';
import { nameByKey } from './inferred-names.ts';
import { isWellKnownSymbol } from './once.ts';
import { canStandOutside } from './outside.ts';
import { handOutPrivateNames } from './private-names.ts';
import { OWN_HERITAGE } from './refusals.ts';
import { type Binding, type ClassUnit, isGenerator, type Program, type Unit } from './units.ts';

const asked = (then: Node[]): Node => iff(binary('!==', id('$ask'), undef()), block(then));

/** Inner functions that must be told apart by description: not top-level ones, not methods of classes. */
export const isDescribed = (unit: Unit, program: Program): boolean =>
  unit.kind === 'function' &&
  !unit.once &&
  unit.method === null &&
  (!program.leaning.has(unit) || canStandOutside(unit.node));

/** It cannot be asked by a call, which would not run its body. */
const isRegistered = (unit: Unit): boolean => unit.opaque !== null || isGenerator(unit);

/** `code` is the code script: the functions' bodies stand in it. */
export function describeUnits(program: Program, captures: Captures, code: Node): void {
  for (const cls of program.classes) describeClass(cls, program, captures);
  for (const unit of program.units) {
    const { body } = unit.node;
    if (unit.kind === 'constructor') body.body.unshift(asked([ret()]));
    else if (unit.kind === 'derived') body.body.unshift(asked([statement(call({ type: 'Super' })), ret()]));
    else if (isDescribed(unit, program) && !isRegistered(unit))
      body.body.unshift(asked([answer(unit, captures), ret()]));
  }
  registerMade(program, captures, code);
}

export const namesOf = (bindings: Binding[], unit: Unit, captures: Captures): Node[] =>
  bindings.map((b) => id(nameIn(b, unit, captures)));

const answer = (unit: Unit, captures: Captures): Node =>
  statement(
    call(member(id('$ask'), 'answer'), [literal(unit.id), array(namesOf(capturedBy(unit), unit, captures))]),
  );

/** Calling a generator or async function would not run a prologue before its body is wanted: they are registered when made. */
function registerMade(program: Program, captures: Captures, code: Node): void {
  const declaring = new Set<Node[]>();
  rewrite(code, (node, parent, key) => {
    if (node.type === 'Property' && isFunction(node.value) && (node.method || node.kind !== 'init'))
      node.value.property = { ...node, value: null };
    if (node.type === 'FunctionDeclaration' && isTold(node) && Array.isArray(parent[key]))
      declaring.add(parent[key]);
    if (!isFunction(node) || node.type === 'FunctionDeclaration') return node;
    const isMethod =
      (parent.type === 'Property' && (parent.method || parent.kind !== 'init')) ||
      parent.type === 'MethodDefinition';
    if (isMethod) return node;
    const unit = program.unitOf.get(node);
    // Never reached by a walk that could succeed.
    const isHidden = unit?.opaque === OWN_HERITAGE || (unit?.parent?.opaque && unit.parent.kind !== 'main');
    // Called at once: nobody sees it, but a generator's objects inherit from it.
    if (key === 'callee' && !node.generator) return node;
    // The language would name it where it stands.
    if (node.inferred === null && key === 'value') node.inferred = nameByKey(parent) ?? null;
    if (!unit || !isRegistered(unit) || !isDescribed(unit, program) || isHidden) return told(node);
    return call(id('$fn'), [
      told(node),
      literal(unit.id),
      // Asked later, when the variable of a loop around it may be another's.
      arrow([], array(namesOf(capturedBy(unit), unit, captures))),
    ]);
  });
  for (const list of declaring) tellDeclared(list);
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
export const namesForClass = (cls: ClassUnit, program: Program, captures: Captures): Node[] =>
  capturedByClass(cls, program).map((b) => id(captures.mirrored.has(b) ? `${b.name}$c` : b.name));

export const hasKnownKeys = (cls: ClassUnit, program: Program): boolean =>
  cls.node.body.body.every(
    (m: Node) =>
      !m.computed || m.key.type === 'Literal' || m.key.keptKey || isWellKnownSymbol(m.key, program),
  );

/** Members whose computed keys are kept in a variable (normalise.ts): the factory takes their values. */
export const keysOf = (cls: ClassUnit): Node[] =>
  cls.node.body.body.filter((m: Node) => m.computed && m.key.keptKey);
