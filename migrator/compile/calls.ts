/**
 * Pass 4. Which calls may reach a safe point. The others carry no check: a wrong "no" is never unsound (the stack check
 * sees a frame at an unregistered place and waits), a wrong "yes" costs a comparison.
 */
import { isLoop, type Node } from './ast.ts';
import { CallGraph, isCall } from './call-graph.ts';
import { isShortLoop } from './loops.ts';
import { isLogicalAssignment, markLinks, mustBeTakenApart } from './lower/chains.ts';
import { fitsPrelude, isPreludeName, preludeArguments, preludeName } from './prelude.ts';
import { type ClassUnit, eachOwn, isGenerator, type Program, type Unit } from './units.ts';

export interface Calls {
  /** Units that may reach a safe point of their own or of a callee. */
  suspending: Set<Unit>;
  /** Units with a poll at their entry, so that recursion has one on each cycle. */
  entryPoll: Set<Unit>;
}

export function analyseCalls(program: Program): Calls {
  const of = new Map(
    program.units.flatMap((u) => (u.opaque && u.kind !== 'main' ? [] : [[u, interesting(u)] as const])),
  );
  const graph = new CallGraph(program, new Map([...of].map(([unit, { calls }]) => [unit, calls])));
  const calls: Calls = { suspending: new Set(), entryPoll: graph.recursionEntries() };
  const own = program.units.filter((u) => !u.opaque);
  const iterating = own.filter((u) => of.get(u)!.iterations.length > 0);
  for (const unit of own) for (const c of of.get(unit)!.chains) markLinks(c);
  for (const unit of own) {
    if (calls.entryPoll.has(unit) || of.get(unit)!.loops.some((l) => !isShortLoop(l, program, () => false)))
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
    const { chains, logical, loops, iterations, yields } = of.get(unit)!;
    for (const c of graph.callsOf(unit))
      if (graph.maySuspend(c, unit, calls.suspending)) markSuspending(c, unit, graph, calls);
    for (const n of iterations) n.asks = nextSuspends;
    if (isGenerator(unit)) for (const n of yields) n.suspends = true;
    for (const n of [...chains, ...logical]) if (mustBeTakenApart(n)) n.suspends = true;
    for (const l of loops) l.short = isShortLoop(l, program, (c) => c.suspends === true);
  }
  return calls;
}

/** What the analysis asks of a unit, in one walk. */
interface Interesting {
  calls: Node[];
  chains: Node[];
  logical: Node[];
  loops: Node[];
  iterations: Node[];
  yields: Node[];
}

function interesting(unit: Unit): Interesting {
  const found: Interesting = { calls: [], chains: [], logical: [], loops: [], iterations: [], yields: [] };
  eachOwn(unit, (n) => {
    if (isCall(n)) found.calls.push(n);
    else if (n.type === 'ChainExpression') found.chains.push(n);
    else if (isLogicalAssignment(n)) found.logical.push(n);
    else if (isLoop(n)) found.loops.push(n);
    else if (isYield(n)) found.yields.push(n);
    if (iterates(n)) found.iterations.push(n);
  });
  return found;
}

const isYield = (n: Node): boolean => n.type === 'YieldExpression';

/** Asks an iterator for one value after the other. */
const iterates = (n: Node): boolean =>
  (n.type === 'ForOfStatement' && n.right.type !== 'ArrayExpression') || (isYield(n) && n.delegate);

function markSuspending(node: Node, unit: Unit, graph: CallGraph, calls: Calls): void {
  if (node.callee.type === 'Super' && hasInstanceFields(unit.class)) return; // fields would be set on `$SIG`
  node.suspends = true;
  if (
    fitsPrelude(node.arguments) &&
    graph.callbackSuspends(node, calls.suspending) &&
    !isPreludeName(unit.name)
  ) {
    if (node.inChain) {
      node.viaPrelude = !node.optional;
      return;
    }
    const { name } = node.callee.property;
    node.arguments = preludeArguments(name, node.callee.object, node.arguments);
    node.callee = { type: 'Identifier', name: preludeName(name), loc: node.callee.loc };
  }
}

const hasInstanceFields = (cls: ClassUnit | null): boolean =>
  !!cls?.node.body.body.some(
    (m: Node) =>
      (m.type === 'PropertyDefinition' && !m.static) ||
      (m.type === 'MethodDefinition' && m.key.type === 'PrivateIdentifier'),
  );
