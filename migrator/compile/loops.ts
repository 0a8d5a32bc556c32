/** What is known of a loop before it is lowered: whether it needs a poll, and whether the poll can stand outside of the iteration. */
import { isLoop, literal, type Node, someOwn } from './ast.ts';
import type { Binding, Program } from './units.ts';

/** A loop of at most this many iterations needs no poll of its own… */
const SHORT_TRIPS = 256;
/** …nor one whose nested short loops multiply to at most this. */
const SHORT_WORK = 1024;

const isCall = (n: Node): boolean => n.type === 'CallExpression' || n.type === 'NewExpression';

const isYield = (n: Node): boolean => n.type === 'YieldExpression';

/** A statement that yields whenever it runs, wherever in it. */
function yieldsFirst(s: Node): boolean {
  const e =
    s.type === 'ExpressionStatement'
      ? s.expression
      : s.type === 'VariableDeclaration'
        ? s.declarations[0].init
        : null;
  const value = e?.type === 'AssignmentExpression' ? e.right : e;
  return !!value && isYield(value) && !value.delegate;
}

/** Bounded by constants, and nothing in it may reach a safe point: whoever asks waits microseconds. */
export function isShortLoop(loop: Node, program: Program, callSuspends: (call: Node) => boolean): boolean {
  // Over what exists in memory, without a call: nanoseconds an element.
  if (loop.type === 'ForOfStatement')
    return (
      !loop.await &&
      !loop.awaits &&
      !loop.asks &&
      !someOwn(loop.body, (n) => isCall(n) || isLoop(n) || isYield(n))
    );
  if (loop.type === 'ForInStatement')
    return !someOwn(loop.body, (n) => (isCall(n) ? callSuspends(n) : isLoop(n) || isYield(n)));
  // Whoever drives the generator has a poll.
  if (loop.body.body.some((s: Node) => s.type !== 'FunctionDeclaration' && yieldsFirst(s))) return true;
  const trips = tripCount(loop, program);
  if (trips === null || trips > SHORT_TRIPS) return false;
  return !someOwn(loop.body, (n) => {
    if (isCall(n)) return callSuspends(n);
    if (!isLoop(n)) return false;
    const inner = tripCount(n, program);
    return inner === null || inner * trips > SHORT_WORK;
  });
}

function constantNumber(node: Node | null, program: Program): number | null {
  if (!node) return null;
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : null;
  const binding = program.bindingOf.get(node);
  return binding?.constant &&
    binding.declarator?.init?.type === 'Literal' &&
    typeof binding.declarator.init.value === 'number'
    ? binding.declarator.init.value
    : null;
}

/** Iterations of `for (let i = a; i < b; i++)` with constant bounds and an `i` that nothing else writes. */
function tripCount(loop: Node, program: Program): number | null {
  if (loop.type !== 'ForStatement' || loop.init?.type !== 'VariableDeclaration') return null;
  const counter = countedBy(loop, program);
  if (counter?.writes !== 1) return null;
  const from = constantNumber(
    loop.init.declarations.find((d: Node) => program.bindingOf.get(d.id) === counter.binding)?.init,
    program,
  );
  const to = constantNumber(loop.test.right, program);
  return from === null || to === null ? null : Math.abs(to - from) + 1;
}

interface Counter {
  binding: Binding;
  /** How often anything but its declaration writes it. */
  writes: number;
}

/** The variable of `… ; i < e; i++` (or `<=`, and `--` with `>`, `>=`). */
function countedBy(loop: Node, program: Program): Counter | null {
  const { test, update } = loop;
  if (
    test?.type !== 'BinaryExpression' ||
    update?.type !== 'UpdateExpression' ||
    update.argument.type !== 'Identifier'
  )
    return null;
  const ups = update.operator === '++';
  if (!(ups ? ['<', '<='] : ['>', '>=']).includes(test.operator)) return null;
  const binding = program.bindingOf.get(update.argument);
  if (!binding || program.bindingOf.get(test.left) !== binding) return null;
  const writes = binding.references.filter((r) => r.write && !(r.init && binding.declarator)).length;
  return { binding, writes };
}

/** Whether the flag test can be moved out of the iteration: nothing in the loop suspends, or loops for long by itself. */
export const stripMinable = (loop: Node): boolean =>
  ![loop.test, loop.update, loop.body].some((part) =>
    someOwn(part, (n) => n.suspends === true || (isLoop(n) && !n.short)),
  );

/** `i < n; i += s`: a loop whose end is known when an iteration begins, if all three turn out to be numbers. */
export interface CountedLoop {
  counter: Node;
  bound: Node;
  step: Node;
  operator: '<' | '<=' | '>' | '>=';
}

/** The counter is a local that only the head writes; bound and step are literals or variables that the loop does not write. */
export function countedLoop(loop: Node, program: Program): CountedLoop | null {
  const { test, update } = loop;
  if (test?.type !== 'BinaryExpression' || !['<', '<=', '>', '>='].includes(test.operator)) return null;
  const step = stepOf(update, test.operator.startsWith('<') ? '+' : '-');
  const counter = program.bindingOf.get(test.left);
  if (
    !step ||
    !counter ||
    counter.captured ||
    counter.module ||
    program.bindingOf.get(step.target) !== counter
  )
    return null;
  if (writes(loop.body, counter, program)) return null;
  if (!isSteady(test.right, loop, program) || !isSteady(step.by, loop, program)) return null;
  return { counter: test.left, bound: test.right, step: step.by, operator: test.operator };
}

function stepOf(update: Node | null, sign: '+' | '-'): { target: Node; by: Node } | null {
  if (update?.type === 'UpdateExpression' && update.operator === sign + sign)
    return { target: update.argument, by: literal(1) };
  if (update?.type === 'AssignmentExpression' && update.operator === `${sign}=`)
    return { target: update.left, by: update.right };
  return null;
}

function isSteady(node: Node, loop: Node, program: Program): boolean {
  if (node.type === 'Literal') return typeof node.value === 'number';
  const binding = program.bindingOf.get(node);
  if (!binding || node.type !== 'Identifier') return false;
  return binding.constant || (!binding.captured && !binding.module && !writes(loop, binding, program));
}

function writes(within: Node, binding: Binding, program: Program): boolean {
  const written = new Set(binding.references.filter((r) => r.write && !r.init).map((r) => r.node));
  return someOwn(within, (n) => written.has(n) && program.bindingOf.get(n) === binding);
}
