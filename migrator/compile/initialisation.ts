/**
 * Part of pass 3. What the language forbids of `let`, `const` and `class` (ECMA-262 9.1.1.1): to use one before its declaration has run, and
 * to assign to a constant. As variables are hoisted, V8 does not see that any more. It is looked for only where a use may come too early:
 * where it stands above the declaration, or in a function that may be called above it.
 *
 *     { f(x); let x = 1; }        { x = $D; f(x === $D ? $rt.uninitialised("x") : x); x = 1; }
 *     x = e; x++                  x = $rt.assigned(e, x, "x"); (check of x, x++)
 *     const K = 1;                const K = 1; let $i_K = $D;  … $i_K === $D ? … : K …; $i_K = 0;      // at the top level, where K is script code
 *     const c = 1; c = e; c++     $rt.constant = e; $rt.constant = -c                             // both throw
 *     (function f() { f = e; })   (function f() { $rt.ignored = e; })                             // in sloppy code
 */
import { assign, binary, id, literal, member, type Node, replaceChildren, rt, sequence } from './ast.ts';
import { isScriptConstant } from './once.ts';
import { isTarget, isUpdated, markPattern } from './places.ts';
import { type Binding, outermostWithin, type Program, type Unit } from './units.ts';

type Reference = Binding['references'][number];

/** The value of a variable whose declaration has not run; no program has it. */
export const UNINITIALISED = '$D';

export function checkInitialisation(program: Program): void {
  const uses = new Uses(program);
  const calls = new EarliestCalls(program);
  for (const b of program.bindings) {
    if (b.unit.opaque || b.imported) continue;
    if (b.kind === 'const' || b.kind === 'self')
      for (const r of b.references)
        if (r.write && !r.init)
          uses.constant.set(r.node, b.kind === 'self' && !r.unit.strict ? 'ignored' : 'constant');
    if (b.kind !== 'const' && b.kind !== 'let') continue;
    for (const r of b.references) {
      if (r.init || !mayBeEarly(r, b, calls)) continue;
      uses.early.set(r.node, r);
      b.checked = isScriptConstant(b, program) ? 'beside' : 'itself';
    }
  }
  if (uses.early.size + uses.constant.size > 0) uses.children(program.root);
}

/** Of a constant that the code script declares: whether its declaration has run is told by a variable beside it. */
export const markerOf = (b: Binding): string => `$i_${b.name}`;

/** Variables that are marked when their scope is entered. */
export function checkedByScope(program: Program): Map<Node, Binding[]> {
  const found = new Map<Node, Binding[]>();
  for (const b of program.bindings)
    if (b.checked === 'itself') found.set(b.scope, [...(found.get(b.scope) ?? []), b]);
  return found;
}

function mayBeEarly(r: Reference, b: Binding, calls: EarliestCalls): boolean {
  if (b.scope.type === 'SwitchStatement') return !isInCaseOf(r.node, b);
  if (r.unit === b.unit) return r.node.range[0] < b.initialisedAt;
  return calls.of(outermostWithin(r.unit, b.unit)) < b.initialisedAt;
}

/** Another case may be the first to run. */
function isInCaseOf(node: Node, b: Binding): boolean {
  const within = (n: Node): boolean => n.range[0] <= node.range[0] && node.range[1] <= n.range[1];
  const own = b.scope.cases.find((c: Node) => c.range[0] <= b.initialisedAt && b.initialisedAt <= c.range[1]);
  return !!own && within(own) && node.range[0] >= b.initialisedAt;
}

/**
 * The first place in the function around it at which a function may be called: where it comes into being, or, if it is bound to a constant,
 * where that is first used, there or in another function that may be called there.
 */
class EarliestCalls {
  private readonly earliest = new Map<Unit, number>();

  constructor(program: Program) {
    const byValue = new Map<Node, Binding>();
    for (const b of program.bindings) if (b.declarator?.init && b.constant) byValue.set(b.declarator.init, b);
    const edges: [callee: Unit, caller: Unit][] = [];
    for (const unit of program.units) {
      const holder =
        unit.node.type === 'FunctionDeclaration'
          ? program.bindingOf.get(unit.node.id)
          : (byValue.get(unit.node) ?? byValue.get(unit.class?.node as Node));
      const isRunAtOnce =
        unit.kind === 'initialiser' && (unit.node.static || unit.node.type === 'StaticBlock');
      if (!holder?.constant || holder.unit !== unit.parent || isRunAtOnce) {
        this.earliest.set(unit, unit.createdAt);
        continue;
      }
      let first = Number.POSITIVE_INFINITY;
      for (const r of holder.references) {
        if (r.init) continue;
        if (r.unit === unit.parent) first = Math.min(first, r.node.range[0]);
        else edges.push([unit, outermostWithin(r.unit, unit.parent)]);
      }
      this.earliest.set(unit, Math.max(first, unit.createdAt));
    }
    for (let changed = true; changed; ) {
      changed = false;
      for (const [callee, caller] of edges) {
        const at = Math.max(this.of(caller), callee.createdAt);
        if (at >= this.of(callee)) continue;
        this.earliest.set(callee, at);
        changed = true;
      }
    }
  }

  of(unit: Unit): number {
    return this.earliest.get(unit)!;
  }
}

/** An error of that call is shown where `node` stands. */
function at({ loc }: Node, made: Node): Node {
  made.callee.property.loc = loc;
  return made;
}
/** What assigning does: it throws, or nothing. */
type Constant = 'constant' | 'ignored';
const constant = (kind: Constant): Node => member(id('$rt'), kind);

class Uses {
  readonly early = new Map<Node, Reference>();
  readonly constant = new Map<Node, Constant>();
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  children(node: Node): void {
    markPattern(node);
    replaceChildren(node, (child, key) =>
      (key === 'property' || key === 'key') && !node.computed ? child : this.changed(child, node, key),
    );
  }

  private changed(node: Node, parent: Node, key: string): Node {
    if (node.type === 'Identifier') {
      if (isUpdated(parent, key)) return node;
      if (isTarget(parent, key)) {
        const kind = this.constant.get(node);
        return kind ? { ...constant(kind), insteadOf: node } : node;
      }
      return this.early.has(node) ? this.check(node) : node;
    }
    this.children(node);
    if (node.type === 'AssignmentExpression' && node.operator === '=') return this.assignment(node);
    if (node.type === 'AssignmentExpression' && this.constant.has(node.left) && isLogical(node))
      return this.perhaps(node);
    if (node.type === 'AssignmentExpression')
      return this.update(node, node.left, (old) => binary(node.operator.slice(0, -1), old, node.right));
    if (node.type === 'UpdateExpression')
      return this.update(node, node.argument, (old) => ({
        type: 'UnaryExpression',
        operator: '-',
        prefix: true,
        argument: old,
      }));
    return node;
  }

  /** The target of a plain assignment has been replaced already if it is a constant: too early is told first. */
  private assignment(node: Node): Node {
    const target = node.left.insteadOf ?? node.left;
    if (this.early.has(target))
      node.right = at(target, rt('assigned', [node.right, this.told(target), this.nameOf(target)]));
    return node;
  }

  /** `c ||= v` of a constant: `c || ($rt.constant = v)` */
  private perhaps(node: Node): Node {
    const { left, right, operator, loc, range } = node;
    const kind = this.constant.get(left)!;
    const old = this.early.has(left) ? this.check(left) : left;
    const does = { ...assign(constant(kind), right), loc, range };
    return { type: 'LogicalExpression', operator: operator.slice(0, -1), left: old, right: does, loc, range };
  }

  private update(node: Node, target: Node, changed: (old: Node) => Node): Node {
    const kind = this.constant.get(target);
    if (kind) {
      const old = this.early.has(target) ? this.check(target) : target;
      return Object.assign(assign(constant(kind), changed(old)), { loc: node.loc, range: node.range });
    }
    return this.early.has(target)
      ? { ...sequence([this.check(this.again(target)), node]), range: node.range }
      : node;
  }

  private check(node: Node): Node {
    return {
      type: 'ConditionalExpression',
      test: binary('===', this.told(node), id(UNINITIALISED)),
      consequent: at(node, rt('uninitialised', [this.nameOf(node)])),
      alternate: node,
      range: node.range,
      checks: node,
    };
  }

  /** As the user wrote it. */
  private nameOf(node: Node): Node {
    return literal(this.program.bindingOf.get(node)!.original);
  }

  /** What tells whether its declaration has run. */
  private told(node: Node): Node {
    const binding = this.program.bindingOf.get(node)!;
    return binding.checked === 'beside' ? id(markerOf(binding)) : this.again(node);
  }

  /** One more use of the same variable at the same place. */
  private again(node: Node): Node {
    const copy = { ...node };
    const binding = this.program.bindingOf.get(node)!;
    const { unit } = binding.references.find((r) => r.node === node)!;
    binding.references.push({ node: copy, unit, write: false, init: false });
    this.program.bindingOf.set(copy, binding);
    return copy;
  }
}

const isLogical = ({ operator }: Node): boolean => /^(\|\||&&|\?\?)=$/.test(operator);
