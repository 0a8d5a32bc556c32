/** Part of pass 1: makes two of an async function (see async.ts): the generator of its body and the plain function that starts it. */
import {
  arrow,
  block,
  call,
  id,
  isFunction,
  member,
  type Node,
  OURS,
  ret,
  rewriteOwn,
  rt,
  self,
  some,
  someOwn,
  walk,
} from './ast.ts';
import { hiddenMember } from './hidden-member.ts';
import { nameByKey } from './inferred-names.ts';
import { computesAtCall } from './parameters.ts';
import { takeAlong } from './take-along.ts';
import { isDirectEval } from './visible.ts';

/** A class around a function: its name inside, and the variable that holds it outside, if there is one. */
export interface Around {
  inner: string;
  outer: string | null;
}

/** Never waits, and nothing of the user's runs before its body does. */
export const isPlain = (fn: Node): boolean =>
  fn.params.every((p: Node) => p.type === 'Identifier') &&
  !fn.body.body[0]?.directive &&
  !some(fn, isDirectEval) &&
  !someOwn(fn.body, (n) => n.type === 'AwaitExpression' || (n.type === 'ForOfStatement' && n.await));

/**
 * A function without `await` needs no generator:
 *
 *     async function f(a) { … return e; }     function f(a) { try { … return $rt.resolved(e); } catch (x) { return $rt.rejected(x); }
 *                                                             return $rt.resolved(); }
 */
export function asPlain(fn: Node): void {
  rewriteOwn(fn.body, (n) =>
    n.type === 'ReturnStatement' ? { ...n, argument: rt('resolved', n.argument ? [n.argument] : []) } : n,
  );
  const { range, loc } = fn.body;
  fn.async = false;
  fn.asyncStart = true;
  fn.body = Object.assign(block([rejecting(fn.body), ret(rt('resolved', []))]), { range, loc });
}

/** `try { … } catch (x) { return $rt.rejected(x); }` */
function rejecting(tried: Node): Node {
  const error = id(`${OURS}x`);
  const { range, loc } = tried;
  const body = Object.assign(block([ret(rt('rejected', [{ ...error }]))]), { range });
  const handler = { type: 'CatchClause', param: error, body, range };
  return { type: 'TryStatement', block: tried, handler, finalizer: null, range, loc };
}

/** Turns `fn` into the plain function; @returns the generator, and the call that starts it. */
export function split(fn: Node, name: string, classes: Around[]): { generator: Node; start: Node } {
  const mayThrow = computesAtCall(fn);
  const along = takeAlong(fn);
  awaitsToYields(fn.body);
  for (const p of fn.params) awaitsToYields(p);
  for (const part of [...fn.params, fn.body]) renameClasses(part, classes);
  const { loc, range } = fn;
  const generator: Node = {
    type: 'FunctionDeclaration',
    id: { ...id(name), range },
    params: [...along.params, ...fn.params],
    body: fn.body,
    generator: true,
    async: false,
    asyncBody: true,
    displayName: fn.id?.original ?? fn.id?.name ?? fn.inferred,
    strict: fn.strict,
    loc,
    range,
  };
  const given = parametersOf(fn.params);
  const passed = [...along.passed, ...given.passed];
  const start = along.usesThis ? call(member(id(name), 'call'), [self(), ...passed]) : call(id(name), passed);
  const drive = Object.assign(rt('async', [start]), { loc });
  // Not a child: hidden from whoever walks the tree.
  Object.defineProperty(drive, 'drives', { value: generator });
  fn.async = false;
  fn.asyncStart = true;
  fn.params = given.params;
  const { range: bodyRange, loc: bodyLoc } = generator.body;
  const place = { range: bodyRange, loc: bodyLoc };
  const started = Object.assign(ret(drive), { loc });
  const first = mayThrow ? rejecting(Object.assign(block([started]), place)) : started;
  fn.body = Object.assign(block([first]), place);
  return { generator, start };
}

/** Where no statement can stand beside it: `(() => { function* $a1() { … } return async function; })()` */
export function splitInside(fn: Node, parent: Node | null, name: string): void {
  const { generator } = split(fn, name, []);
  const { loc, range } = fn;
  const made = { ...fn };
  // It does not stand any more where the language would name it.
  if (made.inferred === null && parent?.key) made.inferred = nameByKey(parent) ?? null;
  for (const key of Object.keys(fn)) delete fn[key];
  const inside = Object.assign(
    arrow([], Object.assign(block([generator, Object.assign(ret(made), { loc })]), { range })),
    {
      inferred: '',
      loc,
      range,
    },
  );
  Object.assign(fn, call(inside), { loc, range });
}

/** The same within the class, where nobody sees it: `m(a) { return $rt.async(A.#$a1.call(this, a)); }  static *#$a1(a) { … }` */
export function splitMethod(method: Node, cls: Node, name: string): Node {
  const { generator, start } = split(method.value, name, []);
  generator.type = 'FunctionExpression';
  generator.id = null;
  generator.inferred = null;
  const { hidden, found } = hiddenMember(generator, method, cls, name);
  // `$a1(…)`, `$a1.call(this, …)`
  if (start.callee.type === 'Identifier') start.callee = found;
  else start.callee.object = found;
  return hidden;
}

/** Outside of its class the generator knows that by the name of the variable. */
function renameClasses(node: Node, classes: Around[]): void {
  walk(node, (n, parent, key) => {
    if (n.type !== 'Identifier') return;
    if (parent && !parent.computed && (key === 'property' || (key === 'key' && !parent.shorthand))) return;
    const around = classes.findLast(({ inner }) => inner === n.name);
    if (around?.outer) n.name = around.outer;
  });
}

/** As many parameters as `length` counts (ECMA-262 15.1.5), and a rest for all others. */
function parametersOf(params: Node[]): { params: Node[]; passed: Node[] } {
  const plain = params.every((p) => p.type === 'Identifier');
  const counted = plain ? params.length : params.findIndex((p) => isOptional(p));
  const names = params.slice(0, counted < 0 ? params.length : counted).map((_, i) => `${OURS}p${i}`);
  const rest = names.length < params.length ? `${OURS}r` : null;
  return {
    params: [
      ...names.map((name) => id(name)),
      ...(rest ? [{ type: 'RestElement', argument: id(rest) }] : []),
    ],
    passed: [
      ...names.map((name) => id(name)),
      ...(rest ? [{ type: 'SpreadElement', argument: id(rest) }] : []),
    ],
  };
}

const isOptional = (p: Node): boolean => p.type === 'AssignmentPattern' || p.type === 'RestElement';

/** `await e` → `yield e`, in code that runs as part of `node`. */
export function awaitsToYields(node: Node): void {
  walk(node, (n) => {
    if (n !== node && isFunction(n)) return false;
    if (n.type === 'ForOfStatement' && n.await) Object.assign(n, { await: false, awaits: true });
    if (n.type === 'AwaitExpression')
      Object.assign(n, { type: 'YieldExpression', delegate: false, awaits: true });
    return true;
  });
}
