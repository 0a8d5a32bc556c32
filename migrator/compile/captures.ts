/**
 * Pass 3. How each captured variable is kept, so that an inner function can be described and made again.
 *
 *   by value     constant before any function over it exists: stays a native variable, copied into the description
 *   environment  all others: `x` becomes `$e3.x`, one plain object per scope instance (and per loop iteration)
 *   lexical      `this`, `arguments`, `new.target` of an outer function in an arrow: constants `$this4`, `$args4`, `$nt4`
 *
 * In a loop, what closures see must be a variable of the iteration while frames want one local: `const x$c = x` beside it.
 */

import { eachChild, id, member, type Node, some } from './ast.ts';
import { checkInitialisation } from './initialisation.ts';
import { lexicalNames } from './lexical.ts';
import { constantName } from './module.ts';
import { functionDeclared, keepToMain, markOnce, orderDeclarations } from './once.ts';
import { resolveClassParts } from './private-names.ts';
import {
  refuseClassBound,
  refuseOverNative,
  refuseOwnHeritage,
  refuseSuperCallsInArrows,
} from './refusals.ts';
import {
  type Binding,
  type ClassUnit,
  outermostWithin,
  type Program,
  synthetic,
  type Unit,
} from './units.ts';

export interface Environment {
  binding: Binding;
  vars: Binding[];
}

export interface Captures {
  /** By scope node: the environment object made when that scope is entered. */
  environments: Map<Node, Environment>;
  /** Bindings kept by value that frames and closures see under two names. */
  mirrored: Set<Binding>;
  inEnvironment: Map<Binding, Environment>;
  /** Synthetic constants of a function, set in its prologue: `this`, `arguments`, `new.target`. */
  lexical: Map<Unit, { binding: Binding; value: 'this' | 'arguments' | 'new.target' }[]>;
}

export function analyseCaptures(program: Program): Captures {
  const captures: Captures = {
    environments: new Map(),
    mirrored: new Set(),
    inEnvironment: new Map(),
    lexical: new Map(),
  };
  orderDeclarations(program);
  markOnce(program);
  resolveClassParts(program);
  keepToMain(program);
  nameClasses(program);
  refuseSuperCallsInArrows(program);
  refuseClassBound(program);
  refuseOwnHeritage(program);
  refuseOverNative(program);
  checkInitialisation(program);
  lexicalNames(program, captures);
  for (const binding of program.bindings) keep(program, binding, captures);
  captureClasses(program);
  for (const [binding, environment] of captures.inEnvironment) useEnvironment(binding, environment);
  return captures;
}

/** What code outside of its body knows each class by. */
function nameClasses(program: Program): void {
  const named = new Map<Node, string>();
  for (const b of program.bindings)
    if (b.kind === 'self' && b.references.length > 0) named.set(b.scope, b.name);
  for (const cls of program.classes) {
    if (cls.once) {
      cls.ref = constantName(program, (init) => init.classUnit === cls, cls.node);
      // Code in it says that name, which is not that of the constant.
      if ((named.get(cls.node) ?? cls.ref) !== cls.ref) continue;
      if (cls.node.hiddenName !== undefined) cls.node.id = null;
      delete cls.node.hiddenName;
    } else cls.ref = cls.node.id?.name ?? null;
  }
}

/** A class made at run time is captured by all that uses its `#names` or its `super`, by the name it has inside itself. */
function captureClasses(program: Program): void {
  if (program.leaning.size === 0 || program.classes.every(({ once }) => once)) return;
  const names = new Map<Node, Binding>();
  for (const b of program.bindings) if (b.kind === 'self') names.set(b.scope, b);
  const visit = (node: Node, around: Unit): void => {
    const unit = program.unitOf.get(node) ?? around;
    const cls: ClassUnit | undefined = node.privateOf ?? node.superOf?.cls;
    const name = cls && !cls.once ? names.get(cls.node) : undefined;
    if (name) addFree(name, unit, true);
    eachChild(node, (child) => visit(child, unit));
  };
  visit(program.root, program.units[0]!);
}

/** The name by which code in `unit` sees a by-value binding. */
export const nameIn = (binding: Binding, unit: Unit, captures: Captures): string =>
  unit !== binding.unit && captures.mirrored.has(binding) ? `${binding.name}$c` : binding.name;

/** What a description of `unit` lists and its factory takes: free bindings but its own name. */
export const capturedBy = (unit: Unit): Binding[] =>
  [...unit.free].filter((b) => b !== unit.selfBinding && !(b.kind === 'self' && b.unit === unit));

/** What its class body closes over, to which it belongs or not: listed where it is made, and taken by its factory. */
export function capturedByClass(cls: ClassUnit, program: Program): Binding[] {
  const all = new Set<Binding>();
  for (const unit of program.units) {
    if (unit.class !== cls && !(unit.kind === 'initialiser' && cls.node.body.body.includes(unit.node)))
      continue;
    for (const b of unit.free) if (b.scope !== cls.node) all.add(b);
  }
  return [...all];
}

function keep(program: Program, binding: Binding, captures: Captures): void {
  if (binding.module || (binding.unit.opaque && binding.unit.kind !== 'initialiser')) return;
  if (binding.kind === 'self') {
    if (!namesOnceClass(program, binding)) for (const r of binding.references) addFree(binding, r.unit, true);
    return;
  }
  if (!binding.captured) return;
  if (isByValue(program, binding) || isCounter(binding)) {
    if (binding.inLoop) captures.mirrored.add(binding);
    for (const r of binding.references) {
      if (r.unit === binding.unit) continue;
      if (binding.inLoop) r.node.name = `${binding.name}$c`;
      addFree(binding, r.unit, false);
    }
    return;
  }
  let environment = captures.environments.get(binding.scope);
  if (!environment) {
    const name = `$e${captures.environments.size + 1}`;
    environment = { binding: synthetic(name, binding.unit, binding.scope, binding.inLoop), vars: [] };
    captures.environments.set(binding.scope, environment);
    if (binding.inLoop) captures.mirrored.add(environment.binding);
  }
  environment.vars.push(binding);
  captures.inEnvironment.set(binding, environment);
}

/** The inner name of a class that is also a module constant is seen natively everywhere. */
const namesOnceClass = (program: Program, binding: Binding): boolean =>
  program.bindings.some(
    (b) => b.module && b.constant && b.name === binding.name && b.declarator?.init === binding.scope,
  );

function isByValue(program: Program, binding: Binding): boolean {
  if (!binding.constant) return false;
  if (binding.kind === 'synthetic') return true;
  const own =
    functionDeclared(program, binding) ??
    (binding.declarator?.init ? (program.unitOf.get(binding.declarator.init) ?? null) : null);
  const ownFunction = own && own.kind === 'function' ? own : null;
  let toItself = false;
  for (const r of binding.references) {
    if (r.unit === binding.unit) {
      // Seen before it has its value only by what runs earlier: the language's own error, which a native variable keeps.
      continue;
    }
    const outer = outermostWithin(r.unit, binding.unit);
    if (outer === ownFunction) toItself = true;
    else if (outer.createdAt <= binding.initialisedAt) return false;
  }
  if (toItself) ownFunction!.selfBinding = binding;
  return true;
}

/** A variable of a `for` head that only the head writes is a constant of each iteration to the closures of its body. */
function isCounter(binding: Binding): boolean {
  const loop = binding.scope;
  if (loop.type !== 'ForStatement' || binding.kind !== 'let') return false;
  const [from, to] = loop.body.range as [number, number];
  const inBody = (node: Node): boolean => node.range[0] >= from && node.range[1] <= to;
  return binding.references.every((r) =>
    r.unit === binding.unit ? !r.write || !inBody(r.node) : !r.write && inBody(r.node),
  );
}

function addFree(binding: Binding, from: Unit, includeOwner: boolean): void {
  for (let u: Unit | null = from; u; u = u.parent) {
    if (u === binding.unit) {
      if (includeOwner && binding.scope === u.node) u.free.add(binding);
      return;
    }
    u.free.add(binding);
  }
}

/** A parameter itself, or in the default of another one that V8 computes. */
function isOfParameters(node: Node, { definitions, unit }: Binding): boolean {
  if (definitions.includes(node)) return true;
  const fn = unit.node;
  return fn.computesParameters === true && fn.params.some((p: Node) => some(p, (n) => n === node));
}

function useEnvironment(binding: Binding, environment: Environment): void {
  for (const r of binding.references) {
    if (binding.kind === 'param' && isOfParameters(r.node, binding)) continue; // the prologue copies it
    const inner = r.unit !== binding.unit;
    const name =
      inner && environment.binding.inLoop ? `${environment.binding.name}$c` : environment.binding.name;
    if (inner) addFree(environment.binding, r.unit, false);
    Object.assign(r.node, member(id(name), binding.name), { environment: environment.binding });
    delete r.node.name;
  }
}
