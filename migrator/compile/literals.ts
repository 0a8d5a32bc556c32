/**
 * Part of pass 3: a module-level constant that is a literal is written out where it is read.
 *
 *     const N = 3;  … a[i] === N       const N = 3;  … a[i] === 3
 *
 * Script-level variables are context slots, which V8 does not fold in code that it replaces on the stack, as it does with the long loops
 * of a main program: without this the sieve of Eratosthenes takes 1.3 times as long.
 */
import { clone, type Node, walk } from './ast.ts';
import { isNegative, isScriptConstant } from './once.ts';
import type { Program } from './units.ts';

/** A longer string would be many times in the code. */
const MAX_CHARS = 32;

export function inlineLiterals(program: Program): void {
  const values = new Map<Node, Node>();
  for (const binding of program.bindings) {
    if (binding.checked || binding.visible || !isScriptConstant(binding, program)) continue;
    const init = binding.declarator?.init;
    if (!init || !isShort(init)) continue;
    for (const { node, write } of binding.references) if (!write) values.set(node, init);
  }
  if (values.size === 0) return;
  walk(program.root, (node, parent, key) => {
    const init = values.get(node);
    // An error quotes what is called or has no property; literals read otherwise there.
    if (
      !init ||
      key === 'callee' ||
      key === 'object' ||
      key === 'tag' ||
      (parent?.type === 'Property' && key === 'key')
    )
      return;
    program.bindingOf.delete(node);
    for (const name of ['name', 'original']) delete node[name];
    Object.assign(node, clone(init), { loc: node.loc, range: node.range });
  });
}

function isShort(init: Node): boolean {
  if (init.type !== 'Literal') return isNegative(init);
  return typeof init.value === 'string'
    ? init.value.length <= MAX_CHARS
    : ['number', 'boolean'].includes(typeof init.value);
}
