/**
 * The rest of a structured piece of code after a suspension point in it: what remains of the innermost block, then of each construct
 * around it, outwards. A loop continues as the rest of the interrupted iteration followed by the loop itself, ordinary code again.
 *
 *     while (t) { a; point; b }      $k: { $next(); b }  while (t) { a; point; b }
 */
import { assert } from '../../protocol/assert.ts';
import {
  assign,
  block,
  call,
  childKeys,
  clone,
  id,
  isFunction,
  isLoop,
  labeled,
  literal,
  member,
  type Node,
  statement,
} from '../compile/ast.ts';
import { breakOut, continueTo } from '../compile/jumps.ts';

export class Continuation {
  private labels = 0;
  private readonly pc: number;

  constructor(pc: number) {
    this.pc = pc;
  }

  list(statements: Node[]): Node[] {
    const i = statements.findIndex((s) => this.has(s));
    assert(i >= 0, `point ${this.pc} is in its function`);
    // Constants of the iteration stand in the block: what is made in its rest closes over them.
    const mirrors = statements.slice(0, i).filter((s) => s.mirror);
    return [
      ...mirrors.map(clone),
      ...this.statement(statements[i]!, []),
      ...statements.slice(i + 1).map(clone),
    ];
  }

  private has(node: Node): boolean {
    if (node.point === this.pc) return true;
    if (isFunction(node)) return false;
    return childKeys(node.type).some((key) => {
      const child = node[key];
      return Array.isArray(child)
        ? child.some((c) => c && this.has(c))
        : child && typeof child === 'object' && this.has(child);
    });
  }

  private statement(s: Node, labels: string[]): Node[] {
    if (s.point === this.pc) return isConstruction(s) ? [constructing(), resumedPoint(s)] : [resumedPoint(s)];
    switch (s.type) {
      case 'BlockStatement':
        return [block(this.list(s.body))];
      case 'IfStatement':
        return this.statement(this.has(s.consequent) ? s.consequent : s.alternate, []);
      case 'LabeledStatement':
        if (isLoop(s.body)) return this.statement(s.body, [...labels, s.label.name]);
        return [labeled(s.label.name, block(this.statement(s.body, [])))];
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.loop(s, labels);
      case 'SwitchStatement':
        return this.switchStatement(s);
      default:
        assert(s.type === 'TryStatement', `a point in ${s.type}`);
        return this.tryStatement(s);
    }
  }

  private loop(s: Node, labels: string[]): Node[] {
    const leave = `$k${++this.labels}`;
    const goOn = `$n${this.labels}`;
    const rest = block(this.statement(s.body, []));
    const breaks = breakOut(rest, leave, labels);
    const continues = continueTo(rest, goOn, labels);
    let loop: Node =
      s.type === 'ForStatement'
        ? {
            type: 'ForStatement',
            init: clone(s.update),
            test: clone(s.test),
            update: clone(s.update),
            body: clone(s.body),
          }
        : { type: 'WhileStatement', test: clone(s.test), body: clone(s.body) };
    for (const label of labels) loop = labeled(label, loop);
    const all = [continues ? labeled(goOn, rest) : rest, loop];
    return breaks ? [labeled(leave, block(all))] : all;
  }

  private switchStatement(s: Node): Node[] {
    const i = s.cases.findIndex((c: Node) => c.consequent.some((x: Node) => this.has(x)));
    const leave = `$k${++this.labels}`;
    const rest = block([
      ...this.list(s.cases[i].consequent),
      ...s.cases.slice(i + 1).flatMap((c: Node) => c.consequent.map(clone)),
    ]);
    const breaks = breakOut(rest, leave);
    return [breaks ? labeled(leave, rest) : rest];
  }

  private tryStatement(s: Node): Node[] {
    if (this.has(s.block))
      return [
        {
          ...s,
          block: block(this.list(s.block.body)),
          handler: clone(s.handler),
          finalizer: clone(s.finalizer),
        },
      ];
    assert(s.handler && this.has(s.handler.body), 'a native finally holds no point');
    const rest = block(this.list(s.handler.body.body));
    return [s.finalizer ? { ...s, block: rest, handler: null, finalizer: clone(s.finalizer) } : rest];
  }
}

/** The callee was called by `new` or `super`; that of a generator is told so where it waits. */
function isConstruction(s: Node): boolean {
  if (s.inGenerator) return false;
  const { left } = s.test;
  const callee = left.type === 'AssignmentExpression' ? left.right : left;
  return callee.type === 'NewExpression' || callee.callee?.type === 'Super';
}

const constructing = (): Node => statement(assign(member(id('$SIG'), 'constructing'), literal(true)));

/** The same check and save, with the callee's continuation in place of the call; a generator first waits where it stood. */
function resumedPoint(s: Node): Node {
  const copy = clone(s);
  if (s.inGenerator) return { ...copy, resumed: true };
  const next = { ...call(id('$next')), marked: true, resumed: true };
  if (copy.test.left.type === 'AssignmentExpression') copy.test.left.right = next;
  else copy.test.left = next;
  return copy;
}
