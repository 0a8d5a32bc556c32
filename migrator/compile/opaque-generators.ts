/**
 * Generators that run as written must know the questions that are asked of all generators (docs/design/generators.md), though they have no
 * answer:
 *
 *     function* () { … yield e … yield* e … }     function* () { while ($SIG.mode !== 0 && $SIG.foreign()) yield $SIG;
 *                                                                … yield* $rt.yielded(e) … yield* $rt.delegated(e) … }
 */
import { binary, call, id, literal, member, type Node, rewriteOwn } from './ast.ts';
import { spellOutForAwait } from './opaque-for-await.ts';
import { isGenerator, type Program } from './units.ts';

export function answerForOpaque(program: Program): void {
  for (const unit of program.units) {
    if (!isGenerator(unit) || !unit.opaque) continue;
    const { body } = unit.node;
    spellOutForAwait(body);
    answerAtYields(body, 'yielded');
    body.body.unshift(waiting());
  }
}

/** Also a `yield` that lowering has left where it stands, as in a pattern: asked there, the generator has no answer. */
export const answerWhereLeft = (body: Node): void => answerAtYields(body, 'waited');

function answerAtYields(body: Node, way: 'yielded' | 'waited'): void {
  rewriteOwn(body, (n) => {
    if (n.type !== 'YieldExpression' || n.guarded || n.marked) return n;
    const method = n.delegate ? 'delegated' : way;
    const argument = call(member(id('$rt'), method), n.argument ? [n.argument] : []);
    return { ...n, argument, delegate: true, guarded: true };
  });
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
