/** Completion records (ECMA-262 6.2.4): the ways out of a piece of code, turned into values so that other code can run before they are taken. */
import {
  assign,
  binary,
  block,
  breakTo,
  childKeys,
  id,
  iff,
  isFunction,
  isLoop,
  labeled,
  literal,
  type Node,
  ret,
  rewriteOwn,
  statement,
} from '../ast.ts';
import type { Lowering } from './context.ts';

export interface Exit {
  code: number;
  jump: Node;
}

export interface CompletionRecord {
  /** Notes that all is normal. */
  before: Node;
  /** What may be left, in a `try` of ours. */
  guarded: Node;
  label: string;
  /** Takes the way out that was noted. */
  after: Node[];
}

/** Of a `try` with a `finally`, whose own code comes between `guarded` and `after`. Nothing of it is lowered yet. */
export function completionOf(f: Lowering, s: Node): CompletionRecord {
  const [kind, value] = [f.temp(), f.temp()];
  const label = f.label();
  const inner = s.handler
    ? block([{ type: 'TryStatement', block: s.block, handler: s.handler, finalizer: null }])
    : s.block;
  const exits = redirectExits(f, inner, kind, value, label);
  const error = id(`$x${label.slice(2)}f`);
  const noted = block([statement(assign(kind, literal(1))), statement(assign(value, error))]);
  const handler = { type: 'CatchClause', param: error, body: noted, isOurs: true };
  const thrown = { type: 'ThrowStatement', argument: value };
  return {
    before: statement(assign(kind, literal(0))),
    guarded: { type: 'TryStatement', block: inner, handler, finalizer: null },
    label,
    after: [
      iff(binary('===', kind, literal(1)), block([thrown])),
      ...exits.map(({ code, jump }) => iff(binary('===', kind, literal(code)), block([exitOf(jump, value)]))),
    ],
  };
}

/** The way out itself, with what was noted as its value. */
export const exitOf = (jump: Node, value: Node): Node =>
  jump.type === 'ReturnStatement' ? ret(value) : jump;

/** Every way out of `node` but falling off its end, throwing, and jumps that stay becomes: note it, `break label`. */
export function redirectExits(
  f: Lowering,
  node: Node,
  kind: Node,
  value: Node,
  label: string,
  stays: (jump: Node) => boolean = () => false,
): Exit[] {
  settle(f, node);
  const exits: Exit[] = [];
  const codeOf = (jump: Node): number => {
    const same = exits.find(
      (e) =>
        e.jump.type === jump.type &&
        (jump.type === 'ReturnStatement' || e.jump.label?.name === jump.label?.name),
    );
    if (same) return same.code;
    exits.push({ code: exits.length + 2, jump });
    return exits.length + 1;
  };
  eachExit(node, (jump, put) => {
    if (stays(jump)) return;
    const note = [statement(assign(kind, literal(codeOf(jump)))), breakTo(label)];
    if (jump.type === 'ReturnStatement')
      note.unshift({ ...statement(assign(value, jump.argument ?? id('undefined'))), loc: jump.loc });
    put(block(note));
  });
  return exits;
}

/**
 * A `finally` within `node` that an exit passes on its way may put another completion in its place (`break` in it, an error that is
 * caught further out): the exit must not be noted before that. So each has a record of its own, from which it goes on.
 */
function settle(f: Lowering, node: Node): void {
  const passed = new Set<Node>();
  eachExit(node, (_jump, _put, around) => {
    for (const each of around) passed.add(each);
  });
  if (passed.size === 0) return;
  rewriteOwn(node, (n) => {
    if (!passed.has(n)) return n;
    const { before, guarded, label, after } = completionOf(f, n);
    return block([before, labeled(label, block([guarded])), n.finalizer, ...after]);
  });
}

type Found = (jump: Node, put: (to: Node) => void, around: readonly Node[]) => void;

/** Each jump out of `node`, with the `try` statements in it whose `finally` it passes. */
function eachExit(node: Node, found: Found): void {
  const inner = new Set<string>();
  const leaves = (jump: Node, inLoop: boolean, inSwitch: boolean): boolean =>
    jump.type === 'ReturnStatement' ||
    (jump.label ? !inner.has(jump.label.name) : !inLoop && !(inSwitch && jump.type === 'BreakStatement'));
  const visit = (n: Node, inLoop: boolean, inSwitch: boolean, around: readonly Node[]): void => {
    if (isFunction(n)) return;
    if (n.type === 'LabeledStatement') inner.add(n.label.name);
    for (const key of childKeys(n.type)) {
      const child = n[key];
      const within =
        n.type === 'TryStatement' && n.finalizer && key !== 'finalizer' ? [...around, n] : around;
      const each = (c: Node, put: (to: Node) => void): void => {
        const jump =
          c.type === 'BreakStatement' || c.type === 'ContinueStatement' || c.type === 'ReturnStatement';
        if (jump && leaves(c, inLoop, inSwitch)) found(c, put, within);
        else visit(c, inLoop || isLoop(c), inSwitch || c.type === 'SwitchStatement', within);
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (to) => void (child[i] = to))));
      else if (child) each(child, (to) => void (n[key] = to));
    }
  };
  visit(node, false, false, []);
}
