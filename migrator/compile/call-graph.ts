/**
 * Part of pass 4: who may call whom. Functions are told apart by how their value is used: bound to a constant name (called by that
 * name only), a property (called by any member call of that property name), or anything else ("escaping": called by any unknown call).
 */
import { eachChild, isFunction, type Node, walk } from './ast.ts';
import { isBuiltinName } from './builtin-names.ts';
import {
  type Binding,
  type ClassUnit,
  functionNamed,
  isGenerator,
  type Program,
  type Unit,
} from './units.ts';

/** Builtin modules whose functions never wait for the outside world. */
const PURE_MODULES = new Set(
  [
    'path',
    'path/posix',
    'util',
    'url',
    'assert',
    'assert/strict',
    'querystring',
    'string_decoder',
    'buffer',
    'events',
    'perf_hooks',
    'crypto',
    'os',
    'zlib',
  ].map((m) => `node:${m}`),
);
/** Methods of Node's objects that may wait (a full output window, a file): whatever object they are called on. */
const WAITING_METHODS =
  /^(log|error|warn|info|debug|table|dir|write|end|exit|kill|abort|chdir|group|trace|assert|count|timeEnd|timeLog)$|Sync$/;
const WAITING_GLOBALS = new Set(['console', 'process']);

/** What runs the body of a generator. */
const GENERATOR_METHODS = ['next', 'return', 'throw'];

export const isCall = (n: Node): boolean => n.type === 'CallExpression' || n.type === 'NewExpression';

export class CallGraph {
  private readonly calls: ReadonlyMap<Unit, Node[]>;
  private readonly targets = new Map<Node, ReadonlySet<Unit>>();
  /** Targets of calls of which only a name is known, by that name: one set for all of them. */
  private readonly targetsOfName = new Map<string, ReadonlySet<Unit>>();
  private readonly byName = new Map<string, Set<Unit>>();
  private readonly unknownNames = new Set<string>();
  private readonly escaping = new Set<Unit>();
  private readonly constant = new Map<Binding, Unit>();
  private readonly bound = new Set<Unit>();
  private readonly constructors = new Set<Unit>();
  private readonly generators: Unit[];
  private readonly importsWaiting: boolean;
  /** Globals that the program makes by assigning to them, in sloppy code. */
  private readonly assignedGlobals = new Set<string>();
  private readonly program: Program;

  /** `calls`: those that each unit makes itself. */
  constructor(program: Program, calls: ReadonlyMap<Unit, Node[]>) {
    this.program = program;
    this.calls = calls;
    this.importsWaiting =
      program.bindings.some((b) => b.imported && !PURE_MODULES.has(b.imported.module)) ||
      program.builtins.some((name) => !PURE_MODULES.has(name));
    this.generators = program.units.filter((u) => isGenerator(u) && !u.opaque);
    for (const b of program.bindings) this.bindConstant(b);
    if (program.units.some((u) => !u.strict)) this.findAssignedGlobals();
    this.classify(program.root, null, '');
    for (const [unit, calls] of this.calls) for (const c of calls) this.targets.set(c, this.resolve(c, unit));
  }

  callsOf(unit: Unit): Node[] {
    return this.calls.get(unit) ?? [];
  }

  maySuspend(node: Node, _unit: Unit, suspending: ReadonlySet<Unit>): boolean {
    if (this.waits(node)) return true;
    for (const target of this.targets.get(node)!) if (suspending.has(target)) return true;
    return this.callbackSuspends(node, suspending);
  }

  /** Whether asking an iterator for its next value may reach a safe point. */
  nextSuspends(suspending: ReadonlySet<Unit>): boolean {
    if (this.generators.some((unit) => suspending.has(unit))) return true;
    for (const unit of this.byName.get('next') ?? []) if (suspending.has(unit)) return true;
    return false;
  }

  /** A call of Node's API that may wait, or of something unknown in a program that has such functions. */
  waits(node: Node): boolean {
    if (node.type !== 'CallExpression') return false;
    const { callee } = node;
    if (callee.type === 'Identifier') {
      const binding = this.program.bindingOf.get(callee);
      if (binding?.imported) return !PURE_MODULES.has(binding.imported.module);
      return !!binding && !this.constant.has(binding) && this.importsWaiting;
    }
    if (callee.type !== 'MemberExpression' || callee.environment) return false;
    if (callee.object.type === 'Identifier') {
      const binding = this.program.bindingOf.get(callee.object);
      if (binding?.imported) return !PURE_MODULES.has(binding.imported.module);
      if (!binding) return WAITING_GLOBALS.has(callee.object.name);
    }
    return !callee.computed && WAITING_METHODS.test(callee.property.name);
  }

  /** An array method whose callback may suspend, to be replaced by its guest version. */
  callbackSuspends(node: Node, suspending: ReadonlySet<Unit>): boolean {
    const { callee } = node;
    if (
      node.type !== 'CallExpression' ||
      callee.type !== 'MemberExpression' ||
      callee.computed ||
      callee.environment ||
      callee.object.type === 'Super'
    )
      return false;
    if (
      !this.program.preludes.has(callee.property.name) ||
      node.arguments.length === 0 ||
      node.arguments[0].type === 'SpreadElement'
    )
      return false;
    const f = node.arguments[0];
    if (isFunction(f)) return !f.generator && suspending.has(this.program.unitOf.get(f)!);
    const binding = f.type === 'Identifier' ? this.program.bindingOf.get(f) : undefined;
    const known = binding && this.constant.get(binding);
    if (known) return suspending.has(known);
    if (f.type === 'Literal' || (f.type === 'Identifier' && !binding)) return false;
    for (const unit of this.escaping) if (suspending.has(unit)) return true;
    return false;
  }

  /** Units that a depth-first walk of the calls comes back to: one on every cycle. */
  recursionEntries(): Set<Unit> {
    const entries = new Set<Unit>();
    const state = new Map<Unit, 'open' | 'done'>();
    const visit = (unit: Unit): void => {
      state.set(unit, 'open');
      for (const next of this.successors(unit)) {
        const s = state.get(next);
        if (s === 'open') entries.add(next);
        else if (!s) visit(next);
      }
      state.set(unit, 'done');
    };
    for (const unit of this.program.units) if (!state.has(unit)) visit(unit);
    for (const unit of entries) if (unit.opaque) entries.delete(unit);
    return entries;
  }

  private successors(unit: Unit): Set<Unit> {
    const next = new Set<Unit>();
    const added = new Set<ReadonlySet<Unit>>();
    for (const c of this.callsOf(unit)) {
      const targets = this.targets.get(c)!;
      if (!added.has(targets)) for (const t of targets) next.add(t);
      added.add(targets);
      if (this.mayCallBack(c))
        for (const a of c.arguments) if (isFunction(a)) next.add(this.program.unitOf.get(a)!);
    }
    return next;
  }

  private mayCallBack(node: Node): boolean {
    return (
      node.callee.type === 'MemberExpression' &&
      !node.callee.computed &&
      this.program.preludes.has(node.callee.property.name)
    );
  }

  private findAssignedGlobals(): void {
    walk(this.program.root, (n) => {
      if (
        n.type === 'AssignmentExpression' &&
        n.left.type === 'Identifier' &&
        !this.program.bindingOf.has(n.left)
      )
        this.assignedGlobals.add(n.left.name);
    });
  }

  private bindConstant(binding: Binding): void {
    if (!binding.constant) return;
    const node =
      binding.kind === 'function'
        ? functionNamed(this.program, binding)?.node
        : binding.kind === 'self' && isFunction(binding.scope)
          ? binding.scope
          : binding.declarator?.init;
    const unit = node && isFunction(node) ? this.program.unitOf.get(node) : undefined;
    if (!unit) return;
    this.constant.set(binding, unit);
    this.bound.add(unit);
  }

  private classify(node: Node, parent: Node | null, key: string): void {
    if (isFunction(node)) this.classifyFunction(node, parent, key);
    else if (node.type === 'Property' && !node.computed && !isFunction(node.value))
      this.unknownNames.add(nameOf(node.key));
    else if (node.type === 'PropertyDefinition' && !node.computed && node.value && !isFunction(node.value))
      this.unknownNames.add(nameOf(node.key));
    else if (
      node.type === 'AssignmentExpression' &&
      node.left.type === 'MemberExpression' &&
      !node.left.computed &&
      !node.left.environment &&
      !isFunction(node.right)
    )
      this.unknownNames.add(nameOf(node.left.property));
    const binding = this.program.bindingOf.get(node);
    const constant = binding && this.constant.get(binding);
    const isDefinition = binding?.definitions.includes(node);
    if (constant && !isDefinition && !(parent?.type === 'CallExpression' && key === 'callee'))
      this.escaping.add(constant);
    eachChild(node, (child, k) => this.classify(child, node, k));
  }

  private classifyFunction(node: Node, parent: Node | null, key: string): void {
    const unit = this.program.unitOf.get(node)!;
    if (unit.kind === 'constructor' || unit.kind === 'derived') {
      this.constructors.add(unit);
      return;
    }
    const name = parent && functionProperty(parent, key);
    if (name) {
      const list = this.byName.get(name) ?? new Set();
      this.byName.set(name, list.add(unit));
      // `{ f: () => f }`: bundlers make getters of such, whose value is then called.
      if (givesVariable(node)) this.unknownNames.add(name);
      return;
    }
    if (parent?.type === 'CallExpression' && key === 'callee') return;
    const mayBeBound = parent?.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration';
    if (!mayBeBound || !this.bound.has(unit)) this.escaping.add(unit);
  }

  private resolve(node: Node, unit: Unit): ReadonlySet<Unit> {
    const { callee } = node;
    const name = this.nameAlone(node);
    if (name === null) return this.targetsFor(node, unit);
    const key = `${node.type} ${callee.object.type === 'Identifier' && this.isGlobal(callee.object)} ${name}`;
    let targets = this.targetsOfName.get(key);
    if (!targets) {
      targets = this.targetsFor(node, unit);
      this.targetsOfName.set(key, targets);
    }
    return targets;
  }

  /** Of a call `e.name()` where nothing but the name says what is called. */
  private nameAlone({ callee, drives }: Node): string | null {
    const isPlain = callee.type === 'MemberExpression' && !callee.environment && !callee.checks;
    if (drives || !isPlain || callee.computed || this.constantOf(callee.object)) return null;
    return nameOf(callee.property);
  }

  private isGlobal(object: Node): boolean {
    return (
      !this.program.bindingOf.has(object) && !object.name.startsWith('$') && object.name !== 'globalThis'
    );
  }

  /** `$rt` and the like. */
  private isOurs(object: Node): boolean {
    return object.type === 'Identifier' && object.name.startsWith('$') && !this.program.bindingOf.has(object);
  }

  private targetsFor(node: Node, unit: Unit): Set<Unit> {
    const { callee } = node;
    const found = new Set<Unit>();
    const add = (units: Iterable<Unit> | undefined): void => {
      for (const u of units ?? []) found.add(u);
    };
    const addUnknown = (): void => {
      add(this.escaping);
      if (node.type === 'NewExpression') add(this.constructors);
    };
    if (callee.type === 'Super') this.addConstructors(unit.class!.node.superClass, found);
    else if (isFunction(callee)) found.add(this.program.unitOf.get(callee)!);
    else if (callee.type === 'Identifier' || callee.environment || callee.checks) {
      const binding = callee.environment ? undefined : this.program.bindingOf.get(callee);
      const constant = this.constantOf(callee);
      if (constant) found.add(constant);
      else if (node.type === 'NewExpression' && binding) this.addConstructors(callee, found);
      else if (binding || callee.environment || this.assignedGlobals.has(callee.name)) addUnknown();
    } else if (callee.type === 'MemberExpression') this.resolveMember(callee, add, addUnknown);
    else addUnknown();
    if (node.drives) found.add(this.program.unitOf.get(node.drives)!);
    // A generator function only makes a generator; its body runs when that is asked for a value.
    for (const u of this.generators) if (u.node !== node.drives) found.delete(u);
    if (
      callee.type === 'MemberExpression' &&
      (callee.computed || GENERATOR_METHODS.includes(nameOf(callee.property)))
    )
      add(this.generators);
    return found;
  }

  private resolveMember(
    callee: Node,
    add: (units: Iterable<Unit> | undefined) => void,
    addUnknown: () => void,
  ): void {
    if (callee.object.type === 'Identifier' && this.isGlobal(callee.object)) return;
    if (callee.computed) {
      addUnknown();
      for (const units of this.byName.values()) add(units);
      return;
    }
    const name = nameOf(callee.property);
    add(this.byName.get(name));
    const direct = this.constantOf(callee.object);
    if ((name === 'call' || name === 'apply') && direct) add([direct]);
    else if (this.unknownNames.has(name) || name === 'call' || name === 'apply') addUnknown();
    // Nothing in the program says what it is: a method that was given its name while the program ran (`prototype[name] = method`).
    else if (!this.byName.has(name) && !isBuiltinName(name) && !this.isOurs(callee.object)) addUnknown();
  }

  private constantOf(node: Node): Unit | undefined {
    const binding = this.program.bindingOf.get(node.checks ?? node);
    return binding && this.constant.get(binding);
  }

  /** Constructors that `new C` or `super()` may run, given the class expression. */
  private addConstructors(expression: Node | null, found: Set<Unit>): void {
    if (!expression) return;
    const binding = expression.type === 'Identifier' ? this.program.bindingOf.get(expression) : undefined;
    if (expression.type === 'Identifier' && !binding) return; // a builtin
    const cls: ClassUnit | undefined = binding?.constant
      ? binding.kind === 'self'
        ? binding.scope.classUnit
        : binding.declarator?.init?.classUnit
      : undefined;
    if (!cls) {
      for (const u of this.constructors) found.add(u);
      for (const u of this.escaping) found.add(u);
      return;
    }
    const own = this.program.units.find(
      (u) => u.class === cls && (u.kind === 'constructor' || u.kind === 'derived'),
    );
    if (own) found.add(own);
    else this.addConstructors(cls.node.superClass, found);
  }
}

const nameOf = (key: Node): string => String(key.name ?? key.value ?? '');

const givesVariable = ({ params, body }: Node): boolean =>
  params.length === 0 &&
  body.body?.length === 1 &&
  body.body[0].type === 'ReturnStatement' &&
  body.body[0].argument?.type === 'Identifier';

function functionProperty(parent: Node, key: string): string | null {
  if (
    (parent.type === 'MethodDefinition' ||
      parent.type === 'Property' ||
      parent.type === 'PropertyDefinition') &&
    key === 'value' &&
    !parent.computed
  )
    return nameOf(parent.key);
  if (
    parent.type === 'AssignmentExpression' &&
    key === 'right' &&
    parent.left.type === 'MemberExpression' &&
    !parent.left.computed &&
    !parent.left.environment
  )
    return nameOf(parent.left.property);
  return null;
}
