/**
 * `super.x` looks into the parent of the object that its method was made in, which is a class, the prototype of one, or an object
 * literal. What stands elsewhere needs a name for it: classes have their own, a literal gets a variable.
 *
 *     { m() { super.m() } }                       ($h1 => $h1 = { m() { super.m() } })()
 *     const A = class { m() { super.m() } }       const A = class $C1 { m() { super.m() } }      // named `A` by pass 7
 *
 * Marks: `home` and `homeId` on `super` and its literal, `ofMember` on every other `super` but calls; `hiddenName` on such classes.
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
  type Node,
  OURS,
  ret,
  rewrite,
  someOwn,
} from './ast.ts';

export function nameHomes(program: Node): void {
  let made = 0;
  rewrite(program, (node, parent) => {
    if (isClass(node)) nameClass(node, parent, () => `${OURS}C${++made}`);
    return node.type === 'ObjectExpression' ? literalWithHome(node, () => `${OURS}h${++made}`) : node;
  });
}

function nameClass(cls: Node, parent: Node, newName: () => string): void {
  if (cls.id || !usesItsClass(cls.body)) return;
  const name = cls.inferred ?? nameByPlace(parent);
  if (name === null) return;
  cls.hiddenName = name;
  cls.id = { ...id(newName()), range: cls.range };
}

/** What a property or field calls its anonymous class; null where that is computed. */
function nameByPlace(parent: Node): string | null {
  if (parent.computed || !parent.key) return null;
  const { key } = parent;
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : String(key.name ?? key.value);
}

function usesItsClass(body: Node): boolean {
  let uses = false;
  const visit = (n: Node): void => {
    if (n.type === 'PrivateIdentifier' || n.type === 'Super') uses = true;
    eachChild(n, (child) => {
      if (!uses) visit(child);
    });
  };
  visit(body);
  return uses;
}

function literalWithHome(literal: Node, newName: () => string): Node {
  const supers = literal.properties
    .filter((p: Node) => p.type === 'Property' && (p.method || p.kind !== 'init'))
    .flatMap(supersOf);
  if (supers.length === 0) return literal;
  // Its own parts would stand in another function.
  if (someOwn(literal, (n) => n.type === 'YieldExpression' || n.type === 'AwaitExpression')) return literal;
  const name = newName();
  literal.homeId = name;
  for (const node of supers) Object.assign(node, { home: id(name), superOf: { homeId: name } });
  const body = block([ret(assign(id(name), literal))]);
  const made = Object.assign(arrow([id(name)], body), { inferred: '', range: literal.range });
  return { ...call(made), loc: literal.loc, range: literal.range };
}

/** Of a method, and of the arrow functions in it. */
function supersOf(property: Node): Node[] {
  const found: Node[] = [];
  const visit = (n: Node): void => {
    if (n.type === 'Super') found.push(n);
    eachChild(n, (child) => {
      if (!(isFunction(child) && !isArrow(child)) && child.type !== 'ClassBody') visit(child);
    });
  };
  for (const p of property.value.params) visit(p);
  visit(property.value.body);
  return found;
}
