/**
 * `#private` names and `super` mean something only where they stand, and there the program keeps using them as written, at V8's own
 * speed. Code that goes on elsewhere (resumed frames, closures and classes made again) says the same by accessors that the class hands
 * out (private-names.ts), and by the object whose parent `super` looks into:
 *
 *     o.#x     o.#x = v     o.#m(a)     #x in o      $q1.get(o)     $q1.set(o, v)     $q1.get(o).call(o, a)     $q1.has(o)
 *     [o.#x] = v            o.#m`…`                  [$q1.at(o).value] = v            $q1.method(o)`…`
 *                                                    before it: const $q1 = $rt.private(A, "x");
 *     super.x     super.m(a)     super.x = v         $rt.superGet(H, "x", this)     ….call(this, a)     $rt.superSet(H, "x", this, v)
 *                                                    H: A.prototype, A (static), or the object literal
 *
 * Classes and object literals within keep what is theirs.
 */
import {
  binary,
  call,
  childKeys,
  clone,
  declare,
  eachChild,
  id,
  isArrow,
  isClass,
  literal,
  member,
  type Node,
  self,
} from './ast.ts';
import { isWritten, markPattern } from './places.ts';

/** Whether all that `node` uses of classes and object literals around it can be said outside of them. */
export function canStandOutside(node: Node): boolean {
  let can = true;
  const kept = new Set<unknown>();
  // `super()` of a class within is its own, in arrow functions too; of a constructor, in one, it makes a `this` that nobody has.
  const visit = (n: Node, inArrow: boolean, inClass: boolean): void => {
    if (keepsOwn(n)) kept.add(ownOf(n));
    if (n.type === 'PrivateIdentifier' && isUse(n)) can &&= kept.has(n.privateOf?.id) || !!n.privateOf?.ref;
    else if (n.type === 'CallExpression' && n.callee.type === 'Super') can &&= inClass || !inArrow;
    else if (n.type === 'Super' && n.superOf)
      can &&= !!n.home || kept.has(n.superOf.cls?.id) || !!n.superOf.cls?.ref;
    const isInside = !isClass(n) && (inArrow || (isArrow(n) && n !== node));
    eachChild(n, (child) => visit(child, isInside, inClass || isClass(n)));
  };
  visit(node, isArrow(node), false);
  return can;
}

/** The declaration of a private member is no use of its name. */
const isUse = (n: Node): boolean => n.privateOf !== undefined;
const keepsOwn = (n: Node): boolean =>
  isClass(n) || (n.type === 'ObjectExpression' && n.homeId !== undefined);
const ownOf = (n: Node): unknown => (isClass(n) ? n.classUnit.id : n.homeId);

/** Rewrites what stands in `node`, in place. @returns what must be declared before it */
export function standOutside(node: Node): Node[] {
  const outside = new Outside();
  outside.children(node);
  return outside.declarations;
}

class Outside {
  readonly declarations: Node[] = [];
  private readonly names = new Map<string, string>();
  private readonly kept = new Set<unknown>();

  children(node: Node): void {
    const owns = keepsOwn(node) && !this.kept.has(ownOf(node));
    if (owns) this.kept.add(ownOf(node));
    markPattern(node);
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (let i = 0; i < child.length; i++) if (child[i]) child[i] = this.node(child[i], node, key);
      } else if (child) node[key] = this.node(child, node, key);
    }
    if (owns) this.kept.delete(ownOf(node));
  }

  private node(node: Node, parent: Node, key: string): Node {
    const place = this.placeIn(node);
    if (place) return isWritten(parent, key) ? place.place() : place.get();
    if (node.type === 'CallExpression') {
      const callee = this.placeIn(node.callee);
      if (!callee) return this.plain(node);
      const args = node.arguments.map((a: Node) => this.node(a, node, 'arguments'));
      return { ...node, callee: member(callee.get(), 'call'), arguments: [callee.receiver(), ...args] };
    }
    if (node.type === 'TaggedTemplateExpression') {
      const tag = this.placeIn(node.tag);
      if (!tag) return this.plain(node);
      return { ...node, tag: tag.method(), quasi: this.node(node.quasi, node, 'quasi') };
    }
    if (node.type === 'AssignmentExpression') {
      const left = this.placeIn(node.left);
      if (left && node.operator === '=') return left.set(this.node(node.right, node, 'right'));
      if (left && isSimple(node.left.object))
        return left.set(binary(node.operator.slice(0, -1), left.get(), this.node(node.right, node, 'right')));
    }
    if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier')
      return this.isKept(node.left)
        ? this.plain(node)
        : call(member(this.accessors(node.left), 'has'), [this.node(node.right, node, 'right')]);
    return this.plain(node);
  }

  private plain(node: Node): Node {
    this.children(node);
    return node;
  }

  private isKept(name: Node): boolean {
    return this.kept.has(name.privateOf?.id);
  }

  private placeIn(node: Node): Place | null {
    if (node.type !== 'MemberExpression') return null;
    if (node.property.type === 'PrivateIdentifier')
      return this.isKept(node.property) ? null : this.privatePlace(node);
    return node.object.type === 'Super' && !this.keepsSuper(node.object) ? this.superPlace(node) : null;
  }

  private keepsSuper({ superOf }: Node): boolean {
    return !superOf || this.kept.has(superOf.cls ? superOf.cls.id : superOf.homeId);
  }

  private privatePlace(node: Node): Place {
    const object = this.node(node.object, node, 'object');
    const use = (method: string, ...args: Node[]): Node =>
      call(member(this.accessors(node.property), method), [object, ...args]);
    return {
      get: () => use('get'),
      set: (value) => use('set', value),
      place: () => member(use('at'), 'value'),
      method: () => use('method'),
      // Evaluated once: what a private method is called on is a name, `this` or a temporary wherever the call may suspend.
      receiver: () => clone(object),
    };
  }

  private superPlace(node: Node): Place {
    const base = node.object;
    const receiver = (): Node => (base.self ? clone(base.self) : self());
    const key = node.computed ? this.node(node.property, node, 'property') : literal(node.property.name);
    const use = (method: string, ...args: Node[]): Node =>
      call(member(id('$rt'), method), [homeOf(base), key, receiver(), ...args]);
    return {
      get: () => use('superGet'),
      set: (value) => use('superSet', value),
      place: () => member(use('superAt'), 'value'),
      method: () => use('superMethod'),
      receiver,
    };
  }

  /** A name for the accessors of a private name. */
  private accessors(name: Node): Node {
    const key = `${name.privateOf.id} ${name.name}`;
    let local = this.names.get(key);
    if (!local) {
      local = `$q${this.names.size + 1}`;
      this.names.set(key, local);
      const found = call(member(id('$rt'), 'private'), [id(name.privateOf.ref), literal(name.name)]);
      this.declarations.push(declare('const', local, found));
    }
    return id(local);
  }
}

interface Place {
  get(): Node;
  set(value: Node): Node;
  /** As something that can be assigned to. */
  place(): Node;
  /** As a tag: it keeps its `this`. */
  method(): Node;
  receiver(): Node;
}

function homeOf(base: Node): Node {
  if (base.home) return clone(base.home);
  const cls = id(base.superOf.cls.ref);
  return base.superOf.static ? cls : member(cls, 'prototype');
}

/** Evaluating it twice is evaluating it once. */
const isSimple = (n: Node): boolean => n.type === 'ThisExpression' || n.type === 'Identifier';
