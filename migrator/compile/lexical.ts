/** Part of pass 3: `this`, `arguments` and `new.target` of an outer function, where an arrow uses them. */
import { id, isArrow, type Node } from './ast.ts';
import type { Captures } from './captures.ts';
import { type Binding, eachOwn, outermostWithin, type Program, synthetic, type Unit } from './units.ts';

export function lexicalNames(program: Program, captures: Captures): void {
  const get = (owner: Unit, value: 'this' | 'arguments' | 'new.target'): Binding => {
    const list = captures.lexical.get(owner) ?? [];
    captures.lexical.set(owner, list);
    const known = list.find((entry) => entry.value === value);
    if (known) return known.binding;
    const name = `$${value === 'this' ? 'this' : value === 'arguments' ? 'args' : 'nt'}${owner.id}`;
    const binding = synthetic(name, owner, owner.node, false);
    list.push({ binding, value });
    program.bindings.push(binding);
    return binding;
  };
  for (const unit of program.units) {
    if (unit.kind === 'main' || unit.kind === 'initialiser') continue;
    let owner: Unit = unit;
    while (isArrow(owner.node) && owner.parent) owner = owner.parent;
    const ownerIsLowered = owner.kind !== 'main' && owner.kind !== 'initialiser' && !owner.opaque;
    eachOwn(unit, (n) => {
      const value = lexicalValue(n, unit, program);
      if (!value || !ownerIsLowered) return;
      if (value === 'this' && owner === unit) return; // natively
      const binding = get(owner, value);
      let node = n;
      if (n.type === 'Super') {
        // Natively too, but code that stands elsewhere names it.
        if (n.self) return;
        node = { ...id(binding.name), range: n.range };
        n.self = node;
      } else Object.assign(n, { type: 'Identifier', name: binding.name });
      if (unit !== owner) binding.captured = true;
      if (value === 'this' && unit !== owner && isMadeBeforeSuper(unit, owner)) binding.constant = false;
      binding.references.push({ node, unit, write: false, init: false });
      program.bindingOf.set(node, binding);
    });
  }
}

/** Of a derived constructor: the arrow exists before `this` does, and sees it when it has come. */
function isMadeBeforeSuper(arrow: Unit, owner: Unit): boolean {
  if (owner.kind !== 'derived') return false;
  const { createdAt } = outermostWithin(arrow, owner);
  let isBefore = false;
  eachOwn(owner, (n) => {
    if (n.type === 'CallExpression' && n.callee.type === 'Super' && n.range[1] > createdAt) isBefore = true;
  });
  return isBefore;
}

function lexicalValue(n: Node, unit: Unit, program: Program): 'this' | 'arguments' | 'new.target' | null {
  if (n.type === 'ThisExpression' || (n.type === 'Super' && isArrow(unit.node))) return 'this';
  if (n.type === 'MetaProperty') return 'new.target';
  return n.type === 'Identifier' && n.name === 'arguments' && !program.bindingOf.has(n) ? 'arguments' : null;
}
