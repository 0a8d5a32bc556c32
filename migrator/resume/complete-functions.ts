import type { ProgramImage } from '../../protocol/program.ts';
import { type Node, walk } from '../compile/ast.ts';
import { readTree } from '../compile/tree.ts';

/** Puts in the bodies of functions that are written in trees of their own: of those alone that the rest of `body` still has. */
export function completeFunctions(body: Node, { trees }: ProgramImage): void {
  walk(body, (n) => {
    if (n.restOf === undefined) return;
    n.body.push(...readTree(trees[n.restOf]!).body);
    n.restOf = undefined;
  });
}
