/** Which modules run when: what `main` runs in order, and what waits until somebody requires or imports it. */
import { isFunction, type Node, walk } from '../ast.ts';
import { moduleOf, type SourceModule, targetOf } from './modules.ts';

export interface ModuleGraph {
  /**
   * Evaluation order of what the entry reaches by import declarations (ECMA-262 16.2.1.5.3: dependencies first), itself last; a wrapped one
   * sees to those that it reaches.
   */
  order: SourceModule[];
  /** ES modules that something may ask for while the program runs: their bodies are functions. */
  wrapped: Set<SourceModule>;
  /** ES modules whose evaluation awaits. */
  awaiting: Set<SourceModule>;
}

export function graphOf(modules: readonly SourceModule[]): ModuleGraph {
  const wrapped = new Set<SourceModule>();
  const reach = (module: SourceModule): void => {
    if (wrapped.has(module)) return;
    wrapped.add(module);
    for (const each of module.targets.values()) {
      const next = moduleOf(each);
      if (next) reach(next);
    }
  };
  for (const module of modules) {
    for (const request of module.requests) {
      const target = moduleOf(targetOf(module, request.kind, request.specifier));
      if (target && request.kind !== 'import') reach(target);
    }
  }
  const esWrapped = new Set([...wrapped].filter((m) => m.format === 'module'));
  const graph: ModuleGraph = {
    order: inOrder(modules[0]!, esWrapped),
    wrapped: esWrapped,
    awaiting: new Set(modules.filter((m) => m.format === 'module' && awaitsAtTop(m.ast!))),
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const m of modules) {
      if (graph.awaiting.has(m) || !importsOf(m).some((each) => graph.awaiting.has(each))) continue;
      graph.awaiting.add(m);
      changed = true;
    }
  }
  return graph;
}

/** What it imports by declarations, in their order, each once; before that, what makes the globals that it names. */
export function importsOf(module: SourceModule): SourceModule[] {
  const found = new Set<SourceModule>();
  for (const { kind, specifier } of module.requests) {
    const target = kind === 'import' ? moduleOf(targetOf(module, kind, specifier)) : null;
    if (target) found.add(target);
  }
  return [...found];
}

/** Evaluation order of what `entry` reaches by import declarations, but for what `ends` reach. */
export function inOrder(entry: SourceModule, ends: ReadonlySet<SourceModule> = new Set()): SourceModule[] {
  const order: SourceModule[] = [];
  const seen = new Set<SourceModule>();
  const visit = (module: SourceModule): void => {
    if (seen.has(module)) return;
    seen.add(module);
    if (!ends.has(module)) for (const each of importsOf(module)) visit(each);
    order.push(module);
  };
  visit(entry);
  return order;
}

function awaitsAtTop(ast: Node): boolean {
  let found = false;
  walk(ast, (n) => {
    if (isFunction(n)) return false;
    if (n.type === 'AwaitExpression' || (n.type === 'ForOfStatement' && n.await)) found = true;
    return !found;
  });
  return found;
}
