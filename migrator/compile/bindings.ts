/** Part of pass 2: the variables of each scope, as eslint-scope finds them, with all that refers to them. */
import type { Scope, Variable } from 'eslint-scope';
import { isFunction, type Node, OURS, walk } from './ast.ts';
import type { Binding, Program, Unit } from './units.ts';

const LOOP_SCOPES = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

export function collectBindings(program: Program, scope: Scope, parents: Map<Node, Node>): void {
  const block = scope.block as unknown as Node;
  const unit = unitOfScope(program, scope);
  const moduleLevel = scope.type === 'module';
  const inLoop = entersAgain(block, unit, parents);
  for (const variable of scope.variables) {
    if (variable.name === 'arguments' && variable.defs.length === 0) continue;
    const binding = makeBinding(program, variable, scope, unit, moduleLevel, inLoop);
    program.bindings.push(binding);
  }
}

function unitOfScope(program: Program, scope: Scope): Unit {
  for (let s: Scope | null = scope; s; s = s.upper) {
    const unit = program.unitOf.get(s.block as unknown as Node);
    if (s.type === 'module' || s.type === 'global') return program.units[0]!;
    if (unit && s.type !== 'class') return unit;
  }
  return program.units[0]!;
}

/** Whether a scope is made anew within one activation of its unit: it, or what holds it, is a loop's body or head. */
function entersAgain(block: Node, unit: Unit, parents: Map<Node, Node>): boolean {
  for (let n: Node | undefined = block; n && n !== unit.node; n = parents.get(n))
    if (LOOP_SCOPES.has(n.type)) return true;
  return false;
}

const KINDS: Record<string, Binding['kind']> = {
  Parameter: 'param',
  FunctionName: 'function',
  ClassName: 'class',
  CatchClause: 'catch',
  ImportBinding: 'import',
};

function makeBinding(
  program: Program,
  variable: Variable,
  scope: Scope,
  unit: Unit,
  moduleLevel: boolean,
  inLoop: boolean,
): Binding {
  const def = variable.defs[0];
  const defNode = def?.node as unknown as Node | undefined;
  const isSelf = scope.type === 'function-expression-name' || scope.type === 'class';
  const kind: Binding['kind'] = isSelf
    ? 'self'
    : def?.type === 'Variable'
      ? ((def.parent as unknown as Node).kind as 'let')
      : (KINDS[def?.type ?? ''] ?? 'var');
  const declarator = def?.type === 'Variable' ? defNode! : null;
  const references = [
    ...variable.references
      .map((ref) => ({
        node: ref.identifier as unknown as Node,
        unit: unitOfScope(program, ref.from),
        write: ref.isWrite(),
        init: ref.init === true,
      }))
      .filter((r) => !r.node.annexB),
    ...outerFunctions(variable, scope, unit),
  ];
  const isDefault = (node: Node): boolean => kind === 'param' && variable.identifiers.includes(node as never);
  const writes = references.filter((r) => r.write && !(r.init && declarator?.init) && !isDefault(r.node));
  const binding: Binding = {
    name: variable.name,
    original: originalOf(variable),
    visible: false,
    unit,
    scope: scope.block as unknown as Node,
    kind,
    module: moduleLevel,
    captured: !isSelf && references.some((r) => r.unit !== unit),
    constant:
      writes.length === 0 &&
      variable.defs.length === 1 &&
      (kind !== 'var' || !inLoop) &&
      (kind === 'param' ||
        kind === 'function' ||
        kind === 'class' ||
        kind === 'catch' ||
        isSelf ||
        !!declarator?.init),
    initialisedAt: initialisedAt(kind, declarator, defNode, scope),
    declarator,
    references,
    definitions: variable.identifiers as unknown as Node[],
    inLoop,
    imported: declarator?.imported ?? null,
  };
  for (const r of references) program.bindingOf.set(r.node, binding);
  for (const d of binding.definitions) if (!isSelf) program.bindingOf.set(d, binding);
  return binding;
}

/** Assignments to this variable that stand where another of the same name is meant (link/block-functions.ts). */
function outerFunctions(variable: Variable, scope: Scope, unit: Unit): Binding['references'] {
  const block = scope.block as unknown as Node;
  if (!block.annexB || !['function', 'module'].includes(scope.type)) return [];
  const name = originalOf(variable);
  const found: Node[] = [];
  walk(block, (n) => {
    if (n.type === 'Identifier' && n.annexB === block.annexB && n !== block && n.name === name) found.push(n);
    return n === block || !isFunction(n);
  });
  return found.map((node) => {
    node.name = variable.name;
    return { node, unit, write: true, init: false };
  });
}

const originalOf = (variable: Variable): string =>
  (variable.identifiers[0] as unknown as Node | undefined)?.original ?? variable.name.replace(OURS, '$');

function initialisedAt(
  kind: Binding['kind'],
  declarator: Node | null,
  def: Node | undefined,
  scope: Scope,
): number {
  const block = scope.block as unknown as Node;
  if (kind === 'param' || kind === 'self' || kind === 'catch' || kind === 'function')
    return block.range?.[0] ?? 0;
  if (declarator) return declarator.range?.[1] ?? 0;
  return def?.range?.[1] ?? 0;
}
