/**
 * Before pass 1: what a tagged template passes is one object for each place in the program, wherever that place goes on.
 *
 *     tag`a${x}b`      tag($rt.template(1) ?? $rt.newTemplate(1, ['a', 'b'], ['a', 'b']), x)
 *
 * V8's own object belongs to the code that it was compiled in, and resumed code is other code.
 */
import { array, call, id, literal, member, type Node, OURS, rewrite, undef } from './ast.ts';

/** `prefix`: of code that is compiled by itself, and runs with other code. */
export function shareTemplates(root: Node, prefix: string): void {
  let places = 0;
  rewrite(root, (node) => {
    if (node.type !== 'TaggedTemplateExpression') return node;
    const place = (): Node => literal(`${prefix}${places}`);
    places++;
    const { quasis, expressions } = node.quasi;
    const texts = (key: 'cooked' | 'raw'): Node =>
      array(
        quasis.map(({ value }: Node) => (typeof value[key] === 'string' ? literal(value[key]) : undef())),
      );
    const rt = (method: string, args: Node[]): Node => call(member(id(`${OURS}rt`), method), args);
    const strings: Node = {
      type: 'LogicalExpression',
      operator: '??',
      left: rt('template', [place()]),
      right: rt('newTemplate', [place(), texts('cooked'), texts('raw')]),
    };
    return { ...call(node.tag, [strings, ...expressions]), loc: node.loc, range: node.range };
  });
}
