/** `$table`: what the loader (loader.ts) knows of each module. */
import { namesOfCommonJs } from './commonjs.ts';
import type { ModuleGraph } from './graph.ts';
import { moduleOf, type SourceModule, type Target, targetOf } from './modules.ts';

/** What the link has decided. */
export interface Decided {
  graph: ModuleGraph;
  /** It runs as the program's top level, not as a function. */
  isTopLevel(module: SourceModule): boolean;
  hasNamespace(module: SourceModule): boolean;
  /** Names that importers take from a CommonJS module. */
  taken(module: SourceModule): Iterable<string>;
}

export function tableText(modules: readonly SourceModule[], decided: Decided): string {
  const { graph } = decided;
  const entries = modules.map((m) => {
    const parts = [`k: ${m.index}`, `file: ${quoted(m.path)}`];
    if (m.shownAs) parts.push(`shown: ${quoted(m.shownAs)}`);
    if (m.format === 'json') parts.push(`json: ${quoted(m.text)}`);
    else if (m.format === 'commonjs' && !decided.isTopLevel(m)) parts.push(`run: $cjs${m.index}`);
    else if (graph.wrapped.has(m)) parts.push(`init: $init${m.index}`);
    else if (m.format === 'module') parts.push('init: $done', 'started: true');
    if (decided.hasNamespace(m)) parts.push(`ns: $ns${m.index}`);
    if (graph.awaiting.has(m)) parts.push('awaits: true');
    const maps = (['require', 'import()'] as const).map((kind) =>
      m.requests
        .filter((r) => r.kind === kind)
        .map((r): [string, string | null] => [r.specifier, keyOf(targetOf(m, kind, r.specifier))])
        .filter(([, key]) => key !== null)
        .map(([specifier, key]) => `${quoted(specifier)}: ${key}`),
    );
    parts.push(`requires: { ${['__proto__: null', ...maps[0]!].join(', ')} }`);
    parts.push(`imports: { ${['__proto__: null', ...maps[1]!].join(', ')} }`);
    parts.push(`names: ${JSON.stringify(namesOf(m, decided))}`);
    return `{ ${parts.join(', ')} }`;
  });
  return `function $done() {}
      function $run(module) {
        $table[0].run.call(module.exports, module.exports, $makeRequire(module), module, $fileOf(module), $directoryOf(module));
        module.loaded = true;
      }
      const $table = [${entries.join(',\n')}];
      for (let i = 0; i < $table.length; i++) $byFile[$table[i].file] = $table[i];`;
}

/** What importers may name of a CommonJS module: found in its text, as Node's own loader does, and what they do name. */
function namesOf(module: SourceModule, decided: Decided, seen = new Set<SourceModule>()): string[] {
  if (module.format !== 'commonjs' || seen.has(module)) return [];
  seen.add(module);
  const { names, reexports } = namesOfCommonJs(module);
  const all = new Set([...names, ...decided.taken(module)]);
  for (const specifier of reexports) {
    const from = moduleOf(targetOf(module, 'require', specifier));
    if (from) for (const name of namesOf(from, decided, seen)) all.add(name);
  }
  all.delete('default');
  return [...all];
}

const quoted = (text: string): string => JSON.stringify(text);

function keyOf(target: Target): string | null {
  if ('missing' in target) return null;
  return 'builtin' in target ? quoted(target.builtin) : String(target.module.index);
}
