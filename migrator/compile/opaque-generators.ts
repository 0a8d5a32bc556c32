/**
 * Generators that run as written must know the questions that are asked of all generators (docs/design/generators.md), though they have no
 * answer:
 *
 *     function* () { … yield e … yield* e … }     function* () { while ($SIG.mode !== 0 && $SIG.foreign()) yield $SIG;
 *                                                                … yield* $rt.yielded(e) … yield* $rt.delegated(e) … }
 */
import { binary, call, id, isFunction, literal, member, type Node, rewrite } from './ast.ts';
import { isGenerator, type Program } from './units.ts';

export function answerForOpaque(program: Program): void {
  for (const unit of program.units) {
    if (!isGenerator(unit) || !unit.opaque) continue;
    const { body } = unit.node;
    const inner = new Map<Node, Node>();
    rewrite(body, (n) => (isFunction(n) ? hide(n, inner) : n));
    rewrite(body, (n) => {
      if (n.type !== 'YieldExpression' || n.guarded) return n;
      const method = n.delegate ? 'delegated' : 'yielded';
      const argument = call(member(id('$rt'), method), n.argument ? [n.argument] : []);
      return { ...n, argument, delegate: true, guarded: true };
    });
    rewrite(body, (n) => inner.get(n) ?? n);
    body.body.unshift(waiting());
  }
}

function hide(fn: Node, inner: Map<Node, Node>): Node {
  const stand = { type: 'Hidden' };
  inner.set(stand, fn);
  return stand;
}

const waiting = (): Node => ({
  type: 'WhileStatement',
  test: {
    type: 'LogicalExpression',
    operator: '&&',
    left: binary('!==', member(id('$SIG'), 'mode'), literal(0)),
    right: call(member(id('$SIG'), 'foreign')),
  },
  body: {
    type: 'ExpressionStatement',
    expression: { type: 'YieldExpression', argument: id('$SIG'), delegate: false },
  },
});
