/**
 * The resume generator: for each (function, pc) on a captured stack, a function that goes on from there. It takes the continuation
 * of its callee and the saved locals, and is instrumented as any other: a frame captured again keeps its (function, pc).
 */
import { assert } from '../../protocol/assert.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { ProgramImage } from '../../protocol/program.ts';
import {
  assign,
  binary,
  block,
  breakTo,
  call,
  childKeys,
  clone,
  declare,
  id,
  index,
  isArrow,
  isFunction,
  labeled,
  literal,
  member,
  type Node,
  ret,
  rewriteOwn as rewriteStatements,
  self,
  statement,
  undef,
} from '../compile/ast.ts';
import { standOutside } from '../compile/outside.ts';
import { print } from '../compile/print.ts';
import { type FunctionTree, readTree } from '../compile/tree.ts';
import { completeFunctions } from './complete-functions.ts';
import { Continuation } from './continuation.ts';

export type Point = readonly [fn: number, pc: number];

/**
 * The script that hands `$resume` a function for each point (repetitions are made once).
 * @throws OmosixError ESNAPSHOT where the program has no such point
 */
export function resumeScript(image: ProgramImage, points: readonly Point[]): { code: string } {
  const made = new Map<string, Node>();
  for (const [fn, pc] of points) {
    const key = `${fn}_${pc}`;
    if (!made.has(key)) made.set(key, resumeFunction(image, fn, pc));
  }
  const table: Node = {
    type: 'ObjectExpression',
    multiline: true,
    properties: [...made].map(([key, value]) => ({
      type: 'Property',
      key: literal(key),
      value,
      kind: 'init',
      method: false,
      shorthand: false,
      computed: false,
    })),
  };
  const program = {
    type: 'Program',
    body: [statement(call(id('$resume'), [table]))],
  };
  return { code: print(program) };
}

function resumeFunction(image: ProgramImage, fn: number, pc: number): Node {
  const point = image.functions[fn]?.points[pc];
  const text = image.trees[fn];
  if (!point || !text) throw new OmosixError('ESNAPSHOT', `the program has no safe point ${fn}:${pc}`);
  const tree = readTree(text);
  const body: Node = { type: 'BlockStatement', body: new Continuation(pc).list(tree.body) };
  completeFunctions(body, image);
  const isClass = tree.kind === 'constructor' || tree.kind === 'derived';
  if (tree.kind === 'derived') returnFromDerived(body);
  else if (isClass) returnInstance(body, null);
  else if (tree.constructible) returnInstance(body, id('$new'));
  const declarations = standOutside(body);
  if (tree.kind === 'derived') instanceInVariable(body, point.kind === 'super');
  if (tree.generator) rewriteOwn(body, (n) => (n.type === 'ThisExpression' ? id('$self') : n));
  return {
    type: 'FunctionExpression',
    id: null,
    generator: tree.generator,
    params: [id('$next'), id('$L')],
    body: {
      type: 'BlockStatement',
      body: [
        ...(tree.strict ? [statement(literal('use strict'))] : []),
        ...(isClass || tree.constructible ? takeConstructing() : []),
        declareLocals(tree, point.live),
        ...forget(point.live, tree.generator),
        ...declarations.map(whereItsClassIs),
        ...body.body,
      ],
    },
  };
}

/** Code that follows a `return` speaks of classes that the frame does not know any more: nothing of it is run. */
function whereItsClassIs(declaration: Node): Node {
  const [declarator] = declaration.declarations;
  const [cls] = declarator.init.arguments;
  const isGone = binary(
    '===',
    { type: 'UnaryExpression', operator: 'typeof', prefix: true, argument: clone(cls) },
    literal('undefined'),
  );
  declarator.init = {
    type: 'ConditionalExpression',
    test: isGone,
    consequent: undef(),
    alternate: declarator.init,
  };
  return declaration;
}

/** The saved locals are the frame's now: whoever holds the list must not keep a large array alive. */
const forget = (live: string[], hasSelf: boolean): Node[] =>
  live.length > 0 || hasSelf ? [statement(assign(member(id('$L'), 'length'), literal(0)))] : [];

function declareLocals(tree: FunctionTree, live: string[]): Node {
  const names = [...new Set([...live, ...tree.params, ...tree.locals])];
  const declarations = names.map((name) => {
    const i = live.indexOf(name);
    return { type: 'VariableDeclarator', id: id(name), init: i < 0 ? null : index(id('$L'), literal(i)) };
  });
  if (tree.kind === 'derived')
    declarations.push({ type: 'VariableDeclarator', id: id('$self'), init: self() });
  // Made before the object that it stands for, and what that refers to: its `this` comes with the locals.
  if (tree.generator)
    declarations.push({
      type: 'VariableDeclarator',
      id: id('$self'),
      init: index(id('$L'), literal(live.length)),
    });
  if (declarations.length === 0) return { type: 'EmptyStatement' };
  return { type: 'VariableDeclaration', kind: 'let', declarations };
}

/** `const $new = $SIG.constructing; $SIG.constructing = false;`: whether the caller waits for a new object. */
function takeConstructing(): Node[] {
  const flag = member(id('$SIG'), 'constructing');
  return [declare('const', '$new', flag), statement(assign(flag, literal(false)))];
}

/**
 * A resumed constructor is an ordinary function: what `new` would give is returned by hand (ECMA-262 10.2.2); of a function that may
 * also have been called, `onlyIf` so.
 */
function returnInstance(body: Node, onlyIf: Node | null): void {
  rewriteStatements(body, (n) => {
    if (n.type !== 'ReturnStatement') return n;
    if (!n.argument) return ret(whereNew(onlyIf, self(), undef()));
    if (isSaving(n.argument)) return n;
    if (!onlyIf) return ret(call(member(id('$rt'), 'constructed'), [n.argument, self()]));
    const instance = whereNew(onlyIf, self(), undef());
    return ret(call(member(id('$rt'), 'returnedBy'), [n.argument, clone(onlyIf), instance]));
  });
  body.body.push(ret(whereNew(onlyIf, self(), undef())));
}

const isSaving = (e: Node): boolean => e.type === 'CallExpression' && e.callee.object?.name === '$SIG';

/**
 * The same of a derived one. What it may not return throws when it has been left, where no `try` of its own can see it.
 *
 *     try { return e; } …      $out: { try { $r = e; break $out; } … }  return $rt.derivedResult($r, this);
 */
function returnFromDerived(body: Node): void {
  rewriteStatements(body, (n) => {
    if (n.type !== 'ReturnStatement' || (n.argument && isSaving(n.argument))) return n;
    return block([statement(assign(id('$r'), n.argument ?? undef())), breakTo('$out')]);
  });
  body.body = [
    {
      type: 'VariableDeclaration',
      kind: 'let',
      declarations: [{ type: 'VariableDeclarator', id: id('$r'), init: null }],
    },
    labeled('$out', block(body.body)),
    ret(call(member(id('$rt'), 'derivedResult'), [id('$r'), self()])),
  ];
}

const whereNew = (onlyIf: Node | null, consequent: Node, alternate: Node): Node =>
  onlyIf ? { type: 'ConditionalExpression', test: clone(onlyIf), consequent, alternate } : consequent;

/** In a derived constructor `this` is a variable: the resumed `super()` gives it its value. */
function instanceInVariable(body: Node, inSuper: boolean): void {
  rewriteOwn(body, (n) => (n.type === 'ThisExpression' ? id('$self') : n));
  if (!inSuper) return;
  let found = false;
  rewriteOwn(body, (n, parent, key) => {
    if (!n.resumed || found) return n;
    found = true;
    assert(parent.type === 'BinaryExpression' && key === 'left', 'super() is a statement');
    return assign(id('$self'), n);
  });
}

/** `rewrite` of what belongs to the function itself: arrows share its `this`, other functions and class bodies do not. */
function rewriteOwn(node: Node, change: (node: Node, parent: Node, key: string) => Node): void {
  const visit = (child: Node, key: string): Node => {
    if (isFunction(child) && !isArrow(child)) return child;
    if (child.type === 'ClassBody') {
      for (const m of child.body) if (m.computed) m.key = visit(m.key, 'key');
      return child;
    }
    rewriteOwn(child, change);
    return change(child, node, key);
  };
  for (const key of childKeys(node.type)) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) if (child[i]) child[i] = visit(child[i], key);
    } else if (child) node[key] = visit(child, key);
  }
}
