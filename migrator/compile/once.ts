/** Part of pass 3: what is declared once at module level, and when functions come into being. */
import type { Node } from './ast.ts';
import { type Binding, type ClassUnit, functionNamed, type Program, type Unit } from './units.ts';

/** Hoisted functions come into being in their order at the start of their block; fractions of a character keep that order. */
export function orderDeclarations(program: Program): void {
  const blocks = new Map<Node, Declared[]>();
  for (const binding of program.bindings) {
    if (binding.kind !== 'function') continue;
    list(blocks, binding.scope).push({ binding, fn: functionDeclared(program, binding) });
  }
  for (const block of blocks.values()) {
    const sinking = thatSink(block);
    for (const [k, declared] of block.entries()) {
      const { binding, fn } = declared;
      if (!fn) continue;
      fn.node.sinks = sinking.has(declared);
      fn.createdAt = fn.node.sinks ? fn.node.range[0] : fn.createdAt + (k + 1) / 65536;
      binding.initialisedAt = fn.createdAt;
    }
  }
}

interface Declared {
  binding: Binding;
  fn: Unit | null;
}

/**
 * Those that may come into being where they stand, when the constants above them have their values: nobody names them above,
 * nor in a function of the block that is there from its start.
 */
function thatSink(block: readonly Declared[]): Set<Declared> {
  const inOrder = block
    .filter(({ fn }) => fn !== null)
    .sort((a, b) => a.fn!.node.range[0] - b.fn!.node.range[0]);
  const sinking = new Set(inOrder.filter(({ binding, fn }) => isNamedBelowOnly(binding, fn!)));
  const namedIn = new Map<Declared, Declared[]>();
  for (const each of sinking)
    for (const { node } of each.binding.references) {
      const outer = around(node, inOrder);
      if (outer && outer !== each) list(namedIn, outer).push(each);
    }
  const early = inOrder.filter((each) => !sinking.has(each));
  for (let each = early.pop(); each; each = early.pop())
    for (const named of namedIn.get(each) ?? []) if (sinking.delete(named)) early.push(named);
  return sinking;
}

function list<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}

/** The one of these functions, which do not overlap, whose text the node is part of. */
function around({ range }: Node, inOrder: readonly Declared[]): Declared | undefined {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder[middle]!.fn!.node.range[0] <= range[0]) low = middle + 1;
    else high = middle;
  }
  const last = inOrder[low - 1];
  return last && last.fn!.node.range[1] >= range[1] ? last : undefined;
}

const isNamedBelowOnly = (binding: Binding, fn: Unit): boolean =>
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
