/**
 * The text with which V8 would quote an expression of the user's in an error (`get(...).x is not a function`), carried by the name of the
 * temporary that stands for it: `$t1_get$0`. What catches an error turns it back (migrator/runtime/error-words.ts).
 */
import type { Node } from '../ast.ts';
import type { Binding } from '../units.ts';

type BindingOf = (node: Node) => Binding | undefined;

export const NOT_QUOTED = '(intermediate value)';
const LONGEST = 60;
/** In this order; the index is the digit. */
const SIGNS = ['(...)', '.', '[', ']', '"', '#', NOT_QUOTED, ' ', '$'];

/** The part of a name that stands for `text`; '' where it cannot be one. */
export function inName(text: string): string {
  if (text === NOT_QUOTED) return '';
  let rest = text;
  let name = '';
  while (rest !== '') {
    const sign = SIGNS.findIndex((each) => rest.startsWith(each));
    if (sign < 0 && !/^\w/.test(rest)) return '';
    name += sign < 0 ? rest[0] : `$${sign}`;
    rest = rest.slice(sign < 0 ? 1 : SIGNS[sign]!.length);
  }
  return name.length > 0 && name.length <= LONGEST ? `_${name}` : '';
}

/** As V8's CallPrinter renders it. With `iterated`, as what cannot be iterated: calls are named without their parentheses. */
export function quoted(e: Node, bindingOf: BindingOf, iterated = false): string {
  const of = (node: Node): string => quoted(node, bindingOf, iterated);
  const binding = bindingOf(e);
  if (binding) return /^\$(this|args|nt)\d+$/.test(binding.name) ? lexical(binding.name) : binding.original;
  switch (e.type) {
    case 'Identifier':
      return e.name.startsWith('$') ? carriedBy(e.name) : e.name;
    case 'ThisExpression':
      return 'this';
    case 'Literal':
      return typeof e.value === 'string' ? `"${e.value}"` : String(e.raw ?? e.value);
    case 'CallExpression':
      return of(e.callee) + (iterated ? '' : '(...)');
    case 'MemberExpression':
      return of(e.object) + keyOf(e, of);
    default:
      return NOT_QUOTED;
  }
}

function keyOf({ computed, property }: Node, of: (node: Node) => string): string {
  if (property.type === 'PrivateIdentifier') return `.#${property.name}`;
  if (!computed) return `.${property.name}`;
  return property.type === 'Literal' && typeof property.value === 'string'
    ? `.${property.value}`
    : `[${of(property)}]`;
}

/** What a temporary stands for. */
const carriedBy = (name: string): string =>
  /^\$[tm]\d+_(.+)$/.exec(name)?.[1]?.replace(/\$(\d)/g, (_, sign) => SIGNS[Number(sign)]!) ?? NOT_QUOTED;

const lexical = (name: string): string => (name.startsWith('$this') ? 'this' : NOT_QUOTED);
