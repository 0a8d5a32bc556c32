/**
 * An import is a constant to who imports it (ECMA-262 9.1.1.5.5), while its exporter's variable, which takes its place, is not.
 *
 *     [x] = e      x += e      x &&= e      x++
 *     [$constant.value] = e      $constant.value = x + e      x && ($constant.value = e)      $constant.value = x++, with a constant x
 */
import { assign, binary, id, type Node, rewrite } from '../ast.ts';

const LOGICAL = new Set(['&&', '||', '??']);

/** `written`: the identifiers that are assigned to. */
export function throwOnWrites(ast: Node, written: ReadonlySet<Node>, constant: () => string): void {
  const target = ({ range, loc }: Node): Node => ({
    type: 'MemberExpression',
    object: { ...id(constant()), range, loc },
    property: id('value'),
    computed: false,
    optional: false,
    range,
    loc,
  });
  rewrite(ast, (n) => {
    if (n.type === 'AssignmentExpression' && written.has(n.left)) {
      const { left, right, range, loc } = n;
      const operator = n.operator.slice(0, -1);
      if (operator === '') return { ...n, left: target(left) };
      const made = LOGICAL.has(operator)
        ? { type: 'LogicalExpression', operator, left, right: assign(target(left), right) }
        : assign(target(left), binary(operator, left, right));
      return { ...made, range, loc };
    }
    if (n.type === 'UpdateExpression' && written.has(n.argument)) {
      const { argument, range, loc } = n;
      const number = { type: 'UnaryExpression', operator: '-', prefix: true, argument };
      return { ...assign(target(argument), number), range, loc };
    }
    if (/^For(In|Of)Statement$/.test(n.type) && written.has(n.left)) n.left = target(n.left);
    else if (n.type === 'ArrayPattern')
      n.elements = n.elements.map((each: Node | null) => (each && written.has(each) ? target(each) : each));
    else if (n.type === 'Property' && written.has(n.value))
      Object.assign(n, { shorthand: false, key: { ...n.key }, value: target(n.value) });
    else if (n.type === 'RestElement' && written.has(n.argument)) n.argument = target(n.argument);
    else if (n.type === 'AssignmentPattern' && written.has(n.left)) n.left = target(n.left);
    return n;
  });
}
