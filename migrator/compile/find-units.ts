/**
 * Pass 2. Who owns what: every function body is a unit (the program's top level is unit 0), every variable a binding
 * with an owner. Names become unique within a unit and against the units around it, so that later passes may hoist and move code.
 */
import { analyze } from 'eslint-scope';
import { eachChild, isClass, isFunction, type Node, OURS, OWN_KEYS, walk } from './ast.ts';
import { collectBindings } from './bindings.ts';
import { uniqueNames } from './names.ts';
import { CALLBACK_METHODS } from './prelude.ts';
import type { ClassUnit, Program, Unit } from './units.ts';
import { keepVisible, seesNames } from './visible.ts';

/** Of code that comes to a program while that runs: how many functions and classes there are already. */
export interface FirstIds {
  functions: number;
  classes: number;
}
const NONE_BEFORE: FirstIds = { functions: 0, classes: 0 };

/** `reserved`: names that module variables must not take, because the host's global object or the ABI has them. */
export function findUnits(root: Node, reserved: ReadonlySet<string>, first: FirstIds = NONE_BEFORE): Program {
  const program: Program = {
    root,
    units: [],
    classes: [],
    bindings: [],
    bindingOf: new Map(),
    unitOf: new Map(),
    namedBy: new Map(),
    builtins: [],
    leaning: new Set(),
    preludes: CALLBACK_METHODS,
  };
  const parents = new Map<Node, Node>();
  const seen: Seen = { parents, deletes: [], hasSuper: false, leaning: new Set() };
  collectUnits(program, seen, first);
  program.leaning = seen.leaning;
  // biome-ignore lint/suspicious/noExplicitAny: eslint-scope speaks @types/estree
  const manager = analyze(root as any, {
    ecmaVersion: 2022,
    sourceType: 'module',
    ignoreEval: true,
    ...(seen.hasSuper ? { childVisitorKeys: OWN_KEYS } : {}),
  });
  for (const scope of manager.scopes) if (scope.type !== 'global') collectBindings(program, scope, parents);
  const globals = new Set(manager.globalScope?.through.map((ref) => ref.identifier.name) ?? []);
  keepVisible(program, parents);
  namesAreNotDeleted(program, seen.deletes);
  uniqueNames(program, globals, reserved);
  walk(root, (n) => {
    for (const key of ['name', 'original', 'inferred', 'hiddenName'])
      if (typeof n[key] === 'string') n[key] = n[key].replace(OURS, '$');
  });
  return program;
}

/** `delete x` of a variable is false and does nothing; where `x` is kept it may be a property. */
function namesAreNotDeleted({ bindingOf }: Program, deletes: readonly Node[]): void {
  for (const n of deletes) {
    const binding = bindingOf.get(n.argument);
    if (!binding || binding.visible) continue;
    binding.references = binding.references.filter((r) => r.node !== n.argument);
    Object.assign(n, { type: 'Literal', value: false, raw: 'false' });
  }
}

/** What the walk for units comes across. */
interface Seen {
  parents: Map<Node, Node>;
  /** `delete x` */
  deletes: Node[];
  /** What scope analysis must be told of, for which it copies its table of node types again and again. */
  hasSuper: boolean;
  leaning: Set<Unit>;
}

function collectUnits(program: Program, seen: Seen, first: FirstIds): void {
  const { parents, deletes } = seen;
  const make = (node: Node, kind: Unit['kind'], parent: Unit | null, extra: Partial<Unit>): Unit => {
    const unit: Unit = {
      id: first.functions + program.units.length,
      node,
      kind,
      name: '',
      parent,
      opaque: null,
      strict: node.strict ?? parent?.strict ?? node.sloppy !== true,
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
    if (node.id) program.namedBy.set(node.id, unit);
    return unit;
  };
  const visit = (node: Node, parent: Node | null, unit: Unit, cls: ClassUnit | null): void => {
    if (parent) parents.set(node, parent);
    if (node.type === 'Super' || node.type === 'PrivateIdentifier') {
      if (node.type === 'Super') seen.hasSuper = true;
      for (let u: Unit | null = unit; u && !seen.leaning.has(u); u = u.parent) seen.leaning.add(u);
    } else if (
      node.type === 'UnaryExpression' &&
      node.operator === 'delete' &&
      node.argument.type === 'Identifier'
    )
      deletes.push(node);
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
      const name = node.hiddenName ?? node.id?.original ?? node.id?.name ?? node.inferred ?? '';
      innerClass = { id: first.classes + program.classes.length, node, unit, name, once: false, ref: null };
      node.classUnit = innerClass;
      program.classes.push(innerClass);
    }
    eachChild(node, (child, key) => {
      const field = node.type === 'PropertyDefinition' && key === 'value';
      const owner = field
        ? make(node, 'initialiser', inner, {
            opaque: 'a field initialiser',
            class: cls,
            name: `field of ${cls?.name}`,
          })
        : inner;
      if (field) program.unitOf.set(child, program.unitOf.get(child) ?? owner);
      visit(child, node, owner, key === 'superClass' ? cls : innerClass);
    });
  };
  const tla = hasTopLevelAwait(program.root);
  const opaque = tla ? 'top-level await' : seesOwnNames(program.root) ? 'a direct eval' : null;
  const main = make(program.root, 'main', null, { name: '<main>', opaque });
  for (const child of program.root.body) visit(child, program.root, main, null);
}

function seesOwnNames(root: Node): boolean {
  let found = false;
  walk(root, (n) => {
    if (seesNames(n)) found = true;
    return !found && !isFunction(n);
  });
  return found;
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
  const own = (node.displayName ?? node.id?.original ?? node.id?.name ?? node.inferred ?? key).replace(
    OURS,
    '$',
  );
  const name = method
    ? method.kind === 'constructor'
      ? `new ${cls!.name}`
      : `${cls!.name}.${node.displayName ?? key}`
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
