/** Part of pass 3: code that later passes must leave as written, because what it needs cannot be had outside of where it stands. */
import { isArrow, isFunction, type Node, walk } from './ast.ts';
import { canStandOutside } from './outside.ts';
import { outermostWithin, type Program, type Unit } from './units.ts';

/** `super()` in an arrow makes `this` of the constructor around it: both are run as written. */
export function refuseSuperCallsInArrows(program: Program): void {
  for (const unit of program.units) {
    if (!isArrow(unit.node) || !program.leaning.has(unit)) continue;
    for (
      let u: Unit | null = callsSuper(unit.node.body) ? unit : null;
      u;
      u = isArrow(u.node) ? u.parent : null
    )
      makeOpaque(program, u, 'super() in an arrow function');
  }
}

function callsSuper(body: Node): boolean {
  let calls = false;
  walk(body, (n) => {
    if (n.type === 'CallExpression' && n.callee.type === 'Super') calls = true;
    return !calls && !(isFunction(n) && !isArrow(n)) && n.type !== 'ClassBody';
  });
  return calls;
}

/** Resumed code stands outside of the class body: what it needs of a class must have a name there. */
export function refuseClassBound(program: Program): void {
  for (const unit of program.units)
    if (!unit.opaque && unit.kind !== 'main' && program.leaning.has(unit) && !canStandOutside(unit.node.body))
      makeOpaque(program, unit, 'super or #private names of a class without a name');
}

export const OWN_HERITAGE = 'in the heritage of the class that it names';

/** A function in the heritage of a class that names the class: to be made again, each would have to be there before the other. */
export function refuseOwnHeritage(program: Program): void {
  for (const { kind, scope, unit, references } of program.bindings) {
    if (kind !== 'self' || !scope.superClass) continue;
    const [from, to] = scope.superClass.range as [number, number];
    for (const r of references)
      if (r.unit !== unit && r.node.range[0] >= from && r.node.range[1] <= to)
        makeOpaque(program, outermostWithin(r.unit, unit), OWN_HERITAGE);
  }
}

/** What closes over variables of code that is run as written cannot be described, and is run as written itself. */
export function refuseOverNative(program: Program): void {
  for (const binding of program.bindings) {
    const owner = binding.unit;
    if (binding.module || !owner.opaque || owner.kind === 'initialiser') continue;
    for (const r of binding.references)
      if (r.unit !== owner)
        makeOpaque(program, outermostWithin(r.unit, owner), `made inside ${owner.opaque}`);
  }
}

function makeOpaque(program: Program, unit: Unit, reason: string): void {
  unit.opaque ??= reason;
  for (const inner of program.units)
    if (inner.parent === unit && !inner.opaque)
      makeOpaque(program, inner, `made inside a function with ${reason}`);
}
