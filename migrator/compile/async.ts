/**
 * Part of pass 1. An async function becomes a plain one that starts a driver, and beside it a generator, which can be moved
 * (docs/design/async.md):
 *
 *     async function f(a) { … await e … }     function* $a1(a) { … yield e … }
 *                                             function f(a) { return $rt.async($a1.call(this, a)); }
 *
 * The generator stands before the statement that holds the function; that of a method with `super` or `#names` in its class, as a private
 * static method of its own (hidden-member.ts), found by the name of the class; where no statement can stand there (the head of a loop, a default)
 * in a function around both. What the generator cannot see from where it stands (`arguments`, the name of a function expression) it gets as
 * parameters.
 */
import { eachChild, isClass, isFunction, type Node, OURS, walk } from './ast.ts';
import { privateGenerator, toGenerator } from './async-generators.ts';
import {
  type Around,
  asPlain,
  awaitsToYields,
  isPlain,
  split,
  splitInside,
  splitMethod,
} from './async-split.ts';
import { visitOwn } from './take-along.ts';
import { isDirectEval } from './visible.ts';

/** Where the generator of a function found here would stand. */
interface Place {
  statements: Node[];
  /** The statement that is being looked at. */
  at: Node | null;
  added: Map<Node, Node[]>;
}

/** Beside the statement that holds it; as a member of its class; in a function made for the purpose. */
type Where = 'beside' | 'member' | 'inside';

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
  const around: Node[] = [];
  const members = new Map<Node, Node[]>();
  const addMember = (member: Node | null): void => {
    const cls = around.at(-1)!;
    if (member) members.set(cls, [...(members.get(cls) ?? []), member]);
  };
  const visit = (node: Node, parent: Node | null, place: Place | null): void => {
    if (node.type === 'BlockStatement') {
      list(node.body, true);
      return;
    }
    const named = isClass(node) && node.id ? classAround(node, parent) : null;
    if (named) classes.push(named);
    if (isClass(node)) around.push(node);
    look(node, parent, place);
    if (isClass(node)) around.pop();
    if (named) classes.pop();
  };
  const look = (node: Node, parent: Node | null, place: Place | null): void => {
    if (isFunction(node)) {
      for (const p of node.params) visit(p, node, null);
      list(node.body.body, true);
      if (node.async && node.generator) {
        if (!toGenerator(node, parent) && parent?.type === 'MethodDefinition')
          addMember(privateGenerator(parent, around.at(-1)!, `${OURS}a${++made}`));
      } else if (node.async && isPlain(node)) asPlain(node);
      const where =
        node.async && !node.generator ? placeFor(node, parent, place, classes, around.at(-1)) : null;
      if (where === 'inside') splitInside(node, parent, `${OURS}a${++made}`);
      else if (where === 'beside' && place?.at) {
        const before = place.added.get(place.at) ?? [];
        const isMethod = parent?.type === 'MethodDefinition';
        before.push(split(node, `${OURS}a${++made}`, isMethod ? classes : []).generator);
        place.added.set(place.at, before);
      } else if (where === 'member') {
        addMember(splitMethod(parent!, around.at(-1)!, `${OURS}a${++made}`));
      }
      return;
    }
    if (node.type === 'SwitchCase') {
      if (node.test) visit(node.test, node, null);
      list(node.consequent, true);
      return;
    }
    if (node.type === 'MethodDefinition') {
      visit(node.key, node, null);
      visit(node.value, node, place);
      return;
    }
    const inner = ownsScope(node) ? null : place;
    eachChild(node, (child) => visit(child, node, inner));
  };
  list(program.body, true);
  for (const [cls, more] of members) cls.body.body.push(...more);
  if (awaitsAtTop(program)) {
    program.generator = true;
    for (const s of program.body) if (!isFunction(s)) awaitsToYields(s);
  }
}

/** What stands in its head sees variables that a statement before it does not. */
const ownsScope = (node: Node): boolean =>
  node.type === 'SwitchStatement' ||
  node.type === 'StaticBlock' ||
  node.type === 'PropertyDefinition' ||
  node.type === 'CatchClause' ||
  (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration') ||
  ((node.type === 'ForOfStatement' || node.type === 'ForInStatement') &&
    node.left.type === 'VariableDeclaration');

const classAround = (node: Node, parent: Node | null): Around => {
  const isHeld = parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  return { inner: node.id.name, outer: isHeld ? parent.id.name : null };
};

/** Where its generator goes; null where the function stays as written. */
function placeFor(
  fn: Node,
  parent: Node | null,
  place: Place | null,
  classes: Around[],
  cls: Node | undefined,
): Where | null {
  const isMethod = parent?.type === 'MethodDefinition' && parent.kind === 'method';
  const isInObject = parent?.type === 'Property' && parent.method;
  let isBound = false;
  let can = true;
  for (const part of [...fn.params, fn.body])
    walk(part, (n) => {
      if (n.type === 'PrivateIdentifier') isBound = true;
      if (isDirectEval(n)) can = false;
      if (n.type !== 'Identifier') return;
      if (classes.some(({ inner, outer }) => inner === n.name && outer === null)) isBound = true;
    });
  visitOwn(fn, (n, around) => {
    if (n.type !== 'Super') return;
    if (isMethod) isBound = true;
    else if (!isRead(n, around)) can = false;
  });
  if (!can) return null;
  if (isMethod && isBound) return cls?.id ? 'member' : null;
  if (place?.at) return 'beside';
  return isMethod || isInObject || fn.type === 'FunctionDeclaration' ? null : 'inside';
}

/** `super.x`, and not as the target of an assignment. */
function isRead(node: Node, [access, user]: Node[]): boolean {
  if (access?.type !== 'MemberExpression' || access.object !== node) return false;
  return !(
    (user?.type === 'AssignmentExpression' && user.left === access) ||
    user?.type === 'UpdateExpression' ||
    (user?.type === 'UnaryExpression' && user.operator === 'delete') ||
    /Pattern$|^RestElement$|^For(Of|In)Statement$/.test(user?.type ?? '')
  );
}

function awaitsAtTop(program: Node): boolean {
  let awaits = false;
  for (const s of program.body)
    walk(s, (n) => {
      if (isFunction(n)) return false;
      if (n.type === 'AwaitExpression') awaits = true;
      if (n.type === 'ForOfStatement' && n.await) awaits = true;
      return true;
    });
  return awaits;
}
