/** Requests whose specifier is put together while the program runs, but begins with a relative path: `./plugins/${name}.js`. */
import type { Node } from '../ast.ts';

/** What stands before, between and after the parts that are computed. */
export type PathPattern = string[];

/** Undefined where the specifier begins with something else: then nobody knows where to look. */
export function pathPatternOf(specifier: Node | null | undefined): PathPattern | undefined {
  const parts = specifier ? partsOf(specifier) : [];
  if (!parts.some((part) => part === null)) return undefined;
  const pattern = [''];
  for (const part of parts)
    if (part !== null) pattern[pattern.length - 1] += part;
    else if (pattern.at(-1) !== '' || pattern.length === 1) pattern.push('');
  return /^\.\.?\//.test(pattern[0]!) ? pattern : undefined;
}

/** Null for what is computed. */
function partsOf(node: Node): (string | null)[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (node.type === 'TemplateLiteral')
    return node.quasis.flatMap(({ value }: Node, i: number) => [
      value.cooked as string,
      ...(i < node.expressions.length ? partsOf(node.expressions[i]) : []),
    ]);
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return [...partsOf(node.left), ...partsOf(node.right)];
  return [null];
}

/** Of the pattern without its first directory: which paths below that it means. A part that is computed stays within one directory. */
export function matcherOf(pattern: PathPattern): {
  directory: string;
  depth: number;
  matches(path: string): boolean;
} {
  const [first = '', ...rest] = pattern;
  const end = first.lastIndexOf('/') + 1;
  const parts = [first.slice(end), ...rest];
  const text = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^/]+');
  // `require` adds an extension, or takes a directory for its index.
  const expression = new RegExp(`^${text}(?:${rest.at(-1) === '' ? '(?:/index)?' : ''}\\.[a-z]+)?$`);
  const slashes = parts.join('').split('/').length - 1;
  return {
    directory: first.slice(0, end),
    depth: slashes + (rest.at(-1) === '' ? 1 : 0),
    matches: (path) => expression.test(path),
  };
}
