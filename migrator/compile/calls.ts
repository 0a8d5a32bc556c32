/**
 * Pass 4. Which calls may reach a safe point. The others carry no check: a wrong "no" is never unsound (the stack check
 * sees a frame at an unregistered place and waits), a wrong "yes" costs a comparison.
 */
import { isLoop, type Node } from './ast.ts';
import { CallGraph, collect } from './call-graph.ts';
import { isShortLoop } from './loops.ts';
import { markLinks, mustBeTakenApart } from './lower/chains.ts';
import { isPreludeName, preludeName } from './prelude.ts';
import { type ClassUnit, isGenerator, type Program, type Unit } from './units.ts';

export interface Calls {
  /** Units that may reach a safe point of their own or of a callee. */
  suspending: Set<Unit>;
  /** Units with a poll at their entry, so that recursion has one on each cycle. */
  entryPoll: Set<Unit>;
}

export function analyseCalls(program: Program): Calls {
  const graph = new CallGraph(program);
  const calls: Calls = { suspending: new Set(), entryPoll: graph.recursionEntries() };
  const own = program.units.filter((u) => !u.opaque);
  for (const unit of own) for (const c of collect(unit, isChain)) markLinks(c);
  const loopsOf = new Map(own.map((u) => [u, collect(u, isLoop)]));
  const iterating = own.filter((u) => collect(u, iterates).length > 0);
  for (const unit of own) {
    if (calls.entryPoll.has(unit) || loopsOf.get(unit)!.some((l) => !isShortLoop(l, program, () => false)))
      calls.suspending.add(unit);
    else if (graph.callsOf(unit).some((c) => graph.waits(c))) calls.suspending.add(unit);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const unit of own) {
      if (
        calls.suspending.has(unit) ||
        !graph.callsOf(unit).some((c) => graph.maySuspend(c, unit, calls.suspending))
      )
        continue;
      calls.suspending.add(unit);
      changed = true;
    }
    if (!graph.nextSuspends(calls.suspending)) continue;
    for (const unit of iterating) {
      if (calls.suspending.has(unit)) continue;
      calls.suspending.add(unit);
      changed = true;
    }
  }
  const nextSuspends = graph.nextSuspends(calls.suspending);
  for (const unit of own) {
    for (const c of graph.callsOf(unit))
      if (graph.maySuspend(c, unit, calls.suspending)) markSuspending(c, unit, graph, calls);
    for (const n of collect(unit, iterates)) n.asks = nextSuspends;
    if (isGenerator(unit)) for (const n of collect(unit, isYield)) n.suspends = true;
    for (const n of collect(unit, mustBeTakenApart)) n.suspends = true;
    for (const l of loopsOf.get(unit)!) l.short = isShortLoop(l, program, (c) => c.suspends === true);
  }
  return calls;
}

const isChain = (n: Node): boolean => n.type === 'ChainExpression';
const isYield = (n: Node): boolean => n.type === 'YieldExpression';

/** Asks an iterator for one value after the other. */
const iterates = (n: Node): boolean =>
  (n.type === 'ForOfStatement' && n.right.type !== 'ArrayExpression') || (isYield(n) && n.delegate);

function markSuspending(node: Node, unit: Unit, graph: CallGraph, calls: Calls): void {
  if (node.callee.type === 'Super' && hasInstanceFields(unit.class)) return; // fields would be set on `$SIG`
  node.suspends = true;
  if (graph.callbackSuspends(node, calls.suspending) && !isPreludeName(unit.name)) {
    if (node.inChain) {
      node.viaPrelude = !node.optional;
      return;
    }
    node.arguments.unshift(node.callee.object);
    node.callee = { type: 'Identifier', name: preludeName(node.callee.property.name), loc: node.callee.loc };
  }
}

const hasInstanceFields = (cls: ClassUnit | null): boolean =>
  !!cls?.node.body.body.some(
    (m: Node) =>
      (m.type === 'PropertyDefinition' && !m.static) ||
      (m.type === 'MethodDefinition' && m.key.type === 'PrivateIdentifier'),
  );
