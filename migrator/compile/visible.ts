/**
 * Part of pass 2. What a direct `eval` or a `with` may see by name: every variable of the functions around it, which run as written, and
 * those of its module. They keep their names, they are real variables, and nobody knows who writes them.
 */
import type { Node } from './ast.ts';
import type { Binding, Program } from './units.ts';

/** `(0, eval)(…)` is none, nor is a method of that name. */
export const isDirectEval = (n: Node): boolean =>
  n.type === 'CallExpression' && n.callee.type === 'Identifier' && n.callee.name === 'eval';

export const seesNames = (n: Node): boolean => n.type === 'WithStatement' || isDirectEval(n);

export function keepVisible(program: Program, parents: ReadonlyMap<Node, Node>): void {
  const around = new Set<Node>();
  for (const node of parents.keys()) {
    if (!seesNames(node)) continue;
    for (let at = parents.get(node); at && !around.has(at); at = parents.get(at)) around.add(at);
  }
  if (around.size === 0) return;
  for (const binding of program.bindings) {
    const isVisible = binding.module ? binding.definitions.some((d) => d.visible) : around.has(binding.scope);
    if (isVisible) keep(binding);
  }
}

function keep(binding: Binding): void {
  binding.visible = true;
  if (binding.kind === 'self') return;
  binding.captured = true;
  binding.constant = false;
}
