/**
 * `#private` names mean something only inside their class body, where the program keeps using them as written, at V8's own speed.
 * A class that exists once hands out accessors, for resumed code, for closures made again and for the walk of the heap:
 *
 *     class A { #x = 1; #m() {} … }      class A { static { $prv(this, 4, { x: { has: …, get: …, set: … }, m: { has: …, get: … } }); } … }
 *     o.#x     o.#x = v     o.#m(a)      $rt.private(4, "x").get(o)     ….set(o, v)     ….get(o).call(o, a)      (outside of the class body)
 */
import {
  arrow,
  assign,
  binary,
  call,
  childKeys,
  id,
  isClass,
  literal,
  member,
  type Node,
  object,
  self,
  statement,
} from './ast.ts';
import type { ClassUnit, Program } from './units.ts';

/** Marks each `#name` with the class that declares it; ECMA-262 15.7: the innermost around it that does. */
export function resolvePrivateNames(program: Program): void {
  const visit = (node: Node, around: ClassUnit[]): void => {
    if (node.type === 'PrivateIdentifier')
      node.privateOf = [...around].reverse().find((c) => declares(c, node.name)) ?? null;
    const inner = isClass(node) ? [...around, node.classUnit as ClassUnit] : around;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (const c of child) if (c) visit(c, inner);
      } else if (child) visit(child, inner);
    }
  };
  visit(program.root, []);
}

const privateMembers = (cls: ClassUnit): Node[] =>
  cls.node.body.body.filter((m: Node) => m.key?.type === 'PrivateIdentifier');
const declares = (cls: ClassUnit, name: string): boolean =>
  privateMembers(cls).some((m) => m.key.name === name);

/** Whether all uses in `node` can be written with accessors: of classes that exist once, not as targets of patterns. */
export function isRewritable(node: Node): boolean {
  let fine = true;
  const within = new Set<ClassUnit>();
  const visit = (n: Node, parent: Node, key: string): void => {
    if (isClass(n)) within.add(n.classUnit);
    if (n.type === 'PrivateIdentifier' && key !== 'key') {
      // A class keeps its own names; those of a class around it mean nothing any more once it stands elsewhere.
      if (within.size > 0 ? !within.has(n.privateOf) : !n.privateOf?.once) fine = false;
    }
    const isTarget =
      /Pattern$|^RestElement$/.test(parent.type) ||
      (parent.type === 'Property' && key === 'value' && parent.inPattern) ||
      (/^For(Of|In)Statement$/.test(parent.type) && key === 'left');
    if (isTarget && n.property?.type === 'PrivateIdentifier') fine = false;
    for (const k of childKeys(n.type)) {
      const child = n[k];
      for (const c of Array.isArray(child) ? child : [child])
        if (c) visit(Object.assign(c, n.type === 'ObjectPattern' ? { inPattern: true } : {}), n, k);
    }
  };
  visit(node, { type: '' }, '');
  return fine;
}

/** `static { $prv(this, id, { … }); }`, or null for a class without private names. */
export function accessorBlock(cls: ClassUnit): Node | null {
  const members = privateMembers(cls);
  if (members.length === 0) return null;
  const names = [...new Set(members.map((m) => m.key.name as string))];
  const entries = names.map((name): [string, Node] => {
    const own = members.filter((m) => m.key.name === name);
    const place = {
      type: 'MemberExpression',
      object: id('$o'),
      property: { type: 'PrivateIdentifier', name },
      computed: false,
    };
    const isField = own[0]!.type === 'PropertyDefinition';
    const accessors: [string, Node][] = [
      ['field', literal(isField)],
      ['has', arrow([id('$o')], binary('in', { type: 'PrivateIdentifier', name }, id('$o')))],
    ];
    if (own.some((m) => isField || m.kind !== 'set')) accessors.push(['get', arrow([id('$o')], place)]);
    if (own.some((m) => isField || m.kind === 'set'))
      accessors.push(['set', arrow([id('$o'), id('$v')], assign(place, id('$v')))]);
    return [name, object(accessors)];
  });
  return {
    type: 'StaticBlock',
    body: [statement(call(id('$prv'), [self(), literal(cls.id), object(entries)]))],
    described: true,
  };
}

/** Rewrites all uses of private names outside of their class body, in place. Classes within keep theirs. */
export function withoutPrivateNames(node: Node): void {
  for (const key of childKeys(node.type)) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) if (child[i]) child[i] = rewritten(child[i]);
    } else if (child) node[key] = rewritten(child);
  }
}

function rewritten(node: Node): Node {
  if (isClass(node)) return node;
  const isPrivate = (n: Node | null): boolean =>
    n?.type === 'MemberExpression' && n.property.type === 'PrivateIdentifier';
  const use = (n: Node, method: string, args: Node[]): Node => {
    const place = n.type === 'MemberExpression' ? n.property : n;
    const accessors = call(member(id('$rt'), 'private'), [
      literal(place.privateOf.id ?? place.privateOf),
      literal(place.name),
    ]);
    return call(member(accessors, method), args);
  };
  const inner = (n: Node): Node => rewritten(n);
  if (node.type === 'CallExpression' && isPrivate(node.callee)) {
    // The object is evaluated once: a call of a private method stands on a name, `this` or a temporary wherever it may suspend.
    const receiver = inner(node.callee.object);
    return {
      ...node,
      callee: member(use(node.callee, 'get', [receiver]), 'call'),
      arguments: [receiver, ...node.arguments.map(inner)],
    };
  }
  if (node.type === 'AssignmentExpression' && isPrivate(node.left)) {
    const receiver = inner(node.left.object);
    if (node.operator === '=') return use(node.left, 'set', [receiver, inner(node.right)]);
    const old = id('$old');
    return call(member(id('$rt'), 'privateUpdate'), [
      ...place(node.left),
      receiver,
      arrow([old], binary(node.operator.slice(0, -1), old, inner(node.right))),
    ]);
  }
  if (node.type === 'UpdateExpression' && isPrivate(node.argument)) {
    return call(member(id('$rt'), 'privateStep'), [
      ...place(node.argument),
      inner(node.argument.object),
      literal(node.operator === '++' ? 1 : -1),
      literal(node.prefix),
    ]);
  }
  if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier')
    return use(node.left, 'has', [inner(node.right)]);
  if (isPrivate(node)) return use(node, 'get', [inner(node.object)]);
  withoutPrivateNames(node);
  return node;
}

const place = (n: Node): Node[] => [
  literal(n.property.privateOf.id ?? n.property.privateOf),
  literal(n.property.name),
];
