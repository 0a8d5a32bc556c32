/**
 * Pass 2. Who owns what: every function body is a unit (the program's top level is unit 0), every variable a binding
 * with an owner. Names become unique within a unit and against the units around it, so that later passes may hoist and move code.
 */
import { analyze, type Scope, type Variable } from 'eslint-scope';
import { isClass, isFunction, type Node, OURS, walk } from './ast.ts';

export interface Unit {
  id: number;
  /** The function; for unit 0 the Program; for initialisers the class member. */
  node: Node;
  kind: 'main' | 'function' | 'constructor' | 'derived' | 'initialiser';
  name: string;
  parent: Unit | null;
  /** Why it is run as written, or null where it is lowered. */
  opaque: string | null;
  /** Its class, for methods, constructors and initialisers. */
  class: ClassUnit | null;
  /** The class member it is the body of. */
  method: Node | null;
  /** Where it comes into being, as a source offset: hoisted declarations at the start of their block. */
  createdAt: number;
  /** Declared once at module level as a constant: known by identity, never described. */
  once: boolean;
  /** The constant binding that holds this very function, if it refers to itself by it. */
  selfBinding: Binding | null;
  /** Names it uses that belong to units around it, other than module variables. */
  free: Set<Binding>;
}

export interface ClassUnit {
  id: number;
  node: Node;
  unit: Unit;
  name: string;
  once: boolean;
}

export interface Binding {
  /** Unique name in generated code. */
  name: string;
  /** As the user wrote it. */
  original: string;
  unit: Unit;
  /** The block, function or loop whose scope holds it. */
  scope: Node;
  /** `self` is the name of a function expression or class inside itself. */
  kind: 'param' | 'let' | 'const' | 'var' | 'function' | 'class' | 'catch' | 'import' | 'self' | 'synthetic';
  /** Module-level: a script variable, never saved in frames. */
  module: boolean;
  captured: boolean;
  /** Written once, where it is declared. */
  constant: boolean;
  /** Source offset from which it has its value. */
  initialisedAt: number;
  declarator: Node | null;
  /** Identifier nodes that refer to it, with the unit they stand in. */
  references: { node: Node; unit: Unit; write: boolean; init: boolean }[];
  definitions: Node[];
  /** True where its scope is entered more than once per activation of its unit. */
  inLoop: boolean;
  imported: { module: string; name: string } | null;
}

export interface Program {
  root: Node;
  units: Unit[];
  classes: ClassUnit[];
  bindings: Binding[];
  /** By identifier node: the binding it refers to. Identifiers that are not here are globals. */
  bindingOf: Map<Node, Binding>;
  unitOf: Map<Node, Unit>;
  scopeBindings: Map<Node, Binding[]>;
}

const LOOP_SCOPES = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** `reserved`: names that module variables must not take, because the host's global object or the ABI has them. */
export function findUnits(root: Node, reserved: ReadonlySet<string>): Program {
  const program: Program = {
    root,
    units: [],
    classes: [],
    bindings: [],
    bindingOf: new Map(),
    unitOf: new Map(),
    scopeBindings: new Map(),
  };
  const parents = new Map<Node, Node>();
  collectUnits(program, parents);
  // biome-ignore lint/suspicious/noExplicitAny: eslint-scope speaks @types/estree
  const manager = analyze(root as any, { ecmaVersion: 2022, sourceType: 'module' });
  for (const scope of manager.scopes) if (scope.type !== 'global') collectBindings(program, scope, parents);
  const globals = new Set(manager.globalScope?.through.map((ref) => ref.identifier.name) ?? []);
  uniqueNames(program, globals, reserved);
  walk(root, (n) => {
    for (const key of ['name', 'original', 'inferred'])
      if (typeof n[key] === 'string') n[key] = n[key].replace(OURS, '$');
  });
  return program;
}

function collectUnits(program: Program, parents: Map<Node, Node>): void {
  const make = (node: Node, kind: Unit['kind'], parent: Unit | null, extra: Partial<Unit>): Unit => {
    const unit: Unit = {
      id: program.units.length,
      node,
      kind,
      name: '',
      parent,
      opaque: null,
      class: null,
      method: null,
      createdAt: node.range?.[0] ?? 0,
      once: false,
      selfBinding: null,
      free: new Set(),
      ...extra,
    };
    program.units.push(unit);
    program.unitOf.set(node, unit);
    return unit;
  };
  const visit = (node: Node, parent: Node | null, unit: Unit, cls: ClassUnit | null): void => {
    if (parent) parents.set(node, parent);
    let inner = unit;
    let innerClass = cls;
    if (isFunction(node))
      inner = make(
        node,
        functionKind(node, parent, cls),
        unit,
        functionFacts(node, parent, unit, cls, parents),
      );
    else if (node.type === 'StaticBlock')
      inner = make(node, 'initialiser', unit, {
        opaque: 'a static block',
        class: cls,
        name: `static block of ${cls?.name}`,
      });
    else if (isClass(node)) {
      const name = node.id?.name ?? node.inferred ?? '';
      innerClass = { id: program.classes.length, node, unit, name, once: false };
      node.classUnit = innerClass;
      program.classes.push(innerClass);
    }
    for (const key of Object.keys(node)) {
      if (key === 'loc' || key === 'range' || key === 'classUnit' || key === 'imported') continue;
      const child = node[key];
      const field = node.type === 'PropertyDefinition' && key === 'value' && child;
      const owner = field
        ? make(node, 'initialiser', inner, {
            opaque: 'a field initialiser',
            class: cls,
            name: `field of ${cls?.name}`,
          })
        : inner;
      if (field) program.unitOf.set(child, program.unitOf.get(child) ?? owner);
      if (Array.isArray(child)) {
        for (const item of child)
          if (item && typeof item.type === 'string') visit(item, node, owner, innerClass);
      } else if (child && typeof child.type === 'string')
        visit(child, node, owner, key === 'superClass' ? cls : innerClass);
    }
  };
  const tla = hasTopLevelAwait(program.root);
  const main = make(program.root, 'main', null, { name: '<main>', opaque: tla ? 'top-level await' : null });
  for (const child of program.root.body) visit(child, program.root, main, null);
}

function hasTopLevelAwait(root: Node): boolean {
  let found = false;
  walk(root, (n) => {
    if (isFunction(n)) return false;
    if (n.type === 'AwaitExpression' || (n.type === 'ForOfStatement' && n.await)) found = true;
    return !found;
  });
  return found;
}

function functionKind(node: Node, parent: Node | null, cls: ClassUnit | null): Unit['kind'] {
  if (parent?.type === 'MethodDefinition' && parent.kind === 'constructor' && parent.value === node)
    return cls!.node.superClass ? 'derived' : 'constructor';
  return 'function';
}

function functionFacts(
  node: Node,
  parent: Node | null,
  unit: Unit,
  cls: ClassUnit | null,
  parents: Map<Node, Node>,
): Partial<Unit> {
  const member = parent && (parent.type === 'MethodDefinition' || parent.type === 'Property') ? parent : null;
  const key = member && !member.computed ? (member.key.name ?? String(member.key.value ?? '')) : '';
  const method = parent?.type === 'MethodDefinition' ? parent : null;
  const own = (node.id?.name ?? node.inferred ?? key).replace(OURS, '$');
  const name = method
    ? method.kind === 'constructor'
      ? `new ${cls!.name}`
      : `${cls!.name}.${key}`
    : own || '<anonymous>';
  // What stands in an opaque function closes over native variables, so it is opaque too; initialisers have none.
  const inherited =
    unit.opaque && unit.kind !== 'initialiser' && unit.kind !== 'main' ? `made inside ${unit.opaque}` : null;
  const createdAt =
    node.type === 'FunctionDeclaration'
      ? blockStart(parents.get(node) ?? parent!)
      : ((method ? cls!.node.range?.[0] : node.range?.[0]) ?? 0);
  return { name, opaque: node.opaque ?? inherited, class: method ? cls : null, method, createdAt };
}

const blockStart = (parent: Node): number => parent.range?.[0] ?? 0;

function collectBindings(program: Program, scope: Scope, parents: Map<Node, Node>): void {
  const block = scope.block as unknown as Node;
  const unit = unitOfScope(program, scope);
  const moduleLevel = scope.type === 'module';
  const inLoop = entersAgain(block, unit, parents);
  for (const variable of scope.variables) {
    if (variable.name === 'arguments' && variable.defs.length === 0) continue;
    const binding = makeBinding(program, variable, scope, unit, moduleLevel, inLoop);
    program.bindings.push(binding);
    const list = program.scopeBindings.get(block) ?? [];
    list.push(binding);
    program.scopeBindings.set(block, list);
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
  const references = variable.references.map((ref) => ({
    node: ref.identifier as unknown as Node,
    unit: unitOfScope(program, ref.from),
    write: ref.isWrite(),
    init: ref.init === true,
  }));
  const isDefault = (node: Node): boolean => kind === 'param' && variable.identifiers.includes(node as never);
  const writes = references.filter((r) => r.write && !(r.init && declarator?.init) && !isDefault(r.node));
  const binding: Binding = {
    name: variable.name,
    original: variable.name.replace(OURS, '$'),
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

function uniqueNames(program: Program, globals: ReadonlySet<string>, reserved: ReadonlySet<string>): void {
  const byUnit = new Map<Unit, Binding[]>();
  const all = new Set<string>(globals);
  for (const binding of program.bindings) {
    const list = byUnit.get(binding.unit) ?? [];
    list.push(binding);
    byUnit.set(binding.unit, list);
    all.add(binding.original);
  }
  const inherited = new Map<Unit, Set<string>>();
  for (const unit of program.units) {
    const used = new Set(unit.parent ? inherited.get(unit.parent) : globals);
    const bindings = byUnit.get(unit) ?? [];
    for (const b of bindings) if (b.kind === 'self') used.add(b.name);
    for (const b of bindings) {
      if (b.kind === 'self') continue;
      // Names with `$` are ours.
      const base = b.name.startsWith('$') ? `_${b.name}` : b.name.replace(OURS, '$');
      let name = base;
      for (
        let k = 1;
        used.has(name) ||
        (unit.kind === 'main' && reserved.has(name)) ||
        (name !== b.original && all.has(name));
        k++
      )
        name = `${base}$${k}`;
      used.add(name);
      if (name !== b.name) rename(b, name);
    }
    inherited.set(unit, used);
  }
}

function rename(binding: Binding, name: string): void {
  binding.name = name;
  for (const node of binding.definitions) Object.assign(node, { name, original: node.original ?? node.name });
  for (const { node } of binding.references) node.name = name;
}
