/**
 * Pass 6. Which locals each suspension point must save: backward liveness (Aho, Lam, Sethi, Ullman, Compilers, 9.2.5) over the
 * lowered, still structured code. An exception may leave any statement, so what handlers read is live throughout their block.
 */
import { eachChild, id, isClass, isFunction, type Node } from './ast.ts';
import { type Captures, capturedByClass, nameIn } from './captures.ts';
import type { LoweredUnit } from './lower/unit.ts';
import type { Program } from './units.ts';

type Live = ReadonlySet<string>;
interface Jumps {
  exception: Live;
  /** Live after a `return`: what enclosing `finally` blocks read. */
  returning: Live;
  breaking: Live | null;
  continuing: Live | null;
  labels: Map<string, { breaking: Live; continuing: Live | null }>;
  /** Labels that stand directly on the statement. */
  own: string[];
}
const NOTHING: Live = new Set();

/** Fills the saved lists of all points; returns the names of each, in order. */
export function saveLive(lowered: LoweredUnit, program: Program, captures: Captures): string[][] {
  const analysis = new Liveness(lowered, program, captures);
  analysis.list(lowered.body, NOTHING, {
    exception: NOTHING,
    returning: NOTHING,
    breaking: null,
    continuing: null,
    labels: new Map(),
    own: [],
  });
  return lowered.points.map((point, pc) => {
    const live = analysis.liveAt[pc] ?? NOTHING;
    const names = analysis.order.filter((name) => live.has(name));
    point.saved.elements = names.map(id);
    return names;
  });
}

class Liveness {
  readonly liveAt: Live[] = [];
  readonly order: string[];
  private readonly tracked: ReadonlySet<string>;
  private readonly program: Program;
  private readonly captures: Captures;
  private readonly lowered: LoweredUnit;

  constructor(lowered: LoweredUnit, program: Program, captures: Captures) {
    this.lowered = lowered;
    this.program = program;
    this.captures = captures;
    const free = [...lowered.unit.free].map((b) => nameIn(b, lowered.unit, captures));
    this.order = [...new Set([...lowered.params, ...lowered.locals, ...lowered.constants, ...free])];
    this.tracked = new Set(this.order);
  }

  list(statements: Node[], out: Live, jumps: Jumps): Live {
    let live = out;
    for (let i = statements.length - 1; i >= 0; i--) live = this.statement(statements[i]!, live, jumps);
    return live;
  }

  private statement(s: Node, out: Live, jumps: Jumps): Live {
    if (s.point !== undefined) return this.point(s, out, jumps);
    const inner: Jumps = jumps.own.length > 0 ? { ...jumps, own: [] } : jumps;
    switch (s.type) {
      case 'ExpressionStatement':
        return union(this.expression(s.expression, out), jumps.exception);
      case 'VariableDeclaration': {
        if (!s.environment) return out; // a mirror: what it copies is live where a closure uses it
        const live = new Set(out);
        live.delete(s.declarations[0].id.name);
        return this.uses(s.declarations[0].init, live);
      }
      case 'ReturnStatement':
        return this.uses(s.argument, union(jumps.returning, jumps.exception));
      case 'ThrowStatement':
        return this.uses(s.argument, jumps.exception);
      case 'BlockStatement':
        return this.list(s.body, out, inner);
      case 'IfStatement': {
        const then = this.statement(s.consequent, out, inner);
        const other = s.alternate ? this.statement(s.alternate, out, inner) : out;
        return this.uses(s.test, union(union(then, other), jumps.exception));
      }
      case 'LabeledStatement': {
        const labels = new Map(jumps.labels).set(s.label.name, { breaking: out, continuing: null });
        return this.statement(s.body, out, { ...jumps, labels, own: [...jumps.own, s.label.name] });
      }
      case 'BreakStatement':
        return (s.label ? jumps.labels.get(s.label.name)?.breaking : jumps.breaking) ?? NOTHING;
      case 'ContinueStatement':
        return (s.label ? jumps.labels.get(s.label.name)?.continuing : jumps.continuing) ?? NOTHING;
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.loop(s, out, jumps);
      case 'ForOfStatement':
      case 'ForInStatement':
        return this.nativeIteration(s, out, jumps);
      case 'SwitchStatement': {
        const cases = { ...inner, breaking: out };
        let live = out;
        let all = union(out, jumps.exception);
        for (let i = s.cases.length - 1; i >= 0; i--) {
          live = this.list(s.cases[i].consequent, live, cases);
          all = union(all, live);
        }
        for (const c of s.cases) all = this.uses(c.test, all);
        return this.uses(s.discriminant, all);
      }
      case 'TryStatement':
        return this.tryStatement(s, out, inner);
      default:
        return this.uses(s, out);
    }
  }

  /** `if ((t = call) === $SIG) return $SIG.save(…)`: all that is read after it, but its own target. */
  private point(s: Node, out: Live, jumps: Jumps): Live {
    const live = new Set(out);
    if (s.target !== null) live.delete(s.target);
    for (const name of jumps.exception) live.add(name);
    this.liveAt[s.point] = union(this.liveAt[s.point] ?? NOTHING, live);
    const callNode = s.test.left.type === 'AssignmentExpression' ? s.test.left.right : s.test.left;
    return this.uses(callNode, live);
  }

  private loop(s: Node, out: Live, jumps: Jumps): Live {
    const endless = !s.test || (s.test.type === 'Literal' && s.test.value === true);
    let head: Live = NOTHING;
    for (;;) {
      const afterTest = this.uses(s.test, union(endless ? NOTHING : out, jumps.exception));
      const next =
        s.type === 'DoWhileStatement'
          ? union(afterTest, head)
          : s.type === 'ForStatement'
            ? this.expression(s.update, head)
            : head;
      const labels = new Map(jumps.labels);
      for (const l of jumps.own) labels.set(l, { breaking: out, continuing: next });
      const body = this.statement(s.body, next, {
        ...jumps,
        breaking: out,
        continuing: next,
        labels,
        own: [],
      });
      const entry =
        s.type === 'DoWhileStatement'
          ? union(body, jumps.exception)
          : this.uses(s.test, union(union(body, endless ? NOTHING : out), jumps.exception));
      if (entry.size === head.size) return s.type === 'ForStatement' ? this.expression(s.init, entry) : entry;
      head = entry;
    }
  }

  /** Loops left native hold no point; their head writes its target. */
  private nativeIteration(s: Node, out: Live, jumps: Jumps): Live {
    const labels = new Map(jumps.labels);
    for (const l of jumps.own) labels.set(l, { breaking: out, continuing: out });
    const body = this.statement(s.body, out, { ...jumps, breaking: out, continuing: out, labels, own: [] });
    return this.uses(s.right, this.uses(s.left, union(union(body, out), jumps.exception)));
  }

  private tryStatement(s: Node, out: Live, jumps: Jumps): Live {
    let outer = jumps;
    let after = out;
    if (s.finalizer) {
      const fin = this.statement(s.finalizer, union(union(out, jumps.exception), jumps.returning), jumps);
      after = fin;
      const through = <T extends Live | null>(live: T): T =>
        live ? (union(live, fin) as unknown as T) : live;
      outer = {
        ...jumps,
        exception: union(jumps.exception, fin),
        returning: union(jumps.returning, fin),
        breaking: through(jumps.breaking),
        continuing: through(jumps.continuing),
        labels: new Map(
          [...jumps.labels].map(([l, j]) => [
            l,
            { breaking: union(j.breaking, fin), continuing: through(j.continuing) },
          ]),
        ),
      };
    }
    const handler = s.handler ? this.statement(s.handler.body, after, outer) : null;
    return this.statement(
      s.block,
      after,
      handler ? { ...outer, exception: union(outer.exception, handler) } : outer,
    );
  }

  /** Reads and writes of an expression statement: only a plain assignment to a local ends a variable's life. */
  private expression(e: Node | null, out: Live): Live {
    if (!e) return out;
    if (
      e.type === 'AssignmentExpression' &&
      e.operator === '=' &&
      e.left.type === 'Identifier' &&
      this.tracked.has(e.left.name)
    ) {
      const live = new Set(out);
      live.delete(e.left.name);
      return this.uses(e.right, live);
    }
    return this.uses(e, out);
  }

  private uses(e: Node | null | undefined, out: Live): Live {
    if (!e) return out;
    const live = new Set(out);
    this.collect(e, live);
    return live;
  }

  private collect(n: Node, live: Set<string>): void {
    if (n.type === 'Identifier') {
      if (this.tracked.has(n.name)) live.add(n.name);
      return;
    }
    const { cls } = n.superOf ?? { cls: n.privateOf };
    if (cls && !cls.once && this.tracked.has(cls.ref)) live.add(cls.ref);
    if (isFunction(n)) {
      this.closure(n, live);
      return;
    }
    if (isClass(n)) for (const b of capturedByClass(n.classUnit, this.program)) this.addBinding(b, live);
    eachChild(n, (child, key) => {
      const isName =
        (key === 'property' || key === 'key') && !n.computed && child.type !== 'PrivateIdentifier';
      if (!isName && !(key === 'id' && isClass(n))) this.collect(child, live);
    });
  }

  private closure(n: Node, live: Set<string>): void {
    const unit = this.program.unitOf.get(n);
    for (const b of unit?.free ?? []) this.addBinding(b, live);
  }

  private addBinding(b: Parameters<typeof nameIn>[0], live: Set<string>): void {
    const name = nameIn(b, this.lowered.unit, this.captures);
    if (this.tracked.has(name)) live.add(name);
  }
}

function union(a: Live, b: Live): Live {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const all = new Set(a);
  for (const name of b) all.add(name);
  return all;
}
