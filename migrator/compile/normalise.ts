/**
 * Pass 1. Brings the tree into the few forms that later passes know. Nothing here changes what the program does.
 *
 *     x => e                          x => { return e; }
 *     if (c) s;                       if (c) { s; }
 *     import fs, { a as b } from 'm'  const fs = $import('m').default, b = $import('m').a;
 *     class A {}                      let A = class A {};
 *     f(x = g(), { a }) { … }         f($p0 = $D, $p1) { let x = $p0 === $D ? g() : $p0; let { a } = $p1; … }
 *     { *g() {} }                     { g: function* () {} }
 *     class { h = () => this.x }      class { h = ($self => () => $self.x)(this) }
 *     this, at top level              void 0
 *     import.meta                     $meta
 *     x[Symbol.iterator]()            $rt.iterated(x)[Symbol.iterator]()     and x.values(), see explicit-iterators.ts
 *
 * Marks: `inferred` on anonymous functions and classes (the name the language gives them), `imported` on declarators,
 * `opaque` (a reason) on functions that are run as written and never captured on the stack.
 */

import {
  arrow,
  assign,
  block,
  call,
  declare,
  eachChild,
  id,
  isArrow,
  isClass,
  isFunction,
  isLoop,
  literal,
  member,
  type Node,
  OURS,
  replaceChildren,
  ret,
  rewrite,
  self,
  some,
  statement,
  undef,
  walk,
} from './ast.ts';
import { splitAsync } from './async.ts';
import { isWellKnown } from './async-generators.ts';
import { declareCatchVariables, hasCatchVariable } from './catch-variables.ts';
import { askableIterator, askCalledIterators, isNameOfIterator } from './explicit-iterators.ts';
import { nameHomes, usesSuper } from './home-objects.ts';
import { isAnonymous, markInferredNames, nameByKey } from './inferred-names.ts';
import { ALIASED, tiesArguments } from './mapped-arguments.ts';
import { normaliseParameters } from './parameters.ts';
import { seesNames } from './visible.ts';

export function normalise(program: Node): void {
  program.body = program.body.flatMap(withoutImport);
  const seen = {
    isThisUsed: false,
    hasComputedKeys: false,
    hasClasses: false,
    hasSuper: false,
    hasIterators: false,
    hasCatchVariables: false,
  };
  walk(program, (node) => {
    markInferredNames(node);
    if (node.type === 'ThisExpression') seen.isThisUsed = true;
    else if (node.type === 'Super') seen.hasSuper = true;
    else if (node.type === 'ClassBody') seen.hasClasses = true;
    else if (node.type === 'MethodDefinition' || node.type === 'PropertyDefinition')
      seen.hasComputedKeys ||= node.computed;
    else if (node.type === 'CatchClause') seen.hasCatchVariables ||= hasCatchVariable(node);
    else if (isNameOfIterator(node)) seen.hasIterators = true;
  });
  if (seen.isThisUsed) replaceTopLevelThis(program);
  if (seen.hasClasses || seen.hasSuper) nameHomes(program);
  if (seen.hasIterators) askCalledIterators(program);
  rewrite(program, rewriteNode);
  if (seen.hasComputedKeys) keepComputedKeys(program);
  if (seen.hasCatchVariables) declareCatchVariables(program);
  splitAsync(program);
  walk(program, (node) => {
    if (isFunction(node)) normaliseFunction(node);
  });
  giveRanges(program, [0, 0]);
}

/** Scope analysis asks each identifier where it stands: made ones stand where what holds them does. */
function giveRanges(node: Node, around: [number, number]): void {
  node.range ??= around;
  eachChild(node, (child) => giveRanges(child, node.range));
}

function withoutImport(node: Node): Node[] {
  if (node.type !== 'ImportDeclaration') return [node];
  return node.specifiers.length === 0 ? [] : [importVariables(node)];
}

function importVariables(node: Node): Node {
  const module: string = node.source.value.replace(/^(?!node:)/, 'node:');
  const declaration = declare('const', '', null);
  declaration.loc = node.loc;
  declaration.declarations = node.specifiers.map((specifier: Node) => {
    const name =
      specifier.type === 'ImportNamespaceSpecifier'
        ? '*'
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : (specifier.imported.name ?? specifier.imported.value);
    const namespace = call(id(`${OURS}import`), [literal(module)]);
    return {
      type: 'VariableDeclarator',
      id: specifier.local,
      init: name === '*' ? namespace : member(namespace, name),
      imported: { module, name },
      range: node.range,
    };
  });
  return declaration;
}

export function replaceTopLevelThis(program: Node): void {
  const visit = (node: Node): void => {
    if ((isFunction(node) && !isArrow(node)) || node.type === 'ClassBody') return;
    replaceChildren(node, (child) => {
      // No reference, so there is nothing to delete.
      if (
        child.type === 'UnaryExpression' &&
        child.operator === 'delete' &&
        child.argument.type === 'ThisExpression'
      )
        return literal(true);
      if (child.type === 'ThisExpression') return undef();
      visit(child);
      return child;
    });
  };
  visit(program);
}

const asBlock = (node: Node | null): Node | null =>
  !node || node.type === 'BlockStatement' ? node : Object.assign(block([node]), { range: node.range });

function rewriteNode(node: Node, parent: Node, key: string): Node {
  if (node.type === 'IfStatement') {
    node.consequent = asBlock(node.consequent);
    node.alternate = asBlock(node.alternate);
  } else if (isLoop(node)) {
    node.body = asBlock(node.body);
  } else if (isArrow(node) && node.body.type !== 'BlockStatement') {
    node.body = {
      type: 'BlockStatement',
      body: [Object.assign(ret(node.body), { loc: node.body.loc })],
      range: node.body.range,
    };
    node.expression = false;
  } else if (isSuperDeleted(node)) {
    const { property, computed } = node.argument;
    const key = computed ? property : literal(property.name);
    return Object.assign(call(member(id('$rt'), 'superDelete'), [self(), key]), {
      loc: node.loc,
      range: node.range,
    });
  } else if (node.type === 'CallExpression') {
    askableIterator(node);
  } else if (node.type === 'Property' && node.shorthand) {
    node.shorthand = false;
    // Written out it would set the prototype.
    if (parent.type === 'ObjectExpression' && node.key.name === '__proto__')
      Object.assign(node, { computed: true, key: literal('__proto__') });
  } else if (node.type === 'Property' && node.method && isPlainMethod(node)) {
    node.method = false;
    node.value.inferred = nameByKey(node) ?? `[Symbol.${node.key.property.name}]`;
  } else if (node.type === 'ClassDeclaration') {
    return classDeclaration(node);
  } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
    return id(`${OURS}meta`);
  } else if (node.type === 'StaticBlock' && node.body.some(containsFunction)) {
    return staticBlock(node);
  }
  return parent.type === 'PropertyDefinition' && key === 'value' && containsFunction(node)
    ? fieldInitialiser(node, parent)
    : node;
}

/** `class A {}` → `let A = class A {}` */
export function classDeclaration(node: Node): Node {
  node.type = 'ClassExpression';
  const declaration = declare('let', node.id.name, node);
  declaration.declarations[0].id = { ...node.id };
  declaration.declarations[0].range = node.range;
  return Object.assign(declaration, { loc: node.loc, range: node.range, wasClass: true });
}

/** A generator or async method of an object literal: but for `super` the same as a function, which can be told what it is. */
const isPlainMethod = ({ value, computed, key }: Node): boolean =>
  (!computed || isWellKnown(key)) && (value.generator || value.async) && !usesSuper(value);

const containsFunction = (node: Node): boolean => some(node, isFunction);

/** A field initialiser that makes functions is run by an ordinary arrow function, so that these functions can be described. */
function fieldInitialiser(value: Node, field: Node): Node {
  const holder = block([ret(value)]);
  takeThis(holder);
  const made = holder.body[0].argument as Node;
  if (isAnonymous(made)) made.inferred = nameByKey(field) ?? '';
  return withSelf(holder, value);
}

/** The same for `static { … }`. */
function staticBlock(node: Node): Node {
  const holder = Object.assign(block(node.body), { range: node.range, loc: node.loc });
  takeThis(holder);
  return { ...node, body: [Object.assign(statement(withSelf(holder, node)), { loc: node.loc })] };
}

const withSelf = (body: Node, { range, loc }: Node): Node =>
  call(Object.assign(arrow([id(`${OURS}self`)], body), { inferred: '', range, loc }), [self()]);

function takeThis(node: Node): void {
  replaceChildren(node, (child) => {
    if (child.type === 'ThisExpression') return id(`${OURS}self`);
    if (child.type === 'Super' && !child.home) child.self = id(`${OURS}self`);
    else if ((!isFunction(child) || isArrow(child)) && child.type !== 'ClassBody') takeThis(child);
    return child;
  });
}

/**
 * The key is wanted again where the class is made again: `[e]() {}` → `[$k1 = $rt.key(e)]() {}`. Not where it is a well-known symbol, nor
 * in a class that no function stands around.
 */
function keepComputedKeys(program: Node): void {
  const declared: [Node[], string][] = [];
  const visit = (node: Node, body: Node[] | null): void => {
    if (isClass(node) && body)
      for (const m of node.body.body) {
        if (!m.computed || m.key.type === 'Literal' || isSymbolConstant(m.key)) continue;
        const name = `${OURS}k${declared.length + 1}`;
        declared.push([body, name]);
        const value = call(member(id(`${OURS}rt`), 'key'), [m.key]);
        m.key = { ...assign(id(name), value), keptKey: true, range: m.key.range, loc: m.key.loc };
      }
    eachChild(node, (child, key) => visit(child, bodyAround(node, key, child, body)));
  };
  for (const s of program.body) visit(s, program.body);
  for (const [body, name] of declared) body.unshift(declare('let', name, null));
}

function bodyAround(node: Node, key: string, child: Node, body: Node[] | null): Node[] | null {
  if (isFunction(node)) return key === 'body' ? child.body : null;
  return node.type === 'StaticBlock' || (node.type === 'PropertyDefinition' && key === 'value') ? null : body;
}

const isSymbolConstant = (key: Node): boolean =>
  key.type === 'MemberExpression' &&
  !key.computed &&
  key.object.type === 'Identifier' &&
  key.object.name === 'Symbol';

const isSuperDeleted = (n: Node): boolean =>
  n.type === 'UnaryExpression' && n.operator === 'delete' && n.argument.object?.type === 'Super';

function normaliseFunction(fn: Node): void {
  fn.opaque ??= opaqueReason(fn);
  if (!fn.opaque) normaliseParameters(fn);
}

function opaqueReason(fn: Node): string | null {
  if (fn.async) return fn.generator ? 'an async generator' : 'an async function';
  let reason: string | null = null;
  // A direct eval sees the variables of every function around it: all of them keep their names and their frames.
  for (const part of [...fn.params, fn.body])
    walk(part, (n) => {
      if (!seesNames(n)) return;
      reason ??= n.type === 'WithStatement' ? 'a with statement' : 'a direct eval';
      fn.opaqueAt ??= n.loc?.start;
    });
  if (!reason && tiesArguments(fn)) reason = ALIASED;
  return reason;
}

/** `x = e;` for a declared pattern or name; shared by the passes that turn declarations into assignments. */
export const declaratorAssignment = (declarator: Node): Node =>
  Object.assign(assign(declarator.id, declarator.init), { loc: declarator.loc });
