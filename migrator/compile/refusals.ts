/** Part of pass 3: code that later passes must leave as written, because what it needs cannot be had outside of where it stands. */
import { isArrow, walk, walkOwn } from './ast.ts';
import { isRewritable } from './private-names.ts';
import { outermostWithin, type Program, type Unit } from './units.ts';

/** `super` in an arrow needs the method around it: both are run as written. */
export function refuseSuperInArrows(program: Program): void {
  for (const unit of program.units) {
    if (!isArrow(unit.node)) continue;
    let uses = false;
    walk(unit.node.body, (n) => {
      if (n.type === 'Super') uses = true;
      return !uses && !(n.type === 'FunctionExpression' || n.type === 'ClassBody');
    });
    for (let u: Unit | null = uses ? unit : null; u; u = isArrow(u.node) ? u.parent : null)
      makeOpaque(program, u, 'super in an arrow function');
  }
}

/** Resumed code stands outside the class body: `#names` mean nothing there, and `super` needs a class known by name. */
export function refuseClassBound(program: Program): void {
  for (const unit of program.units) {
    if (unit.opaque || unit.kind === 'main') continue;
    let reason: string | null = null;
    walkOwn(unit.node.body, (n) => {
      if (n.type === 'MemberExpression' && n.object.type === 'Super' && !(unit.class?.once && unit.method))
        reason ??= 'super in a class made at run time';
    });
    if (!reason && !isRewritable(unit.node.body)) reason = '#private names of a class made at run time';
    if (reason) makeOpaque(program, unit, reason);
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
