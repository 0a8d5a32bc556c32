/**
 * Code whose text a program makes while it runs, compiled as a small program of its own: its top level makes the function anew each time.
 *
 *     new Function('a', …)     (function anonymous(a) { … })        () => { return function anonymous(a) { … }; }
 *     (0, eval)('…')           …                                    () => { return function () { … }; }      see script-text.ts
 */
import type { ProgramImage } from '../../protocol/program.ts';
import { arrow, block, call, id, literal, member, type Node, OURS, ret, statement, walk } from './ast.ts';
import { type Before, compileModules } from './index.ts';
import type { SourceModule } from './link/modules.ts';
import { ModuleScope } from './link/scope.ts';
import { parseCommonJs, parseScript } from './parse.ts';
import { preludeNamesIn } from './prelude.ts';
import { scriptNamesIn } from './script-names.ts';
import { scriptAsFunction } from './script-text.ts';

export interface MadeCode {
  image: ProgramImage;
  /** Id of the function that makes the function. */
  maker: number;
}

/** No program can call a function so. */
const MAKER = '(maker)';

/** Where errors say that such code stands. */
export const MADE_PATH = '<anonymous>';

/** `text`: of the function, as `toString` gives it. @throws SyntaxError of acorn */
export function compileMade(text: string, program: ProgramImage): MadeCode {
  const code = `(${text})`;
  const ast = parseCommonJs(code);
  return compileMaker(code, ast, ast.body[0].expression, program);
}

/** The function that it gives runs the text once. @returns undefined where V8's own `eval` is to run it. @throws SyntaxError of acorn */
export function compileScript(text: string, program: ProgramImage): MadeCode | undefined {
  const ast = parseScript(text);
  const made = scriptAsFunction(ast);
  return made && compileMaker(text, ast, made, program);
}

function compileMaker(code: string, ast: Node, made: Node, program: ProgramImage): MadeCode {
  // Under node it has nothing to find modules with: V8's own says so.
  walk(ast, (n) => {
    if (n.type === 'ImportExpression') throw new SyntaxError('import() in code made of text');
  });
  const { range, loc } = ast;
  const placed = (node: Node): Node => Object.assign(node, { range, loc });
  const maker = Object.assign(placed(arrow([], placed(block([placed(ret(made))])))), { displayName: MAKER });
  ast.body = [placed(statement(maker))];
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
  hideModuleNames(ast, scriptNamesIn(program.code));
  const image = compileModules([module], MADE_PATH, before);
  for (const each of [...image.functions, ...image.classes]) each.source += program.sources.length;
  return { image, maker: image.functions.find(({ name }) => name === MAKER)!.id };
}

/** Such a name means a property of the global object: `$rt.global('x')`, or `globalThis.x` where it need not be there. */
function hideModuleNames(ast: Node, names: ReadonlySet<string>): void {
  const scope = new ModuleScope(ast);
  const hidden = new Set<Node>();
  for (const [name, uses] of scope.free) if (names.has(name)) for (const node of uses) hidden.add(node);
  if (hidden.size === 0) return;
  walk(ast, (node, parent) => {
    if (!hidden.has(node)) return;
    const { name, range, loc } = node;
    const isAsked = !scope.written.has(node) && parent?.type !== 'UnaryExpression';
    const made = isAsked
      ? call(member(id(`${OURS}rt`), 'global'), [literal(name)])
      : member(id('globalThis'), name);
    delete node.name;
    Object.assign(node, made, { range, loc });
    return false;
  });
}
