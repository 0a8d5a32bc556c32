/**
 * After pass 8, in programs that mix both modes: scripts are sloppy, and what is strict says so itself.
 *
 *     const f = function (a) { … }         const f = function (a) { "use strict"; … }
 *     const g = function (a = 1) { … }     const g = (() => { "use strict"; return function (a = 1) { … }; })()
 *     const o = { m(a = 1) { … } }         const o = (() => { "use strict"; return { m(a = 1) { … } }; })()
 */
import {
  arrow,
  block,
  call,
  childKeys,
  isClass,
  isFunction,
  literal,
  type Node,
  ret,
  statement,
} from './ast.ts';
import type { Program } from './units.ts';

const directive = (): Node => Object.assign(statement(literal('use strict')), { saysStrict: true });

/** A directive is an error where a parameter is more than a name. */
const canSaySo = (fn: Node): boolean => fn.params.every((p: Node) => p.type === 'Identifier');

/** A copy of one that was looked at before. */
const saysSo = (fn: Node): boolean => fn.body.body?.[0]?.saysStrict === true;

export function keepStrictness(script: Node, program: Program): void {
  // Functions of ours (factories, descriptions) take the mode of what they hold.
  const isStrict = (fn: Node, outer: boolean): boolean =>
    program.unitOf.get(fn.copyOf ?? fn)?.strict ?? fn.strict ?? outer;
  const strictly = (node: Node): Node => call(arrow([], block([directive(), ret(node)])));
  /** What stands around such a method is strict as well: it could not say so itself. */
  const needsHelp = (object: Node): boolean =>
    object.properties.some(
      ({ type, method, kind, value }: Node) =>
        type === 'Property' &&
        (method || kind !== 'init') &&
        isFunction(value) &&
        !canSaySo(value) &&
        isStrict(value, false),
    );
  const visit = (node: Node, strict: boolean): Node => {
    let inner = strict || isClass(node);
    let made = node;
    if (node.type === 'ObjectExpression' && !inner && needsHelp(node)) {
      inner = true;
      made = strictly(node);
    }
    if (isFunction(node)) {
      if (isStrict(node, inner) && !inner) {
        inner = true;
        if (saysSo(node)) return node;
        if (node.body.type === 'BlockStatement' && canSaySo(node)) node.body.body.unshift(directive());
        else made = strictly(node);
      }
    }
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (let i = 0; i < child.length; i++) if (child[i]) child[i] = visit(child[i], inner);
      } else if (child) node[key] = visit(child, inner);
    }
    return made;
  };
  visit(script, false);
}
