/** Part of pass 3: what is declared once at module level, and when functions come into being. */
import type { Node } from './ast.ts';
import { type Binding, type ClassUnit, functionNamed, type Program, type Unit } from './units.ts';

/** Hoisted functions come into being in their order at the start of their block; fractions of a character keep that order. */
export function orderDeclarations(program: Program): void {
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

export function functionDeclared(program: Program, binding: Binding): Unit | null {
  if (binding.kind !== 'function') return null;
  const unit = functionNamed(program, binding);
  return unit?.node.type === 'FunctionDeclaration' ? unit : null;
}

/** Functions and classes that exist exactly once: declared at module level under a constant name. */
export function markOnce(program: Program): void {
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
export function keepToMain(program: Program): void {
  for (const b of program.bindings)
    if (b.module && !b.captured && !b.imported && !isScriptConstant(b, program)) b.module = false;
}

/** `-1`: a literal to people, not to the grammar. */
export const isNegative = (init: Node): boolean =>
  init.type === 'UnaryExpression' && init.operator === '-' && typeof init.argument.value === 'number';

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
    isNegative(init) ||
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

export const isWellKnownSymbol = (key: Node, program: Program): boolean =>
  key.type === 'MemberExpression' &&
  !key.computed &&
  key.object.type === 'Identifier' &&
  key.object.name === 'Symbol' &&
  !program.bindingOf.has(key.object);
