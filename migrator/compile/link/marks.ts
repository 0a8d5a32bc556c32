/** What is noted on the tree of a module before it is linked. */
import { isClass, isFunction, type Node, some, walk } from '../ast.ts';
import { seesNames } from '../visible.ts';
import type { SourceModule } from './modules.ts';
import { ModuleScope } from './scope.ts';
import { dropUnreachable } from './unreachable.ts';

/** What `toString` gives (ECMA-262 20.2.3.5): of a method with its name, of a class all of it. */
export function markText(n: Node): void {
  if (isFunction(n) || isClass(n)) n.ownText ??= n.range;
  const isMethod =
    (n.type === 'Property' && (n.method || n.kind !== 'init')) || n.type === 'MethodDefinition';
  if (!isMethod || n.kind === 'constructor') return;
  n.value.ownText = [n.range[0], n.range[1]];
  n.value.isStaticText = n.static === true;
}

/** Variables of a module that something in it may see by their names. */
export function markVisible(module: SourceModule): void {
  const ast = module.ast!;
  if (!some(ast, seesNames)) return;
  dropUnreachable(ast);
  if (!some(ast, seesNames)) return;
  module.seesNames = true;
  const scope = new ModuleScope(ast);
  for (const name of scope.names()) for (const node of scope.declarations(name)) node.visible = true;
}

/** Moves a tree to where its text stands in the whole. */
export function shift(ast: Node, offset: number, lines: number): void {
  const places: Node[] = [];
  walk(ast, (n) => {
    places.push(n);
    if (n.type === 'ImportDeclaration') for (const each of n.specifiers) places.push(each.local);
  });
  for (const n of places) {
    n.range = [n.range[0] + offset, n.range[1] + offset];
    const { start, end } = n.loc;
    n.loc = {
      start: { line: start.line + lines, column: start.column },
      end: { line: end.line + lines, column: end.column },
    };
  }
}
