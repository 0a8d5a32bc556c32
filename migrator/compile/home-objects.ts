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
  copied,
  eachChild,
  id,
  isArrow,
  isClass,
  isFunction,
  member,
  type Node,
  OURS,
  ret,
  rewrite,
  some,
  someOwn,
} from './ast.ts';
import { nameByKey, namedByProperty } from './inferred-names.ts';

export const usesSuper = (node: Node): boolean => some(node, ({ type }) => type === 'Super');

export function nameHomes(program: Node): void {
  let made = 0;
  rewrite(program, (node, parent) => {
    if (isClass(node)) nameClass(node, parent, () => `${OURS}C${++made}`);
    return node.type === 'ObjectExpression' ? literalWithHome(node, () => `${OURS}h${++made}`) : node;
  });
}

function nameClass(cls: Node, parent: Node, newName: () => string): void {
  if (cls.id || !usesItsClass(cls.body)) return;
  const name = cls.inferred ?? (parent.key ? nameByKey(parent) : undefined);
  if (name === undefined) return;
  cls.hiddenName = name;
  cls.id = { ...id(newName()), range: cls.range };
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
  const name = newName();
  literal.homeId = name;
  for (const node of supers) Object.assign(node, { home: id(name), superOf: { homeId: name } });
  const { names, values } = partsFirst(literal, newName);
  const body = block([ret(assign(id(name), literal))]);
  const made = Object.assign(arrow([...names, name].map(id), body), { inferred: '', range: literal.range });
  return { ...call(made, values), loc: literal.loc, range: literal.range };
}

/**
 * What is awaited or yielded in a literal would stand in another function: it is given to that one, with all that is evaluated before.
 *
 *     { [k()]: a(), b: await c, m() { … } }       (($h2, $h3, $h4, $h1) => $h1 = { [$h2]: $h3, b: $h4, m() { … } })($rt.key(k()), a(), await c)
 */
function partsFirst({ properties }: Node, newName: () => string): { names: string[]; values: Node[] } {
  const names: string[] = [];
  const values: Node[] = [];
  const take = (value: Node): Node => {
    names.push(newName());
    values.push(value);
    return id(names.at(-1)!);
  };
  for (let left = properties.findLastIndex(waits) + 1, at = 0; at < left; at++) {
    const part = properties[at];
    if (part.type === 'SpreadElement') {
      part.argument = take(copied(part.argument));
      continue;
    }
    if (part.computed) part.key = take(call(member(id(`${OURS}rt`), 'key'), [part.key]));
    // Making a function is nothing that anybody could see, and its name is by its place.
    if (part.method || part.kind !== 'init' || isFunction(part.value)) continue;
    if (isClass(part.value) && !part.value.id) {
      // Its name too; computed, it stays, though what is awaited behind it comes first.
      if (!part.computed) part.value = take(namedByProperty(part, part.value));
      continue;
    }
    part.value = take(part.value);
    part.shorthand = false;
  }
  return { names, values };
}

const waits = (part: Node): boolean =>
  someOwn(part, (n) => n.type === 'YieldExpression' || n.type === 'AwaitExpression');

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
