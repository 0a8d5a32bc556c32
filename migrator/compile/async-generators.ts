/**
 * Part of pass 1. An async generator becomes a generator that a driver asks (docs/design/async.md). What it yields to the driver is to be
 * awaited, unless it is marked as given to the caller:
 *
 *     async function* f() { … await e … yield e … yield* e … return e … }
 *     function* f() { … yield e … yield $rt.give(yield e) … yield* $rt.delegating(e) … return yield e … }
 *
 * The function itself is told to be one where it is made: `$rt.asyncGenerator(function* …)`, and methods by a static block of their class.
 */
import {
  array,
  block,
  call,
  id,
  literal,
  member,
  type Node,
  OURS,
  ret,
  rewriteOwn,
  rt,
  self,
  some,
  statement,
  undef,
} from './ast.ts';
import { hiddenMember } from './hidden-member.ts';
import { usesSuper } from './home-objects.ts';
import { isDirectEval } from './visible.ts';

/** Turns `fn` into such a generator; false where nobody could tell it what it is. */
export function toGenerator(fn: Node, parent: Node | null): boolean {
  if (parent?.type === 'MethodDefinition' && !keyOf(parent)) return false;
  if (parent?.type === 'Property' && parent.method) return false;
  if (some(fn, isDirectEval)) return false;
  fn.async = false;
  fn.asyncGenerator = true;
  rewriteOwn(fn.body, (n) => {
    if (n.type === 'AwaitExpression') return { ...n, type: 'YieldExpression', delegate: false, awaits: true };
    if (n.type === 'ForOfStatement' && n.await) return { ...n, await: false, awaits: true };
    if (n.type === 'ReturnStatement' && n.argument) return { ...n, argument: awaiting(n.argument, n) };
    if (n.type !== 'YieldExpression' || n.awaits) return n;
    if (n.delegate) return { ...n, argument: Object.assign(rt('delegating', [n.argument]), { loc: n.loc }) };
    return { ...n, argument: rt('give', [awaiting(n.argument ?? undef(), n)]) };
  });
  return true;
}

/**
 * One of a `#private` method, which only its class could tell what it is: `async *#g(a) { … }` becomes
 *
 *     #g(...$r) { return A.#$a1.call(this, ...$r); }      static *#$a1(a) { … }      // told in a static block of the class
 *
 * Turns `method` into the first; @returns the second, or null where it stays as written.
 */
export function privateGenerator(method: Node, cls: Node, name: string): Node | null {
  const fn = method.value;
  if (method.key.type !== 'PrivateIdentifier' || !cls.id || usesSuper(fn)) return null;
  const { loc, range, strict } = fn;
  const generator = { ...fn };
  if (!toGenerator(generator, null)) return null;
  const { hidden, found } = hiddenMember(generator, method, cls, name);
  const place = { loc, range };
  const rest = (type: string): Node => ({ type, argument: { ...id(`${OURS}r`), range }, range });
  const passed = call(member(found, 'call'), [self(), rest('SpreadElement')]);
  for (const each of Object.keys(fn)) delete fn[each];
  Object.assign(fn, {
    type: 'FunctionExpression',
    id: null,
    params: [rest('RestElement')],
    body: Object.assign(block([Object.assign(ret(Object.assign(passed, place)), place)]), place),
    generator: false,
    async: false,
    strict,
    ...place,
  });
  return hidden;
}

const awaiting = (argument: Node, { loc }: Node): Node => ({
  type: 'YieldExpression',
  argument,
  delegate: false,
  awaits: true,
  loc,
});

/** An expression for the key of a method that gives the same wherever it stands. */
function keyOf({ key, computed }: Node): Node | null {
  if (key.type === 'PrivateIdentifier') return null;
  if (!computed) return key.type === 'Identifier' ? literal(key.name) : key;
  return isWellKnown(key) || (key.type === 'Literal' && !key.regex) ? key : null;
}

/** `Symbol.asyncIterator` and so on. */
export const isWellKnown = (key: Node): boolean =>
  key.type === 'MemberExpression' &&
  !key.computed &&
  key.object.type === 'Identifier' &&
  key.object.name === 'Symbol';

/**
 * `static { $rt.asyncMethods(this, [keys of the prototype's], [static ones]); $rt.asyncGenerator(this.#$a1); }`, or null for a class without
 * any.
 */
export function asyncMethodsBlock(cls: Node): Node | null {
  const all: Node[] = cls.body.body.filter(
    (m: Node) => m.type === 'MethodDefinition' && (m.value.asyncGenerator || m.value.asyncStart),
  );
  const methods = all.filter((m) => keyOf(m) !== null);
  const hidden = all.filter((m) => m.static && m.key.type === 'PrivateIdentifier' && m.value.asyncGenerator);
  if (methods.length + hidden.length === 0) return null;
  const keys = (isStatic: boolean): Node =>
    array(methods.filter((m: Node) => m.static === isStatic).map((m: Node) => keyOf(m)!));
  return {
    type: 'StaticBlock',
    body: [
      ...(methods.length > 0 ? [rt('asyncMethods', [self(), keys(false), keys(true)])] : []),
      ...hidden.map(({ key }) => {
        const property = { ...key, privateOf: cls.classUnit };
        return rt('asyncGenerator', [{ ...member(self(), key.name), property }]);
      }),
    ].map(statement),
    described: true,
  };
}

/** What tells `fn` that it was an async function or an async generator. */
const teller = (fn: Node): string | null =>
  fn.asyncGenerator ? 'asyncGenerator' : fn.asyncStart ? 'asyncFunction' : null;

export const isTold = (fn: Node): boolean => teller(fn) !== null;

/** In code: the function is told where it stands as an expression, at the start of its block where it is a declaration. */
export function tellDeclared(list: Node[]): void {
  const declared = list.filter((s) => s.type === 'FunctionDeclaration' && teller(s));
  list.unshift(...declared.map((s) => statement(rt(teller(s)!, [id(s.id.name)]))));
}

export function told(fn: Node): Node {
  const tell = teller(fn);
  return tell ? rt(tell, [fn]) : fn;
}
