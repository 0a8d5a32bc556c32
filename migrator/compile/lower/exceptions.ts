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
  statement,
} from '../ast.ts';
import { hasPoint, type Lowering } from './context.ts';
import { completionOf } from './exits.ts';
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
  if (s.handler && !s.handler.isOurs) lowerHandler(f, s.handler);
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
    out.push(statement(assign(placesIn(f, param), error)));
    mirrorAll(f, bound, out);
  });
}

/** Unlike those of other declarations, the names in this pattern are no references. */
function placesIn(f: Lowering, pattern: Node): Node {
  switch (pattern.type) {
    case 'Identifier':
      return placeOf(f, pattern);
    case 'ObjectPattern':
      for (const p of pattern.properties) {
        if (p.type === 'RestElement') placesIn(f, p);
        else p.value = placesIn(f, p.value);
      }
      return pattern;
    case 'ArrayPattern':
      pattern.elements = pattern.elements.map((each: Node | null) => each && placesIn(f, each));
      return pattern;
    case 'AssignmentPattern':
      pattern.left = placesIn(f, pattern.left);
      return pattern;
    case 'RestElement':
      pattern.argument = placesIn(f, pattern.argument);
      return pattern;
    default:
      return pattern;
  }
}

/** `return` of a generator is thrown through it: a handler of the user's never sees that. */
const isReturn = (error: Node): Node => call(member(id('$rt'), 'isReturn'), [error]);

function lowerSuspendingFinally(f: Lowering, s: Node, out: Node[]): void {
  const { before, guarded, label, after } = completionOf(f, s);
  const lowered: Node[] = [];
  lowerStatement(f, guarded, lowered);
  out.push(before, labeled(label, block(lowered)));
  out.push(lowerBlock(f, s.finalizer.body, s.finalizer), ...after);
}
