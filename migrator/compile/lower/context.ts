/** What lowering one function needs and gathers. */
import {
  array,
  assign,
  binary,
  block,
  call,
  id,
  iff,
  index,
  isFunction,
  isLoop,
  literal,
  member,
  type Node,
  ret,
  self,
  someOwn,
  statement,
  undef,
} from '../ast.ts';
import type { Captures } from '../captures.ts';
import { type Binding, eachOwn, isConstructible, isGenerator, type Program, type Unit } from '../units.ts';
import { inName, quoted } from './words.ts';

export interface Point {
  kind: 'poll' | 'call' | 'super' | 'start' | 'yield';
  /** The array of saved locals in the generated code, filled when liveness is known. */
  saved: Node;
  line: number;
  column: number;
}

/** Facts of the whole program that lowering asks for. */
export interface Facts {
  program: Program;
  captures: Captures;
  entryPoll: ReadonlySet<Unit>;
  /** Property names that are assigned or computed by accessors somewhere: a method of that name is looked up before its arguments, once. */
  unstableMethods: Pick<ReadonlySet<string>, 'has'>;
  /** By scope: variables that are marked uninitialised when it is entered. */
  checked: ReadonlyMap<Node, Binding[]>;
}

export class Lowering {
  readonly points: Point[] = [];
  /** Variables of the whole function: everything that is not a native constant of a block. */
  readonly locals = new Set<string>();
  /** Inside a `try`: targets of suspending calls are temporaries, as a handler may see the old value. */
  tryDepth = 0;
  /** In a derived constructor: `super()` has been lowered, so `this` exists. */
  superDone = false;
  readonly facts: Facts;
  readonly unit: Unit;
  readonly isGenerator: boolean;
  private readonly usesThis: boolean;
  private temps = 0;
  private labels = 0;

  constructor(facts: Facts, unit: Unit) {
    this.facts = facts;
    this.unit = unit;
    this.isGenerator = isGenerator(unit);
    let uses = false;
    eachOwn(unit, (n) => {
      if (n.type === 'ThisExpression' || n.type === 'Super') uses = true;
    });
    this.usesThis = uses && unit.kind !== 'main';
  }

  /** For a value that V8 would quote as `text`. */
  temp(text = '', prefix: '$t' | '$m' = '$t'): Node {
    const name = `${prefix}${++this.temps}${text && inName(text)}`;
    this.locals.add(name);
    return id(name);
  }

  /** How V8 would quote an expression that is not lowered yet. */
  quote(e: Node, iterated = false): string {
    return quoted(e, (node) => this.binding(node), iterated);
  }

  label(): string {
    return `$l${++this.labels}`;
  }

  binding(node: Node): Binding | undefined {
    return this.facts.program.bindingOf.get(node);
  }

  /** `if ((target = call) === $SIG) return $SIG.save(fn, pc, this, [live]);` */
  suspend(out: Node[], target: Node | null, callNode: Node, kind: Point['kind'] = 'call'): void {
    // Before `super()` there is no instance to go on with: the call runs as it stands, and holds a capture.
    if (this.unit.kind === 'derived' && !this.superDone && kind !== 'super') {
      out.push(statement(target ? assign(target, callNode) : callNode));
      return;
    }
    const pc = this.points.length;
    const saved = array([]);
    callNode.marked = true;
    const save = call(member(id('$SIG'), 'save'), [
      literal(this.unit.id),
      literal(pc),
      this.selfNow(kind),
      saved,
    ]);
    const test = binary('===', target ? assign(target, callNode) : callNode, id('$SIG'));
    const point = Object.assign(iff(test, ret(save)), { point: pc, target: target?.name ?? null });
    // The printer knows the form that points have in a generator.
    out.push(this.isGenerator ? Object.assign(point, { inGenerator: kind }) : point);
    this.points.push({
      kind,
      saved,
      line: callNode.loc?.start.line ?? 0,
      column: callNode.loc?.start.column ?? 0,
    });
    if (kind === 'super') this.superDone = true;
  }

  /** `if ($flag[0] !== 0) if ($flag.poll() === $SIG) return $SIG.save(…);` */
  poll(at: Node): Node {
    if (this.unit.kind === 'derived' && !this.superDone) return block([]);
    const inner: Node[] = [];
    this.suspend(inner, null, Object.assign(call(member(id('$flag'), 'poll')), { loc: at.loc }), 'poll');
    return Object.assign(iff(binary('!==', index(id('$flag'), literal(0)), literal(0)), inner[0]!), {
      pollOf: inner[0]!.point,
    });
  }

  private selfNow(kind: Point['kind']): Node {
    if (this.unit.kind === 'derived' && (!this.superDone || kind === 'super')) return literal(null);
    return this.usesThis || this.unit.kind !== 'function' || isConstructible(this.unit) ? self() : undef();
  }
}

/** Whether evaluating `node` includes a call that may suspend. */
export const suspends = (node: Node | null | undefined): boolean =>
  !!node && !isFunction(node) && someOwn(node, (n) => n.suspends === true);

/** Whether running `node` includes a suspension point once lowered: a suspending call or a loop with a poll. */
export const hasPoint = (node: Node | null | undefined): boolean =>
  !!node &&
  !isFunction(node) &&
  someOwn(node, (n) => n.suspends === true || n.point !== undefined || (isLoop(n) && n.short === false));

export const setTo = (name: string, value: Node): Node => statement(assign(id(name), value));
export const blockOf = (build: (out: Node[]) => void): Node => {
  const out: Node[] = [];
  build(out);
  return block(out);
};
