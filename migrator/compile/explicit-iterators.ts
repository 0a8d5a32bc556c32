import { call, clone, id, isFunction, literal, member, type Node, someOwn, walk, walkOwn } from './ast.ts';

/**
 * Part of pass 1: where a program takes an iterator into its own hands. V8's iterators over arrays, typed arrays and strings cannot be
 * asked where they are; from the runtime's own it gets the same values. Anything else passes through as it is.
 *
 *     x[Symbol.iterator]()     $rt.iterated(x)[Symbol.iterator]()
 *     x.values()               $rt.valued(x).values()
 *     x[SymbolIterator]()      $rt.iteratedBy(x, SymbolIterator)[SymbolIterator]()      a variable whose name says so
 *     m.call(x)                $rt.iterating(m, x, 'm').call(x) in a function that speaks of Symbol.iterator, as what TypeScript and Babel
 *                                                               make of `for…of` for old machines
 */
export function askableIterator(node: Node): void {
  const { callee } = node;
  if (node.arguments.length > 0 || callee.type !== 'MemberExpression' || callee.object.type === 'Super')
    return;
  const helper = helperFor(callee);
  if (helper === null) return;
  const { object, property } = callee;
  const args = helper === 'iteratedBy' ? [object, id(property.name)] : [object];
  callee.object = Object.assign(call(member(id('$rt'), helper), args), {
    loc: object.loc,
    range: object.range,
  });
}

function helperFor(callee: Node): string | null {
  if (isSymbolIterator(callee)) return 'iterated';
  if (isValues(callee)) return 'valued';
  const { computed, property } = callee;
  return computed && property.type === 'Identifier' && /iter/i.test(property.name) ? 'iteratedBy' : null;
}

const isValues = ({ computed, property }: Node): boolean => !computed && property.name === 'values';

const isSymbolIterator = ({ computed, property }: Node): boolean => computed && isNameOfIterator(property);

/** Names `Symbol.iterator`. */
export const isNameOfIterator = (n: Node): boolean =>
  n.type === 'MemberExpression' &&
  !n.computed &&
  n.property.name === 'iterator' &&
  n.object.name === 'Symbol';

/** The last of those forms. */
export function askCalledIterators(program: Node): void {
  walk(program, (fn) => {
    if (!isFunction(fn) || !someOwn(fn.body, isNameOfIterator)) return;
    walkOwn(fn.body, (n) => {
      if (!isCallOn(n)) return;
      const { callee } = n;
      const { loc, range } = callee.object;
      const asked = call(member(id('$rt'), 'iterating'), [
        callee.object,
        clone(n.arguments[0]),
        literal(callee.object.name),
      ]);
      callee.object = Object.assign(asked, { loc, range });
    });
  });
}

const isCallOn = (n: Node): boolean =>
  n.type === 'CallExpression' &&
  !n.optional &&
  n.arguments.length === 1 &&
  n.arguments[0].type === 'Identifier' &&
  n.callee.type === 'MemberExpression' &&
  !n.callee.computed &&
  !n.callee.optional &&
  n.callee.property.name === 'call' &&
  n.callee.object.type === 'Identifier';
