/**
 * `for await` in code that runs as written: its function has become a generator, whose yields are what was awaited.
 *
 *     for await (const x of e) body     { const $f1 = $rt.asyncSteps(e, 'e');
 *                                         try { while ($f1.take(yield $f1.next())) { const x = $f1.value; body } }
 *                                         catch ($e1) {
 *                                           if ($f1.fails($e1)) try { if ($f1.ends()) yield $f1.answer; } catch {}
 *                                           throw $e1; }
 *                                         finally { if ($f1.ends()) $rt.mustBeObject(yield $f1.answer); } }
 */
import {
  assign,
  block,
  call,
  declare,
  id,
  iff,
  literal,
  member,
  type Node,
  rewriteOwn,
  statement,
} from './ast.ts';

export function spellOutForAwait(body: Node): void {
  let made = 0;
  rewriteOwn(body, (n) => {
    if (n.type === 'LabeledStatement' && n.body.looping) return relabelled(n);
    return n.type === 'ForOfStatement' && n.awaits ? spelled(n, ++made) : n;
  });
}

/** A label is the loop's, which `continue` goes on with. */
function relabelled(labeled: Node): Node {
  const { looping } = labeled.body;
  looping.body = [{ ...labeled, body: looping.body[0] }];
  return labeled.body;
}

function spelled({ left, right, body, sourceText, loc }: Node, number: number): Node {
  const steps = id(`$f${number}`);
  const error = id(`$e${number}`);
  const ask = (method: string, args: Node[] = []): Node => call(member(steps, method), args);
  const awaited = (argument: Node): Node => ({
    type: 'YieldExpression',
    argument,
    delegate: false,
    awaits: true,
    loc,
  });
  const answer = awaited(member(steps, 'answer'));
  const value = member(steps, 'value');
  const bound =
    left.type === 'VariableDeclaration'
      ? { ...left, declarations: [{ ...left.declarations[0], init: value }] }
      : statement(assign(left, value));
  const loop: Node = {
    type: 'WhileStatement',
    test: ask('take', [awaited(ask('next'))]),
    body: block([bound, body]),
    loc,
  };
  const looping = block([loop]);
  const quietly: Node = {
    type: 'TryStatement',
    block: block([iff(ask('ends'), statement(answer))]),
    handler: { type: 'CatchClause', param: null, body: block([]) },
    finalizer: null,
  };
  const check = call(member(id('$rt'), 'mustBeObject'), [answer]);
  const guarded: Node = {
    type: 'TryStatement',
    block: looping,
    handler: {
      type: 'CatchClause',
      param: error,
      body: block([iff(ask('fails', [error]), quietly), { type: 'ThrowStatement', argument: error }]),
    },
    finalizer: block([iff(ask('ends'), statement(check))]),
  };
  const start = call(member(id('$rt'), 'asyncSteps'), [right, literal(sourceText ?? 'object')]);
  return { ...block([declare('const', steps.name, start), guarded]), looping, loc };
}
