import { type Node, walk } from '../ast.ts';

const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/**
 * Takes away expressions that stand behind a `return` and so never run. Libraries put a direct `eval` there that V8 is to see
 * (`return object; eval(object);` makes properties fast): all functions around it would have to run as written.
 */
export function dropUnreachable(ast: Node): void {
  walk(ast, (n) => {
    const list: unknown = n.type === 'SwitchCase' ? n.consequent : n.body;
    if (!Array.isArray(list)) return;
    const end = (list as Node[]).findIndex((s) => LEAVES.has(s.type));
    if (end < 0 || !list.slice(end).some((s: Node) => s.type === 'ExpressionStatement')) return;
    const left = list.filter((s: Node, i) => i <= end || s.type !== 'ExpressionStatement');
    if (n.type === 'SwitchCase') n.consequent = left;
    else n.body = left;
  });
}
