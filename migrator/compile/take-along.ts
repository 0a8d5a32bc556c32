/**
 * Part of pass 1. What the body of an async function cannot see from where its generator stands (async.ts), given to that as parameters:
 *
 *     arguments, new.target        $arguments, $target
 *     super.x, super.x = v         $super("x"), $superSet("x", v)     // arrow functions of the method
 *     the function's own name      itself
 */
import {
  arrow,
  assign,
  block,
  call,
  eachChild,
  id,
  isArrow,
  isClass,
  isFunction,
  literal,
  member,
  type Node,
  OURS,
  ret,
  self,
  walk,
  walkOwn,
} from './ast.ts';
import { isWritten, markPattern } from './places.ts';

/** What runs as part of `fn`, arrow functions in it included: they have the same `this`, `arguments` and `super`. */
export function visitOwn(fn: Node, visit: (node: Node, parents: Node[], key: string) => void): void {
  const look = (node: Node, parents: Node[], key: string): void => {
    visit(node, parents, key);
    eachChild(node, (child, childKey) => {
      if ((!isFunction(child) || isArrow(child)) && child.type !== 'ClassBody')
        look(child, [node, ...parents], childKey);
    });
  };
  for (const p of fn.params) look(p, [], 'params');
  look(fn.body, [], 'body');
}

/** What the generator cannot see from where it stands: it gets that as parameters of its own. */
export function takeAlong(fn: Node): { params: Node[]; passed: Node[]; usesThis: boolean } {
  const params: Node[] = [];
  const passed: Node[] = [];
  const name = (of: string): string => `${OURS}${of}`;
  const add = (param: string, value: Node): void => {
    if (params.some((p) => p.name === param)) return;
    params.push(id(param));
    passed.push(value);
  };
  let usesThis = false;
  const superNames = { read: name('super'), write: name('superSet') };
  const byArrow = (params: Node[], does: Node): Node =>
    Object.assign(arrow(params, block([ret(does)])), { inferred: '' });
  const place = (access: Node, key: Node): Node => ({
    ...access,
    object: { ...access.object },
    property: key,
    computed: true,
  });
  const passSuper = (access: Node, { writes }: { writes: boolean }): void => {
    usesThis = true;
    const [k, v] = [name('k'), name('v')];
    add(superNames.read, byArrow([id(k)], place(access, id(k))));
    if (writes) add(superNames.write, byArrow([id(k), id(v)], assign(place(access, id(k)), id(v))));
  };
  visitOwn(fn, (n, [parent], key) => {
    markPattern(n);
    if (n.type === 'ThisExpression') usesThis = true;
    if (n.type === 'MetaProperty' && n.meta.name === 'new') {
      add(name('target'), { ...n });
      Object.assign(n, id(name('target')));
    } else if (n.type === 'Identifier' && n.name === 'arguments' && !isPropertyName(n, parent)) {
      add(name('arguments'), id('arguments'));
      n.name = name('arguments');
    } else if (n.type === 'AssignmentExpression' && n.operator === '=' && isOfSuper(n.left)) {
      passSuper(n.left, { writes: true });
      superSet(n, superNames.write);
    } else if (isOfSuper(n)) {
      const writes = !!parent && isWritten(parent, key);
      passSuper(n, { writes });
      if (writes) superWritten(n, superNames);
      else superRead(n, parent, superNames.read);
    }
  });
  const own = fn.type === 'FunctionExpression' ? (fn.id?.name as string | undefined) : undefined;
  if (own && mentions(fn, own) && !declares(fn, own)) add(own, id(own));
  return { params, passed, usesThis };
}

const isPropertyName = (n: Node, parent: Node | undefined): boolean =>
  !!parent &&
  !parent.computed &&
  ((parent.type === 'MemberExpression' && parent.property === n) || (parent.key === n && parent.value !== n));

const isOfSuper = (n: Node): boolean => n.type === 'MemberExpression' && n.object.type === 'Super';

const keyOf = ({ computed, property }: Node): Node => (computed ? property : literal(property.name));

function become(node: Node, other: Node): void {
  const { loc, range } = node;
  for (const k of Object.keys(node)) delete node[k];
  Object.assign(node, other, { loc, range });
}

/** `super.x = v` → `$superSet("x", v)` */
function superSet(n: Node, write: string): void {
  become(n, call(id(write), [keyOf(n.left), n.right]));
}

/** `super.x += v` → `$rt.superPlace("x", $super, $superSet).value += v` */
function superWritten(n: Node, { read, write }: { read: string; write: string }): void {
  const place = call(member(id(`${OURS}rt`), 'superPlace'), [keyOf(n), id(read), id(write)]);
  become(n, member(place, 'value'));
}

/** `super.x` → `$super("x")`;  `super.m(a)` → `$super("m").call(this, a)` */
function superRead(access: Node, parent: Node | undefined, read: string): void {
  const key = keyOf(access);
  const isCalled = parent?.type === 'CallExpression' && parent.callee === access;
  const got = call(id(read), [key]);
  become(access, isCalled ? member(got, 'call') : got);
  if (!isCalled) return;
  parent.arguments.unshift(self());
  access.optional = parent.optional;
  parent.optional = false;
}

function mentions(fn: Node, name: string): boolean {
  let found = false;
  for (const part of [...fn.params, fn.body])
    walk(part, (n) => {
      if (n.type === 'Identifier' && n.name === name) found = true;
      return !found;
    });
  return found;
}

/** A parameter, or a variable of the whole body, hides the function's own name. */
function declares(fn: Node, name: string): boolean {
  const inPattern = (pattern: Node): boolean => {
    let found = false;
    walk(pattern, (n) => {
      if (n.type === 'Identifier' && n.name === name) found = true;
    });
    return found;
  };
  let found = fn.params.some(inPattern);
  for (const s of fn.body.body)
    if ((s.type === 'FunctionDeclaration' || isClass(s)) && s.id?.name === name) found = true;
  walkOwn(fn.body, (n, parent) => {
    if (n.type !== 'VariableDeclaration') return;
    if (n.kind !== 'var' && parent !== fn.body) return;
    if (n.declarations.some((d: Node) => inPattern(d.id))) found = true;
  });
  return found;
}
