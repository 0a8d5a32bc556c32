/**
 * After pass 8, in programs that mix both modes: scripts are sloppy, and what is strict says so itself.
 *
 *     const f = function (a) { … }         const f = function (a) { "use strict"; … }
 *     const g = function (a = 1) { … }     const g = (() => { "use strict"; return function (a = 1) { … }; })()
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
  const visit = (node: Node, strict: boolean): Node => {
    let inner = strict || isClass(node);
    let made = node;
    if (isFunction(node)) {
      // Functions of ours (factories, descriptions) take the mode of what they hold.
      const wanted = program.unitOf.get(node.copyOf ?? node)?.strict ?? node.strict ?? inner;
      if (wanted && !inner) {
        inner = true;
        if (saysSo(node)) return node;
        if (node.body.type === 'BlockStatement' && canSaySo(node)) node.body.body.unshift(directive());
        else made = call(arrow([], block([directive(), ret(node)])));
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
