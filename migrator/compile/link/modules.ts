/** A program before it is linked: its modules, and where their requests lead. */
import type { Node } from '../ast.ts';
import { type PathPattern, pathPatternOf } from './computed-paths.ts';

/** `addon` is native code, which no host loads. */
export type ModuleFormat = 'module' | 'commonjs' | 'json' | 'addon';

/** What a request leads to. */
export type Target = { module: SourceModule } | { builtin: string } | { missing: string };

export interface Request {
  /** `require` and `import` are resolved by different conditions; `import()` as `import`. */
  kind: 'import' | 'import()' | 'require';
  specifier: string;
}

export interface SourceModule {
  /** Position in the program's list: 0 is the entry. */
  index: number;
  /** Absolute, symbolic links resolved. */
  path: string;
  /** Of an entry that is in no file: what Node calls it, `[stdin]`, and of an ES module its URL. */
  shownAs?: string;
  format: ModuleFormat;
  /** As the user wrote it. */
  text: string;
  /** As JavaScript, types stripped; the same as `text` where there are none. */
  code: string;
  /** Source map (version 3, JSON) from `code` to `text`, where they differ. */
  map: string | null;
  /** The Program node, of JavaScript. */
  ast: Node | null;
  requests: Request[];
  /** Not the user's: a module of Node's as guest code, or what that is made of. */
  isOurs?: boolean;
  /** Its text is that of a function made while the program runs: in the global scope, with no wrapper around it. */
  isMade?: boolean;
  /** It has a direct `eval` or a `with`. */
  seesNames?: boolean;
  /** By `requestKey`. */
  targets: Map<string, Target>;
}

export const requestKey = ({ kind, specifier }: Request): string =>
  `${kind === 'require' ? 'require' : 'import'} ${specifier}`;

export const shownPath = ({ path, shownAs }: SourceModule): string => shownAs ?? path;

export const targetOf = (from: SourceModule, kind: Request['kind'], specifier: string): Target =>
  from.targets.get(requestKey({ kind, specifier })) ?? { missing: specifier };

export const moduleOf = (target: Target): SourceModule | null => ('module' in target ? target.module : null);

const ASKING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'CallExpression',
]);

/** A request whose specifier is put together while the program runs. */
export interface ComputedRequest {
  kind: Request['kind'];
  pattern: PathPattern;
}

/** What the module asks for in its text: static and dynamic imports, and `require`. */
export function requestsOf(
  ast: Node,
  format: ModuleFormat,
  eachNode: Walk,
): { requests: Request[]; computed: ComputedRequest[] } {
  const found = new Map<string, Request>();
  const computed: ComputedRequest[] = [];
  const add = (kind: Request['kind'], source: Node | null | undefined): void => {
    const specifier = textOf(source);
    const pattern = specifier === null ? pathPatternOf(source) : undefined;
    if (specifier !== null) found.set(`${kind} ${specifier}`, { kind, specifier });
    else if (pattern) computed.push({ kind, pattern });
  };
  const requirers = new Set(format === 'commonjs' ? ['require'] : []);
  const asking: Node[] = [];
  const paths: Node[] = [];
  eachNode(ast, (n) => {
    if (/^\.\.?\//.test(textOf(n) ?? '')) paths.push(n);
    if (ASKING.has(n.type)) asking.push(n);
    else if (n.type === 'VariableDeclarator' && n.id.type === 'Identifier' && makesRequire(n.init))
      requirers.add(n.id.name);
  });
  for (const n of asking) {
    if (n.type === 'ImportExpression' && textOf(n.source) === null && !pathPatternOf(n.source))
      // It may be any of the paths in the text.
      for (const path of paths) add('import()', path);
    else if (n.type === 'ImportExpression') add('import()', n.source);
    else if (n.type !== 'CallExpression') add('import', n.source);
    else {
      const { callee } = n;
      const base = callee.type === 'MemberExpression' && !callee.computed ? callee.object : callee;
      const isRequire =
        (requirers.has(base.name) && (base === callee || callee.property.name === 'resolve')) ||
        (format === 'commonjs' && base.name === 'module' && callee.property?.name === 'require');
      if (isRequire) add('require', n.arguments[0]);
    }
  }
  return { requests: [...found.values()], computed };
}
type Walk = (node: Node, visit: (node: Node) => unknown) => void;

/** `createRequire(…)`, also as a property of the module's namespace. */
const makesRequire = (init: Node | null): boolean =>
  init?.type === 'CallExpression' && (init.callee.name ?? init.callee.property?.name) === 'createRequire';

/** The value of a string literal, or of a template without substitutions. */
export function textOf(node: Node | null | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return null;
}
