/**
 * Part of pass 1. An async function becomes a plain one that starts a driver, and beside it a generator, which can be moved
 * (docs/design/async.md):
 *
 *     async function f(a) { … await e … }     function* $a1(a) { … yield e … }
 *                                             function f(a) { return $rt.async($a1.call(this, a)); }
 *
 * The generator stands before the statement that holds the function; that of a method with `super` or `#names` in its class, as a method
 * `$a1` of its own. Where it would see other variables there, or none of what it needs, the function stays as written.
 */
import {
  block,
  call,
  childKeys,
  id,
  isArrow,
  isClass,
  isFunction,
  member,
  type Node,
  OURS,
  ret,
  self,
  someOwn,
  walk,
} from './ast.ts';
import { toGenerator } from './async-generators.ts';

/** Where the generator of a function found here would stand. */
interface Place {
  statements: Node[];
  /** The statement that is being looked at. */
  at: Node | null;
  added: Map<Node, Node[]>;
}

/** A class around a function: its name inside, and the variable that holds it outside, if there is one. */
interface Around {
  inner: string;
  outer: string | null;
}

export function splitAsync(program: Node): void {
  let made = 0;
  const list = (statements: Node[], hasPlace: boolean): void => {
    const place: Place = { statements, at: null, added: new Map() };
    for (const s of statements) {
      place.at = s;
      visit(s, null, hasPlace ? place : null);
    }
    if (place.added.size > 0)
      statements.splice(
        0,
        statements.length,
        ...statements.flatMap((s) => [...(place.added.get(s) ?? []), s]),
      );
  };
  const classes: Around[] = [];
  const bodies: Node[] = [];
  const members = new Map<Node, Node[]>();
  const visit = (node: Node, parent: Node | null, place: Place | null): void => {
    if (node.type === 'BlockStatement') {
      list(node.body, true);
      return;
    }
    const around = isClass(node) && node.id ? classAround(node, parent) : null;
    if (around) classes.push(around);
    if (node.type === 'ClassBody') bodies.push(node);
    look(node, parent, place);
    if (node.type === 'ClassBody') bodies.pop();
    if (around) classes.pop();
  };
  const look = (node: Node, parent: Node | null, place: Place | null): void => {
    if (isFunction(node)) {
      for (const p of node.params) visit(p, node, null);
      list(node.body.body, true);
      if (node.async && node.generator) toGenerator(node, parent);
      const where = node.async && !node.generator ? placeFor(node, parent, classes) : null;
      if (where === 'beside' && place?.at) {
        const before = place.added.get(place.at) ?? [];
        before.push(split(node, `${OURS}a${++made}`, classes));
        place.added.set(place.at, before);
      } else if (where === 'member') {
        const body = bodies.at(-1)!;
        const more = members.get(body) ?? [];
        more.push(splitMethod(node, parent!, `${OURS}a${++made}`));
        members.set(body, more);
      }
      return;
    }
    const inner = ownsScope(node) ? null : place;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (const c of child) if (c) visit(c, node, inner);
      } else if (child) visit(child, node, inner);
    }
  };
  list(program.body, true);
  for (const [body, more] of members) body.body.push(...more);
  if (awaitsAtTop(program)) {
    program.generator = true;
    for (const s of program.body) if (!isFunction(s)) awaitsToYields(s);
  }
}

/** What stands in its head sees variables that a statement before it does not. */
const ownsScope = (node: Node): boolean =>
  node.type === 'SwitchStatement' ||
  node.type === 'StaticBlock' ||
  node.type === 'CatchClause' ||
  (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration') ||
  ((node.type === 'ForOfStatement' || node.type === 'ForInStatement') &&
    node.left.type === 'VariableDeclaration');

const classAround = (node: Node, parent: Node | null): Around => {
  const isHeld = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  return { inner: node.id.name, outer: isHeld ? parent.id.name : null };
};

/** Leaving such a loop runs that first, then closes the iterator, which awaits: not lowered yet. */
const hasFinally = (loop: Node): boolean =>
  someOwn(loop.body, (n) => n.type === 'TryStatement' && n.finalizer);

function placeFor(fn: Node, parent: Node | null, classes: Around[]): 'beside' | 'member' | null {
  if (parent?.type === 'PropertyDefinition') return null;
  const isMethod = parent?.type === 'MethodDefinition' && parent.kind === 'method';
  let can = true;
  let isBound = false;
  const ownName = fn.type === 'FunctionExpression' ? fn.id?.name : undefined;
  const look = (node: Node, isOwn: boolean): void => {
    if ((node.type === 'Super' && isOwn) || node.type === 'PrivateIdentifier') isBound = true;
    if (node.type === 'MetaProperty' && isOwn) can = false;
    if (node.type === 'ForOfStatement' && node.await && isOwn && hasFinally(node)) can = false;
    if (node.type === 'Identifier') {
      if (node.name === 'eval' || node.name === ownName) can = false;
      if (classes.some(({ inner, outer }) => inner === node.name && outer === null)) isBound = true;
      if (node.name === 'arguments' && isOwn && isArrow(fn)) can = false;
    }
    for (const key of childKeys(node.type)) {
      const child = node[key];
      for (const c of Array.isArray(child) ? child : [child])
        if (c) look(c, isOwn && (!isFunction(c) || isArrow(c)) && !isClass(c));
    }
  };
  for (const p of fn.params) look(p, true);
  look(fn.body, true);
  if (!can || (isBound && !isMethod)) return null;
  return isBound ? 'member' : 'beside';
}

/** Turns `fn` into the plain function; @returns the generator. */
function split(fn: Node, name: string, classes: Around[]): Node {
  const uses = (test: (n: Node) => boolean): boolean => {
    let found = false;
    const look = (node: Node): void => {
      walk(node, (n) => {
        if ((isFunction(n) && !isArrow(n)) || isClass(n)) return false;
        if (test(n)) found = true;
        return !found;
      });
    };
    for (const p of fn.params) look(p);
    look(fn.body);
    return found;
  };
  const usesThis = uses((n) => n.type === 'ThisExpression');
  const usesArguments = uses((n) => n.type === 'Identifier' && n.name === 'arguments');
  awaitsToYields(fn.body);
  for (const p of fn.params) awaitsToYields(p);
  for (const part of [...fn.params, fn.body]) renameClasses(part, classes);
  const { loc, range } = fn;
  const generator: Node = {
    type: 'FunctionDeclaration',
    id: { ...id(name), range },
    params: fn.params,
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
  let start: Node;
  if (usesArguments) start = call(member(id(name), 'apply'), [self(), id('arguments')]);
  else if (usesThis) start = call(member(id(name), 'call'), [self(), ...given.passed]);
  else start = call(id(name), given.passed);
  const drive = Object.assign(call(member(id('$rt'), 'async'), [start]), { loc });
  // Not a child: hidden from whoever walks the tree.
  Object.defineProperty(drive, 'drives', { value: generator });
  fn.async = false;
  fn.params = given.params;
  fn.body = Object.assign(block([Object.assign(ret(drive), { loc })]), {
    range: fn.body.range,
    loc: fn.body.loc,
  });
  return generator;
}

/** The same within the class: `m(a) { return $rt.async(this.$a1(a)); }  *$a1(a) { … }` */
function splitMethod(fn: Node, method: Node, name: string): Node {
  const generator = split(fn, name, []);
  generator.type = 'FunctionExpression';
  generator.id = null;
  generator.inferred = null;
  const start = fn.body.body[0].argument.arguments[0];
  const key = { ...id(name), range: fn.range };
  const found = member(self(), name);
  // `$a1(…)`, `$a1.call(this, …)`, `$a1.apply(this, arguments)`
  if (start.callee.type === 'Identifier') start.callee = found;
  else start.callee.object = found;
  return {
    type: 'MethodDefinition',
    key,
    value: generator,
    kind: 'method',
    computed: false,
    static: method.static,
    loc: fn.loc,
    range: fn.range,
  };
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
function awaitsToYields(node: Node): void {
  walk(node, (n) => {
    if (n !== node && isFunction(n)) return false;
    if (n.type === 'ForOfStatement' && n.await) Object.assign(n, { await: false, awaits: true });
    if (n.type === 'AwaitExpression')
      Object.assign(n, { type: 'YieldExpression', delegate: false, awaits: true });
    return true;
  });
}

function awaitsAtTop(program: Node): boolean {
  let awaits = false;
  let others = false;
  for (const s of program.body)
    walk(s, (n) => {
      if (isFunction(n)) return false;
      if (n.type === 'AwaitExpression') awaits = true;
      if (n.type === 'ForOfStatement' && n.await) {
        if (hasFinally(n)) others = true;
        awaits = true;
      }
      return true;
    });
  return awaits && !others;
}
