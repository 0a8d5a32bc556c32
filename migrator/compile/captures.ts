/**
 * Pass 3. How each captured variable is kept, so that an inner function can be described and made again.
 *
 *   by value     constant before any function over it exists: stays a native variable, copied into the description
 *   environment  all others: `x` becomes `$e3.x`, one plain object per scope instance (and per loop iteration)
 *   lexical      `this`, `arguments`, `new.target` of an outer function in an arrow: constants `$this4`, `$args4`, `$nt4`
 *
 * In a loop, what closures see must be a variable of the iteration while frames want one local: `const x$c = x` beside it.
 */
import { id, isArrow, member, type Node, walk, walkOwn } from './ast.ts';
import { isRewritable, resolvePrivateNames } from './private-names.ts';
import type { Binding, ClassUnit, Program, Unit } from './units.ts';

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
  resolvePrivateNames(program);
  keepToMain(program);
  refuseSuperInArrows(program);
  refuseClassBound(program);
  refuseOverNative(program);
  lexicalNames(program, captures);
  for (const binding of program.bindings) keep(program, binding, captures);
  for (const [binding, environment] of captures.inEnvironment) useEnvironment(binding, environment);
  return captures;
}

/** The name by which code in `unit` sees a by-value binding. */
export const nameIn = (binding: Binding, unit: Unit, captures: Captures): string =>
  unit !== binding.unit && captures.mirrored.has(binding) ? `${binding.name}$c` : binding.name;

/** What a description of `unit` lists and its factory takes: free bindings but its own name. */
export const capturedBy = (unit: Unit): Binding[] =>
  [...unit.free].filter((b) => b !== unit.selfBinding && !(b.kind === 'self' && b.unit === unit));

export function capturedByClass(cls: ClassUnit, program: Program): Binding[] {
  const all = new Set<Binding>();
  for (const unit of program.units) {
    if (unit.class !== cls && !(unit.kind === 'initialiser' && cls.node.body.body.includes(unit.node)))
      continue;
    for (const b of unit.free) if (b.scope !== cls.node) all.add(b);
  }
  return [...all];
}

/** Hoisted functions come into being in their order at the start of their block; fractions of a character keep that order. */
function orderDeclarations(program: Program): void {
  const count = new Map<Node, number>();
  for (const binding of program.bindings) {
    if (binding.kind !== 'function') continue;
    const k = (count.get(binding.scope) ?? 0) + 1;
    count.set(binding.scope, k);
    const fn = functionDeclared(program, binding);
    if (!fn) continue;
    fn.node.sinks = canSink(binding, fn);
    fn.createdAt = fn.node.sinks ? fn.node.range[0] : fn.createdAt + k / 65536;
    binding.initialisedAt = fn.createdAt;
  }
}

/** Nobody names the function above its text: it may come into being there, when the constants above it have their values. */
const canSink = (binding: Binding, fn: Unit): boolean =>
  !binding.module &&
  binding.constant &&
  binding.scope.type !== 'SwitchStatement' &&
  binding.references.every((r) => r.node.range[0] >= fn.node.range[0]);

function functionDeclared(program: Program, binding: Binding): Unit | null {
  if (binding.kind !== 'function') return null;
  return (
    program.units.find(
      (u) => u.node.type === 'FunctionDeclaration' && binding.definitions.includes(u.node.id),
    ) ?? null
  );
}

/** Functions and classes that exist exactly once: declared at module level under a constant name. */
function markOnce(program: Program): void {
  for (const binding of program.bindings) {
    if (!binding.module || !binding.constant || seenBeforeSet(binding)) continue;
    const fn =
      functionDeclared(program, binding) ??
      (binding.declarator?.init ? (program.unitOf.get(binding.declarator.init) ?? null) : null);
    if (fn && fn.kind === 'function' && fn.parent?.kind === 'main' && isStatementOfModule(program, binding))
      fn.once = true;
    const cls: ClassUnit | undefined = binding.declarator?.init?.classUnit;
    if (cls && isStatementOfModule(program, binding) && isPureClass(cls.node, program)) cls.once = true;
  }
}

const isStatementOfModule = (program: Program, binding: Binding): boolean =>
  program.root.body.some((s: Node) =>
    s.type === 'FunctionDeclaration'
      ? binding.definitions.includes(s.id)
      : s.type === 'VariableDeclaration' && s.declarations.includes(binding.declarator),
  );

/** The top level reads it above its declaration: the bundler's `var` is undefined there. */
const seenBeforeSet = (b: Binding): boolean =>
  b.kind !== 'function' &&
  b.references.some((r) => r.unit.kind === 'main' && !r.init && r.node.range[0] < b.initialisedAt);

/** Module variables that only the top level uses are its locals: registers, not script variables. */
function keepToMain(program: Program): void {
  for (const b of program.bindings)
    if (b.module && !b.captured && !b.imported && !isScriptConstant(b, program)) b.module = false;
}

/** Declared as a script-level constant: function, class or literal, whose making runs nothing of the user's. */
export function isScriptConstant(b: Binding, program: Program): boolean {
  if (!b.module || !b.constant) return false;
  if (b.imported) return true;
  if (seenBeforeSet(b)) return false;
  const init = b.declarator?.init as Node | undefined;
  if (b.kind === 'function') return functionDeclared(program, b)?.once ?? false;
  if (!init || b.declarator!.id.type !== 'Identifier' || !isStatementOfModule(program, b)) return false;
  return (
    (init.type === 'Literal' && !init.regex) ||
    (program.unitOf.get(init)?.once ?? false) ||
    (init.classUnit?.once ?? false)
  );
}

/** Nothing of the user's runs when the class is declared. */
function isPureClass(node: Node, program: Program): boolean {
  if (node.superClass) {
    if (node.superClass.type !== 'Identifier') return false;
    const binding = program.bindingOf.get(node.superClass);
    if (binding && !(binding.declarator?.init?.classUnit?.once && binding.initialisedAt <= node.range[0]))
      return false;
  }
  return node.body.body.every((m: Node) => {
    if (
      m.type === 'StaticBlock' ||
      (m.static && m.type === 'PropertyDefinition' && m.key.type === 'PrivateIdentifier')
    )
      return false;
    if (m.computed && !isWellKnownSymbol(m.key, program)) return false;
    return m.type !== 'PropertyDefinition' || !m.static || !m.value || m.value.type === 'Literal';
  });
}

const isWellKnownSymbol = (key: Node, program: Program): boolean =>
  key.type === 'MemberExpression' &&
  !key.computed &&
  key.object.type === 'Identifier' &&
  key.object.name === 'Symbol' &&
  !program.bindingOf.has(key.object);

/** `super` in an arrow needs the method around it: both are run as written. */
function refuseSuperInArrows(program: Program): void {
  for (const unit of program.units) {
    if (!isArrow(unit.node)) continue;
    let uses = false;
    walk(unit.node.body, (n) => {
      if (n.type === 'Super') uses = true;
      return !uses && !(n.type === 'FunctionExpression' || n.type === 'ClassBody');
    });
    for (let u: Unit | null = uses ? unit : null; u; u = isArrow(u.node) ? u.parent : null)
      makeOpaque(program, u, 'super in an arrow function');
  }
}

/** Resumed code stands outside the class body: `#names` mean nothing there, and `super` needs a class known by name. */
function refuseClassBound(program: Program): void {
  for (const unit of program.units) {
    if (unit.opaque || unit.kind === 'main') continue;
    let reason: string | null = null;
    walkOwn(unit.node.body, (n) => {
      if (n.type === 'MemberExpression' && n.object.type === 'Super' && !(unit.class?.once && unit.method))
        reason ??= 'super in a class made at run time';
    });
    if (!reason && !isRewritable(unit.node.body)) reason = '#private names of a class made at run time';
    if (reason) makeOpaque(program, unit, reason);
  }
}

/** What closes over variables of code that is run as written cannot be described, and is run as written itself. */
function refuseOverNative(program: Program): void {
  for (const binding of program.bindings) {
    const owner = binding.unit;
    if (binding.module || !owner.opaque || owner.kind === 'initialiser') continue;
    for (const r of binding.references)
      if (r.unit !== owner)
        makeOpaque(program, outermostWithin(r.unit, owner), `made inside ${owner.opaque}`);
  }
}

function makeOpaque(program: Program, unit: Unit, reason: string): void {
  unit.opaque ??= reason;
  for (const inner of program.units)
    if (inner.parent === unit && !inner.opaque)
      makeOpaque(program, inner, `made inside a function with ${reason}`);
}

function lexicalNames(program: Program, captures: Captures): void {
  const get = (owner: Unit, value: 'this' | 'arguments' | 'new.target'): Binding => {
    const list = captures.lexical.get(owner) ?? [];
    captures.lexical.set(owner, list);
    const known = list.find((entry) => entry.value === value);
    if (known) return known.binding;
    const name = `$${value === 'this' ? 'this' : value === 'arguments' ? 'args' : 'nt'}${owner.id}`;
    const binding = synthetic(name, owner, owner.node, false);
    list.push({ binding, value });
    program.bindings.push(binding);
    return binding;
  };
  for (const unit of program.units) {
    if (unit.kind === 'main' || unit.kind === 'initialiser') continue;
    let owner: Unit = unit;
    while (isArrow(owner.node) && owner.parent) owner = owner.parent;
    const ownerIsLowered = owner.kind !== 'main' && owner.kind !== 'initialiser' && !owner.opaque;
    eachOwn(unit, (n) => {
      const value =
        n.type === 'ThisExpression'
          ? 'this'
          : n.type === 'MetaProperty'
            ? 'new.target'
            : n.type === 'Identifier' && n.name === 'arguments' && !program.bindingOf.has(n)
              ? 'arguments'
              : null;
      if (!value || !ownerIsLowered) return;
      if (value === 'this' && owner === unit) return; // natively
      const binding = get(owner, value);
      Object.assign(n, { type: 'Identifier', name: binding.name });
      if (unit !== owner) binding.captured = true;
      binding.references.push({ node: n, unit, write: false, init: false });
      program.bindingOf.set(n, binding);
    });
  }
}

/** Nodes that run as part of `unit`, its inner functions and the inside of its classes left out, property names too. */
export function eachOwn(unit: Unit, visit: (node: Node) => void): void {
  const body = unit.kind === 'main' ? unit.node : unit.node.body;
  walk(body, (n, parent, key) => {
    if (
      n !== body &&
      (n.type === 'FunctionDeclaration' ||
        n.type === 'FunctionExpression' ||
        n.type === 'ArrowFunctionExpression' ||
        n.type === 'StaticBlock')
    )
      return false;
    if (parent?.type === 'PropertyDefinition' && key === 'value') return false;
    const named =
      parent && key === 'property' ? !parent.computed : parent && key === 'key' ? !parent.computed : false;
    if (!named) visit(n);
    return true;
  });
}

export function synthetic(name: string, unit: Unit, scope: Node, inLoop: boolean): Binding {
  return {
    name,
    original: name,
    unit,
    scope,
    kind: 'synthetic',
    module: false,
    captured: false,
    constant: true,
    initialisedAt: scope.range?.[0] ?? 0,
    declarator: null,
    references: [],
    definitions: [],
    inLoop,
    imported: null,
  };
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

function outermostWithin(unit: Unit, owner: Unit): Unit {
  let u = unit;
  while (u.parent && u.parent !== owner) u = u.parent;
  return u;
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

function useEnvironment(binding: Binding, environment: Environment): void {
  for (const r of binding.references) {
    if (binding.kind === 'param' && binding.definitions.includes(r.node)) continue; // its default: the prologue copies it
    const inner = r.unit !== binding.unit;
    const name =
      inner && environment.binding.inLoop ? `${environment.binding.name}$c` : environment.binding.name;
    if (inner) addFree(environment.binding, r.unit, false);
    Object.assign(r.node, member(id(name), binding.name), { environment: environment.binding });
    delete r.node.name;
  }
}
