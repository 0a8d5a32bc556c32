/** What ES modules export, and what an imported name stands for in the end (ECMA-262 16.2.1.6.3, ResolveExport). */
import { type Node, walk } from '../ast.ts';
import { moduleOf, type SourceModule, type Target, targetOf } from './modules.ts';

/** A name of a CommonJS module or a builtin is known only when that has run. */
export type Resolved =
  | { variable: string; of: SourceModule }
  | { namespace: SourceModule }
  | { property: string; of: Exclude<Target, { missing: string }> };

type Export = { local: string } | { from: Target; name: string } | { namespaceOf: Target };

export interface ModuleExports {
  named: Map<string, Export>;
  stars: Target[];
}

const text = (node: Node): string => node.name ?? node.value;

export function exportsOf(module: SourceModule): ModuleExports {
  const exports: ModuleExports = { named: new Map(), stars: [] };
  const imports = new Map<string, Export>();
  const body = module.ast!.body as Node[];
  for (const s of body) {
    if (s.type !== 'ImportDeclaration') continue;
    const from = targetOf(module, 'import', s.source.value);
    for (const each of s.specifiers) imports.set(each.local.name, importOf(each, from));
  }
  for (const s of body) {
    if (s.type === 'ExportDefaultDeclaration') exports.named.set('default', { local: 'default' });
    else if (s.isDefault) exports.named.set('default', { local: declaredBy(s.declaration)[0]! });
    else if (s.type === 'ExportAllDeclaration') {
      const from = targetOf(module, 'import', s.source.value);
      if (s.exported) exports.named.set(text(s.exported), { namespaceOf: from });
      else exports.stars.push(from);
    } else if (s.type === 'ExportNamedDeclaration') {
      const from = s.source ? targetOf(module, 'import', s.source.value) : null;
      for (const each of s.specifiers)
        exports.named.set(
          text(each.exported),
          from
            ? { from, name: text(each.local) }
            : (imports.get(each.local.name) ?? { local: each.local.name }),
        );
      if (s.declaration)
        for (const name of declaredBy(s.declaration)) exports.named.set(name, { local: name });
    }
  }
  return exports;
}

export function importOf(specifier: Node, from: Target): Export {
  if (specifier.type === 'ImportNamespaceSpecifier') return { namespaceOf: from };
  return { from, name: specifier.type === 'ImportDefaultSpecifier' ? 'default' : text(specifier.imported) };
}

/** Names that a declaration brings in. */
export function declaredBy(declaration: Node): string[] {
  if (declaration.type !== 'VariableDeclaration') return [declaration.id.name];
  return declaration.declarations.flatMap((d: Node) => namesIn(d.id));
}

export function namesIn(pattern: Node): string[] {
  const names: string[] = [];
  walk(pattern, (n, parent, key) => {
    if (parent?.type === 'AssignmentPattern' && key === 'right') return false;
    if (parent?.type === 'Property' && key === 'key') return false;
    if (n.type === 'Identifier') names.push(n.name);
    return true;
  });
  return names;
}

export class Exports {
  private readonly all = new Map<SourceModule, ModuleExports>();

  constructor(modules: readonly SourceModule[]) {
    for (const m of modules) if (m.format === 'module') this.all.set(m, exportsOf(m));
  }

  /** Null where there is no such name, or more than one. */
  resolve(of: Export, module: SourceModule, seen: Set<string> = new Set()): Resolved | null {
    if ('local' in of) return { variable: of.local, of: module };
    const target = 'namespaceOf' in of ? of.namespaceOf : of.from;
    if ('missing' in target) return null;
    const name = 'namespaceOf' in of ? '*' : of.name;
    const from = moduleOf(target);
    if (from?.format !== 'module') return { property: name, of: target };
    return name === '*' ? { namespace: from } : this.named(from, name, seen);
  }

  private named(module: SourceModule, name: string, seen: Set<string>): Resolved | null {
    const key = `${module.index} ${name}`;
    if (seen.has(key)) return null;
    seen.add(key);
    const { named, stars } = this.all.get(module)!;
    const own = named.get(name);
    if (own) return this.resolve(own, module, seen);
    if (name === 'default') return null;
    const found: Resolved[] = [];
    for (const star of stars) {
      const from = moduleOf(star);
      if (from && from.format !== 'module') continue; // below: only if no ES module has it
      const each = from ? this.named(from, name, seen) : null;
      if (each) found.push(each);
    }
    if (found.length > 0) return found.every((r) => sameAs(r, found[0]!)) ? found[0]! : null;
    const foreign = stars.find((star) => !('missing' in star) && moduleOf(star)?.format !== 'module');
    return foreign && !('missing' in foreign) ? { property: name, of: foreign } : null;
  }

  /** The first name that a module imports, or exports again, and that is not there, or is there twice. */
  problemOf(module: SourceModule): { node: Node; message: string } | null {
    for (const s of module.ast!.body as Node[]) {
      if (!s.source || s.type === 'ExportAllDeclaration') continue;
      const from = targetOf(module, 'import', s.source.value);
      for (const node of s.specifiers as Node[]) {
        const wanted: Export =
          s.type === 'ImportDeclaration' ? importOf(node, from) : { from, name: text(node.local) };
        if (this.resolve(wanted, module)) continue;
        const name = 'name' in wanted ? wanted.name : '*';
        return {
          node,
          message: `The requested module '${s.source.value}' does not provide an export named '${name}'`,
        };
      }
    }
    return null;
  }

  /** Names of a module's namespace, with what they stand for. */
  namespaceOf(module: SourceModule): Map<string, Resolved> {
    const found = new Map<string, Resolved>();
    for (const name of this.namesOf(module, new Set())) {
      const resolved = this.named(module, name, new Set());
      if (resolved) found.set(name, resolved);
    }
    return found;
  }

  private namesOf(module: SourceModule, seen: Set<SourceModule>): Set<string> {
    const names = new Set<string>();
    if (seen.has(module)) return names;
    seen.add(module);
    const { named, stars } = this.all.get(module)!;
    for (const name of named.keys()) names.add(name);
    for (const star of stars) {
      const from = moduleOf(star);
      if (from?.format !== 'module') continue;
      for (const name of this.namesOf(from, seen)) if (name !== 'default') names.add(name);
    }
    return names;
  }
}

const sameAs = (a: Resolved, b: Resolved): boolean =>
  'variable' in a && 'variable' in b
    ? a.variable === b.variable && a.of === b.of
    : 'namespace' in a && 'namespace' in b
      ? a.namespace === b.namespace
      : 'property' in a && 'property' in b && a.property === b.property && a.of === b.of;
