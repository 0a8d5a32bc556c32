/**
 * One CommonJS module. Its text is the body of a function that `require` calls; that of the program's entry, which runs exactly once and
 * first, is the program's top level, so that its variables are as fast as those of an ES module.
 *
 *     x.cjs    function $cjs3(exports, require, module, __filename, __dirname) { … }
 */
import { id, isArrow, isFunction, type Node, OURS, walk } from '../ast.ts';
import { seesNames } from '../visible.ts';
import type { SourceModule } from './modules.ts';
import { ModuleScope, renameTo } from './scope.ts';
import { hasDirective } from './strict.ts';

export const WRAPPER = ['exports', 'require', 'module', '__filename', '__dirname'] as const;

export function asFunction(module: SourceModule): Node {
  const { ast } = module;
  const place = { loc: ast!.loc, range: ast!.range };
  return {
    type: 'FunctionDeclaration',
    id: { ...id(`${OURS}cjs${module.index}`), original: '', ...place },
    params: WRAPPER.map((name) => ({ ...id(name), ...place })),
    body: { type: 'BlockStatement', body: ast!.body, ...place },
    generator: false,
    async: false,
    strict: hasDirective(ast!.body),
    annexB: ast!.annexB,
    ...place,
  };
}

/** What depends on being in a function of its own: names of the wrapper declared again, its `arguments`, a direct eval or `with`. */
export function canBeTopLevel(module: SourceModule): boolean {
  let can = true;
  walk(module.ast!, (n) => {
    if (isFunction(n) && !isArrow(n)) return false;
    if (seesNames(n)) can = false;
    if ((n.type === 'Identifier' && n.name === 'arguments') || n.type === 'MetaProperty') can = false;
    return can;
  });
  const scope = new ModuleScope(module.ast!);
  return can && !WRAPPER.some((name) => scope.has(name));
}

/** The entry's statements, and which names of the wrapper they use. */
export function asTopLevel(
  module: SourceModule,
  unique: ((name: string) => string) | null,
): { statements: Node[]; used: string[] } {
  const scope = new ModuleScope(module.ast!);
  if (unique) for (const name of scope.names()) scope.rename(name, unique(name));
  const used = new Set<string>();
  for (const name of module.isMade ? [] : WRAPPER) {
    if (module.seesNames) used.add(name);
    for (const node of scope.free.get(name) ?? []) {
      renameTo(node, `${OURS}c_${name}`);
      used.add(name);
    }
  }
  const visit = (node: Node): void =>
    walk(node, (n) => {
      // No reference, so there is nothing to delete.
      if (n.type === 'UnaryExpression' && n.operator === 'delete' && n.argument.type === 'ThisExpression')
        Object.assign(n, { type: 'Literal', value: true, raw: 'true', argument: null });
      if (n.type === 'ThisExpression') {
        Object.assign(n, { type: 'Identifier', name: `${OURS}c_this` });
        used.add('this');
      }
      return (!isFunction(n) || isArrow(n)) && n.type !== 'ClassBody';
    });
  visit(module.ast!);
  return { statements: module.ast!.body, used: [...used] };
}

/**
 * The names that an ES module may import from a CommonJS module, as far as its text tells: what cjs-module-lexer finds, in its spirit.
 * `reexports` are the requests whose names it has too.
 */
export function namesOfCommonJs(module: SourceModule): { names: string[]; reexports: string[] } {
  const names = new Set<string>();
  const reexports = new Set<string>();
  const required = (n: Node | null | undefined): string | null =>
    n?.type === 'CallExpression' && n.callee.name === 'require' && typeof n.arguments[0]?.value === 'string'
      ? n.arguments[0].value
      : n?.type === 'CallExpression' && /^(__importStar|__toESM|_interop\w*)$/.test(n.callee.name ?? '')
        ? required(n.arguments[0])
        : null;
  walk(module.ast!, (n) => {
    if (n.type === 'AssignmentExpression' && n.left.type === 'MemberExpression') {
      const { left } = n;
      if (isExports(left.object)) {
        const name = left.computed ? left.property.value : left.property.name;
        if (typeof name === 'string') names.add(name);
      } else if (isExports(left)) {
        const from = required(n.right);
        if (from !== null) reexports.add(from);
        if (n.right.type === 'ObjectExpression') addKeys(n.right, names, reexports, required);
      }
    } else if (n.type === 'CallExpression') {
      const [first, second] = n.arguments as Node[];
      const method = n.callee.property?.name ?? n.callee.name;
      if (method === 'defineProperty' && first && isExports(first) && typeof second?.value === 'string')
        names.add(second.value);
      if (/^(__exportStar|__export|__reExport)$/.test(method ?? '')) {
        const from = required(first) ?? required(second);
        if (from !== null) reexports.add(from);
        if (method === '__export' && first && isExports(first) && second?.type === 'ObjectExpression')
          addKeys(second, names, reexports, required);
      }
    }
    return true;
  });
  names.delete('default');
  return { names: [...names], reexports: [...reexports] };
}

const isExports = (n: Node): boolean =>
  n.name === 'exports' ||
  (n.type === 'MemberExpression' &&
    !n.computed &&
    n.object.name === 'module' &&
    n.property.name === 'exports');

function addKeys(
  object: Node,
  names: Set<string>,
  reexports: Set<string>,
  required: (n: Node) => string | null,
): void {
  for (const p of object.properties) {
    if (p.type === 'SpreadElement') {
      const from = required(p.argument);
      if (from !== null) reexports.add(from);
    } else if (!p.computed) names.add(String(p.key.name ?? p.key.value));
  }
}
