/**
 * Lowering of `for…of` and `for…in`, whose native state cannot be captured:
 *
 *     for (const x of e) body      $s = e; $i = $rt.iterate($s, 'e'); $n = 0;      // $i: null for a plain array
 *                                  while (true) {
 *                                    poll
 *                                    if ($i === null) { if ($n >= $s.length) break; x = $s[$n++]; }
 *                                    else { $r = $i.next(); if ($rt.isDone($r)) break; x = $r.value; }
 *                                    try { body } catch (e) { if ($i !== null) $rt.closeQuietly($i); throw e; }
 *                                  }
 *
 * Jumps out of the body close the iterator on their way (ECMA-262 7.4.11). A loop without calls stays native.
 */
import {
  assign,
  binary,
  block,
  breakTo,
  call,
  clone,
  id,
  iff,
  index,
  labeled,
  literal,
  member,
  type Node,
  rt,
  statement,
  undef,
} from '../ast.ts';
import { blockOf, hasPoint, type Lowering } from './context.ts';
import { exitOf, redirectExits } from './exits.ts';
import { linear } from './expressions.ts';
import { pollInto } from './loops.ts';
import { boundBy, enterScope, mirrorAll, placeOf } from './scopes.ts';
import { lowerBlock } from './statements.ts';
import { NOT_QUOTED } from './words.ts';

export function lowerForOf(f: Lowering, s: Node, out: Node[], labels: string[]): void {
  const text = iteratedText(f, s);
  const source = linear(f, s.right, out);
  if (s.short && !ownScope(f, s)) {
    nativeLoop(f, s, source, out);
    return;
  }
  const [subject, iterator, position, result] = [f.temp(), f.temp(), f.temp(), f.temp()];
  out.push(statement(assign(subject, source)));
  out.push(
    Object.assign(
      statement(assign(iterator, rt(s.awaits ? 'asyncIterate' : 'iterate', [subject, literal(text)]))),
      {
        loc: s.right.loc,
      },
    ),
  );
  out.push(statement(assign(position, literal(0))));
  // Of `for await` an end is always waited for.
  const closing = s.awaits || !isPlainArray(s.right);
  const leave = closing ? leaveThroughClose(f, s, iterator, labels) : null;
  const loop: Node = { type: 'WhileStatement', test: literal(true), loc: s.loc };
  loop.body = blockOf((o) => {
    pollInto(f, s, o);
    enterScope(f, s, o);
    const head = headTarget(f, s);
    // A pattern may throw, and then the iterator is closed: it takes the value apart where the body is guarded.
    const target = closing && head.type !== 'Identifier' && !head.environment ? f.temp() : head;
    const fromArray = block([
      iff(binary('>=', position, member(subject, 'length')), breakTo(null)),
      take(
        target,
        index(subject, { type: 'UpdateExpression', operator: '++', prefix: false, argument: position }),
      ),
    ]);
    const ask: Node[] = [];
    const next = Object.assign(call(member(iterator, 'next')), { loc: s.right.loc });
    if (s.asks) f.suspend(ask, result, next);
    else ask.push(statement(assign(result, next)));
    if (s.awaits) awaitInto(f, result, clone(result), ask);
    const fromIterator = block([
      ...ask,
      iff(rt('isDone', [result]), breakTo(null)),
      take(target, member(result, 'value')),
    ]);
    if (s.awaits) o.push(...fromIterator.body);
    else o.push(iff(binary('===', iterator, literal(null)), fromArray, fromIterator));
    const bound: Node[] = target === head ? [] : [take(head, clone(target))];
    mirrorAll(f, headBindings(f, s), bound);
    if (!closing) {
      o.push(...bound);
      o.push(...lowerBlock(f, s.body.body, s.body).body);
      return;
    }
    f.tryDepth++;
    const body = lowerBlock(f, s.body.body, s.body);
    body.body.unshift(...bound);
    f.tryDepth--;
    const error = id(`$x${f.label().slice(2)}`);
    const close = iff(
      binary('!==', iterator, literal(null)),
      statement(
        rt(f.isGenerator ? 'closeFor' : 'closeQuietly', f.isGenerator ? [iterator, error] : [iterator]),
      ),
    );
    // A catch parameter is not saved at a point.
    const kept = s.awaits ? f.temp() : error;
    const guarded: Node = {
      type: 'TryStatement',
      block: body,
      handler: {
        type: 'CatchClause',
        param: error,
        body: block([
          ...(s.awaits
            ? [statement(assign(kept, clone(error))), ...closeAwaiting(f, iterator, kept)]
            : [close]),
          { type: 'ThrowStatement', argument: clone(kept) },
        ]),
      },
      finalizer: null,
    };
    if (leave) o.push(labeled(leave.label, block([guarded, goOn()])), ...leave.after);
    else o.push(guarded);
  });
  out.push(loop);
}

/** How V8 names what cannot be iterated. */
function iteratedText(f: Lowering, { right, sourceText }: Node): string {
  const text = f.quote(right, true);
  if (text === NOT_QUOTED) return sourceText ?? 'object';
  return right.type === 'CallExpression' ? `${text} is not a function or its return value` : text;
}

export function lowerForIn(f: Lowering, s: Node, out: Node[]): void {
  const source = linear(f, s.right, out);
  if (s.short && !ownScope(f, s) && !hasPoint(s.body)) {
    nativeLoop(f, s, source, out);
    return;
  }
  const [subject, keys, position] = [f.temp(), f.temp(), f.temp()];
  out.push(
    statement(assign(subject, source)),
    statement(assign(keys, rt('keys', [subject]))),
    statement(assign(position, literal(0))),
  );
  const loop: Node = {
    type: 'ForStatement',
    init: null,
    test: binary('<', position, member(keys, 'length')),
    update: { type: 'UpdateExpression', operator: '++', prefix: false, argument: position },
    loc: s.loc,
  };
  loop.body = blockOf((o) => {
    pollInto(f, s, o);
    const key = index(keys, position);
    o.push(
      iff(
        { type: 'UnaryExpression', operator: '!', prefix: true, argument: rt('has', [subject, key]) },
        goOn(),
      ),
    );
    enterScope(f, s, o);
    o.push(take(headTarget(f, s), index(keys, position)));
    mirrorAll(f, headBindings(f, s), o);
    o.push(...lowerBlock(f, s.body.body, s.body).body);
  });
  out.push(loop);
}

/** Whether the head's variables are captured, so that each iteration needs its own. */
const ownScope = (f: Lowering, s: Node): boolean =>
  f.facts.captures.environments.has(s) || headBindings(f, s).some((b) => f.facts.captures.mirrored.has(b));

const headBindings = (f: Lowering, s: Node) =>
  s.left.type === 'VariableDeclaration' ? boundBy(f, s.left.declarations[0].id) : [];

/** Where the value of an iteration goes: a variable, a pattern, or any assignment target. */
function headTarget(f: Lowering, s: Node): Node {
  if (s.left.type !== 'VariableDeclaration') return s.left;
  const declared = s.left.declarations[0].id;
  for (const b of headBindings(f, s))
    if (!b.module && !f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
  return declared.type === 'Identifier' ? placeOf(f, declared) : declared;
}

const take = (target: Node, value: Node): Node => statement(assign(target, value));

function nativeLoop(f: Lowering, s: Node, source: Node, out: Node[]): void {
  s.right = source;
  s.left = headTarget(f, s);
  s.body = lowerBlock(f, s.body.body, s.body);
  out.push(s);
}

/** Literals and the builtins that give plain arrays: their iterators have nothing to close. */
function isPlainArray(e: Node): boolean {
  if (e.type === 'ArrayExpression') return true;
  const callee = e.type === 'CallExpression' ? e.callee : null;
  return (
    callee?.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Object' &&
    ['keys', 'values', 'entries'].includes(callee.property.name)
  );
}

const goOn = (): Node => ({ type: 'ContinueStatement', label: null });

/**
 * A jump out of the body first leaves all that is in it (a `finally` runs, a `catch` is left behind), then the iterator is closed,
 * then it goes on. Null where there is none.
 */
function leaveThroughClose(
  f: Lowering,
  s: Node,
  iterator: Node,
  labels: string[],
): { label: string; after: Node[] } | null {
  const [kind, value] = [f.temp(), f.temp()];
  const label = f.label();
  const stays = (jump: Node): boolean =>
    jump.type === 'ContinueStatement' && (!jump.label || labels.includes(jump.label.name));
  const exits = redirectExits(f, s.body, kind, value, label, stays);
  if (exits.length === 0) return null;
  const close: Node = s.awaits
    ? blockOf((o) => closeAndAwait(f, iterator, o))
    : iff(binary('!==', iterator, literal(null)), statement(rt('close', [iterator])));
  const ways = exits.map(({ code, jump }, i) => {
    const exit = exitOf(jump, value);
    return i === exits.length - 1 ? exit : iff(binary('===', kind, literal(code)), block([exit]));
  });
  return { label, after: [close, ...ways] };
}

function awaitInto(f: Lowering, target: Node, argument: Node, out: Node[]): void {
  f.suspend(out, target, { type: 'YieldExpression', argument, delegate: false }, 'yield');
}

/** `$p = $rt.asyncClose($i); if ($p !== undefined) $rt.mustBeObject(await $p);` */
function closeAndAwait(f: Lowering, iterator: Node, out: Node[]): void {
  const [promise, result] = [f.temp(), f.temp()];
  const wait = blockOf((o) => {
    awaitInto(f, result, clone(promise), o);
    o.push(statement(rt('mustBeObject', [clone(result)])));
  });
  out.push(
    statement(assign(promise, rt('asyncClose', [iterator]))),
    iff(binary('!==', clone(promise), undef()), wait),
  );
}

/**
 * The body threw: the iterator is closed, and its own errors are nobody's (ECMA-262 7.4.13 AsyncIteratorClose); where a generator returns
 * through the loop they are its.
 */
function closeAwaiting(f: Lowering, iterator: Node, error: Node): Node[] {
  if (!f.unit.node.asyncGenerator) return closeQuietlyAwaiting(f, iterator);
  const strict = blockOf((o) => closeAndAwait(f, iterator, o));
  return [iff(rt('isReturn', [error]), strict, block(closeQuietlyAwaiting(f, iterator)))];
}

function closeQuietlyAwaiting(f: Lowering, iterator: Node): Node[] {
  const [promise, ignored] = [f.temp(), f.temp()];
  f.tryDepth++;
  const wait = blockOf((o) => awaitInto(f, ignored, clone(promise), o));
  f.tryDepth--;
  const quietly: Node = {
    type: 'TryStatement',
    block: wait,
    handler: { type: 'CatchClause', param: null, body: block([]) },
    finalizer: null,
  };
  return [
    statement(
      assign(promise, {
        type: 'ConditionalExpression',
        test: binary('===', clone(iterator), literal(null)),
        consequent: undef(),
        alternate: rt('asyncCloseQuietly', [iterator]),
      }),
    ),
    iff(binary('!==', clone(promise), undef()), block([quietly])),
  ];
}
