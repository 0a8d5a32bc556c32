/**
 * Lowering of `yield`. A generator stays native; each yield is a suspension point, at which the generator can be asked where it
 * stands, and told to return (docs/design/generators.md). In the printed form:
 *
 *     x = yield e       for (x = yield e; x === $SIG; x = yield $SIG) $SIG.tell(fn, pc, this, [live]);
 */
import { assign, block, breakTo, call, id, iff, literal, member, type Node, rt, statement } from '../ast.ts';
import { blockOf, type Lowering } from './context.ts';
import { linear } from './expressions.ts';

export function linearYield(f: Lowering, e: Node, out: Node[], target?: Node): Node {
  const argument = e.argument ? linear(f, e.argument, out) : null;
  const result = target && f.tryDepth === 0 ? target : f.temp();
  f.suspend(out, result, { type: 'YieldExpression', argument, delegate: false, loc: e.loc }, 'yield');
  return result;
}

/**
 * `yield* e` (ECMA-262 15.5.5, YieldExpression): whatever this generator is asked for goes to the inner iterator.
 *
 *     $i = $rt.delegate(e); $s = undefined; $m = 0;              // $m: 0 next($s), 1 throw($s), 2 return
 *     while (true) {
 *       if ($m === 0) $r = $i.next($s); else $r = $rt.forward($i, $m, $s);
 *       if ($rt.isDone($r)) { if ($m === 2) $rt.leave($r.value); break; }
 *       try { $s = yield $r.value; $m = 0; } catch (e) { $m = $rt.isReturn(e) ? 2 : 1; $s = e; }
 *     }
 */
export function linearDelegation(f: Lowering, e: Node, out: Node[]): Node {
  const [iterator, sent, mode, result] = [f.temp(), f.temp(), f.temp(), f.temp()];
  const source = linear(f, e.argument, out);
  const begin = statement(assign(iterator, rt('delegate', [source])));
  out.push(Object.assign(begin, { loc: e.argument.loc }));
  out.push(statement(assign(sent, id('undefined'))), statement(assign(mode, literal(0))));
  const is = (value: number): Node => ({
    type: 'BinaryExpression',
    operator: '===',
    left: mode,
    right: literal(value),
  });
  const body = blockOf((o) => {
    const next = Object.assign(call(member(iterator, 'next'), [sent]), { loc: e.loc });
    const ask: Node[] = [];
    if (e.asks) f.suspend(ask, result, next);
    else ask.push(statement(assign(result, next)));
    o.push(iff(is(0), block(ask), block([statement(assign(result, rt('forward', [iterator, mode, sent])))])));
    const leave = iff(is(2), statement(rt('leave', [member(result, 'value')])));
    o.push(iff(rt('isDone', [result]), block([leave, breakTo(null)])));
    o.push(yieldOn(f, e, result, sent, mode));
  });
  out.push({ type: 'WhileStatement', test: literal(true), body, loc: e.loc });
  const value = f.temp();
  out.push(statement(assign(value, member(result, 'value'))));
  return value;
}

function yieldOn(f: Lowering, e: Node, result: Node, sent: Node, mode: Node): Node {
  const error = id(`$x${f.label().slice(2)}`);
  f.tryDepth++;
  const ask = blockOf((o) => {
    const argument = member(result, 'value');
    f.suspend(o, sent, { type: 'YieldExpression', argument, delegate: false, loc: e.loc }, 'yield');
    o.push(statement(assign(mode, literal(0))));
  });
  f.tryDepth--;
  const how = {
    type: 'ConditionalExpression',
    test: rt('isReturn', [error]),
    consequent: literal(2),
    alternate: literal(1),
  };
  const note = block([statement(assign(mode, how)), statement(assign(sent, error))]);
  return {
    type: 'TryStatement',
    block: ask,
    handler: { type: 'CatchClause', param: error, body: note },
    finalizer: null,
  };
}
