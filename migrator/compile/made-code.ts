/**
 * A function whose text a program makes while it runs (`new Function` and its like), compiled as a small program of its own: its top level
 * makes the function anew each time.
 *
 *     (function anonymous(a) { … })        () => { return function anonymous(a) { … }; }
 */
import type { ProgramImage } from '../../protocol/program.ts';
import { arrow, block, type Node, ret, statement } from './ast.ts';
import { type Before, compileModules } from './index.ts';
import type { SourceModule } from './link/modules.ts';
import { ModuleScope } from './link/scope.ts';
import { parseCommonJs } from './parse.ts';
import { preludeNamesIn } from './prelude.ts';

export interface MadeCode {
  image: ProgramImage;
  /** Id of the function that makes the function. */
  maker: number;
}

/** Where errors say that such code stands. */
export const MADE_PATH = '<anonymous>';

/** `text`: of the function, as `toString` gives it. @throws SyntaxError of acorn */
export function compileMade(text: string, program: ProgramImage): MadeCode {
  const code = `(${text})`;
  const ast = parseCommonJs(code);
  const made = ast.body[0] as Node;
  const { range, loc } = made;
  const maker = Object.assign(
    arrow([], Object.assign(block([Object.assign(ret(made.expression), { range, loc })]), { range, loc })),
    {
      range,
      loc,
    },
  );
  ast.body = [Object.assign(statement(maker), { range, loc })];
  const module: SourceModule = {
    index: 0,
    path: MADE_PATH,
    format: 'commonjs',
    text: code,
    code,
    map: null,
    ast,
    requests: [],
    targets: new Map(),
    isMade: true,
  };
  const before: Before = {
    functions: program.functions.length,
    classes: program.classes.length,
    preludes: preludeNamesIn(program.code),
  };
  hideModuleNames(ast, namesIn(program.code));
  const image = compileModules([module], MADE_PATH, before);
  for (const each of [...image.functions, ...image.classes]) each.source += program.sources.length;
  // The top level is function 0 of the small program, its only statement the next.
  return { image, maker: before.functions + 1 };
}

/** Script-level names of a program's code: what code in the global scope does not see under node. */
const namesIn = (code: string): Set<string> =>
  new Set([...code.matchAll(/^(?:const|let) ([\w$]+)/gm)].map((m) => m[1]!));

/** Such a name means a property of the global object. */
function hideModuleNames(ast: Node, names: ReadonlySet<string>): void {
  for (const [name, uses] of new ModuleScope(ast).free) {
    if (!names.has(name)) continue;
    for (const node of uses) {
      const object = { type: 'Identifier', name: 'globalThis', range: node.range, loc: node.loc };
      const property = { type: 'Identifier', name, range: node.range, loc: node.loc };
      Object.assign(node, { type: 'MemberExpression', object, property, computed: false });
      delete node.name;
    }
  }
}
