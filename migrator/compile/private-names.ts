/**
 * What a class tells of its `#private` names to code that stands outside of its body (outside.ts), and to the walk of the heap: accessors,
 * made when they are first wanted.
 *
 *     class A { #x = 1; #m() {} … }      class A { static { $prv(this, () => ({ x: { field: true, has: …, get: …, set: … }, m: { … } })); } … }
 */
import {
  arrow,
  assign,
  binary,
  call,
  eachChild,
  id,
  isArrow,
  isClass,
  isFunction,
  literal,
  type Node,
  object,
  self,
  someOwn,
  statement,
} from './ast.ts';
import type { ClassUnit, Program } from './units.ts';

/**
 * Marks each `#name` with the class that declares it (ECMA-262 15.7: the innermost around it that does), and each `super.x` with the
 * class whose method it stands in.
 */
export function resolveClassParts(program: Program): void {
  const visit = (node: Node, around: ClassUnit[], home: Home): void => {
    if (node.type === 'PrivateIdentifier')
      node.privateOf = [...around].reverse().find((c) => declares(c, node.name)) ?? null;
    if (node.type === 'Super' && !node.home) node.superOf = home;
    if (isClass(node)) {
      const inner = [...around, node.classUnit as ClassUnit];
      if (node.superClass) visit(node.superClass, inner, home);
      for (const m of node.body.body) visitMember(m, inner, home);
      return;
    }
    eachChild(node, (child) => visit(child, around, isFunction(child) && !isArrow(child) ? undefined : home));
  };
  const visitMember = (m: Node, around: ClassUnit[], outer: Home): void => {
    const home = { cls: around.at(-1)!, static: m.type === 'StaticBlock' || m.static === true };
    if (m.type === 'StaticBlock') for (const s of m.body) visit(s, around, home);
    else {
      if (m.computed) visit(m.key, around, outer);
      if (m.value) visit(m.value, around, home);
    }
  };
  if (program.leaning.size > 0) visit(program.root, [], undefined);
}

type Home = { cls: ClassUnit; static: boolean } | undefined;

export const privateMembers = (cls: ClassUnit): Node[] =>
  cls.node.body.body.filter((m: Node) => m.key?.type === 'PrivateIdentifier');
const declares = (cls: ClassUnit, name: string): boolean =>
  privateMembers(cls).some((m) => m.key.name === name);

/** `$prv(this, () => ({ … }));`, or null for a class without private names. */
export function handOutPrivateNames(cls: ClassUnit, program: Program): Node | null {
  const members = privateMembers(cls);
  if (members.length === 0) return null;
  // Getter and setter share a name.
  const byName = new Map(members.map((m): [string, Node] => [m.key.name, m]));
  const entries = [...byName].map(([name, own]): [string, Node] => {
    const place = {
      type: 'MemberExpression',
      object: id('$o'),
      property: { type: 'PrivateIdentifier', name, privateOf: cls },
      computed: false,
    };
    const isField = own.type === 'PropertyDefinition';
    const accessors: [string, Node][] = [
      ['field', literal(isField)],
      ['has', arrow([id('$o')], binary('in', { type: 'PrivateIdentifier', name, privateOf: cls }, id('$o')))],
      ['get', arrow([id('$o')], place)],
      ['set', arrow([id('$o'), id('$v')], assign(place, id('$v')))],
    ];
    return [name, object(accessors)];
  });
  const args = [self(), arrow([], object(entries))];
  if (mayWander(cls, program)) args.push(literal(true));
  return statement(call(id('$prv'), args));
}

/** Unless all classes above are known, and none returns an object of its choice, the names may come onto any object. */
function mayWander(cls: ClassUnit, program: Program): boolean {
  for (let at = cls; at.node.superClass; ) {
    const above = program.bindingOf.get(at.node.superClass)?.declarator?.init?.classUnit as
      | ClassUnit
      | undefined;
    if (!above?.once || returnsObject(above)) return true;
    at = above;
  }
  return false;
}

const returnsObject = (cls: ClassUnit): boolean =>
  cls.node.body.body.some(
    (m: Node) =>
      m.kind === 'constructor' && someOwn(m.value.body, (n) => n.type === 'ReturnStatement' && n.argument),
  );
