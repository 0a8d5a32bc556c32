/**
 * Lowering of `try`. Unwinding leaves by `return $SIG.save(…)`, which runs native `finally` blocks: they are guarded.
 * A `finally` that may itself suspend becomes ordinary code after a completion record (ECMA-262 6.2.4):
 *
 *     try B finally F      $k = 0;  $l: { try { B' } catch (e) { $k = 1; $v = e; } }   // B': exits set $k, $v and break $l
 *                          F
 *                          if ($k === 1) throw $v;  if ($k === 2) return $v;  if ($k === 3) break …;
 */
import {
  assign,
  binary,
  block,
  call,
  id,
  iff,
  labeled,
  literal,
  member,
  type Node,
  ret,
  statement,
} from '../ast.ts';
import { hasPoint, type Lowering } from './context.ts';
import { redirectExits } from './exits.ts';
import { boundBy, enterScope, mirrorAll, placeOf } from './scopes.ts';
import { lowerBlock, lowerStatement } from './statements.ts';

export function lowerTry(f: Lowering, s: Node, out: Node[]): void {
  if (s.finalizer && hasPoint(s.finalizer)) {
    lowerSuspendingFinally(f, s, out);
    return;
  }
  const unwinds = hasPoint(s.block) || hasPoint(s.handler?.body);
  f.tryDepth++;
  s.block = lowerBlock(f, s.block.body, s.block);
  if (!s.finalizer) f.tryDepth--;
  if (s.handler) lowerHandler(f, s.handler);
  if (s.finalizer) {
    f.tryDepth--;
    s.finalizer = lowerBlock(f, s.finalizer.body, s.finalizer);
    if (unwinds) s.finalizer = block([iff(binary('===', id('$unw'), literal(0)), s.finalizer)]);
  }
  out.push(s);
}

function lowerHandler(f: Lowering, handler: Node): void {
  const { param } = handler;
  const raw = id(`$x${f.label().slice(2)}`);
  const bound = param ? boundBy(f, param) : [];
  handler.param = param ? raw : null;
  if (f.isGenerator) handler.param = raw;
  handler.body = lowerBlock(f, handler.body.body, handler.body, (out) => {
    if (f.isGenerator) out.push(iff(isReturn(raw), { type: 'ThrowStatement', argument: raw }));
    if (!param) return;
    enterScope(f, handler, out);
    for (const b of bound) if (!f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
    const error = call(member(id('$rt'), 'caught'), [raw]);
    out.push(statement(assign(param.type === 'Identifier' ? placeOf(f, param) : param, error)));
    mirrorAll(f, bound, out);
  });
}

/** `return` of a generator is thrown through it: a handler of the user's never sees that. */
const isReturn = (error: Node): Node => call(member(id('$rt'), 'isReturn'), [error]);

function lowerSuspendingFinally(f: Lowering, s: Node, out: Node[]): void {
  const [kind, value] = [f.temp(), f.temp()];
  const label = f.label();
  const inner = s.handler
    ? block([{ type: 'TryStatement', block: s.block, handler: s.handler, finalizer: null }])
    : s.block;
  const exits = redirectExits(inner, kind, value, label);
  const error = id(`$x${label.slice(2)}f`);
  const handler = { type: 'CatchClause', param: null, body: block([]), raw: error };
  const guarded = { type: 'TryStatement', block: inner, handler, finalizer: null };
  out.push(statement(assign(kind, literal(0))));
  const lowered: Node[] = [];
  lowerStatement(f, guarded, lowered);
  const tryNode = lowered.at(-1)!;
  tryNode.handler = {
    type: 'CatchClause',
    param: error,
    body: block([statement(assign(kind, literal(1))), statement(assign(value, error))]),
  };
  out.push(labeled(label, block(lowered)));
  out.push(lowerBlock(f, s.finalizer.body, s.finalizer));
  out.push(iff(binary('===', kind, literal(1)), { type: 'ThrowStatement', argument: value }));
  for (const { code, jump } of exits)
    out.push(iff(binary('===', kind, literal(code)), jump.type === 'ReturnStatement' ? ret(value) : jump));
}
