/** The variables of a module's own scope, and giving them names that no other module has. */
import { analyze, type Scope, type Variable } from 'eslint-scope';
import { type Node, OURS } from '../ast.ts';
import type { SourceModule } from './modules.ts';

export class ModuleScope {
  private readonly variables = new Map<string, Variable>();
  /** Names that mean nothing in the module itself, with the identifiers that use them. */
  readonly free = new Map<string, Node[]>();
  /** Those of them that are assigned to. */
  readonly written = new Set<Node>();

  constructor(ast: Node) {
    // biome-ignore lint/suspicious/noExplicitAny: eslint-scope speaks @types/estree
    const manager = analyze(ast as any, { ecmaVersion: 2022, sourceType: 'module', ignoreEval: true });
    const scope = manager.scopes.find((s: Scope) => s.type === 'module')!;
    for (const variable of scope.variables) this.variables.set(variable.name, variable);
    for (const reference of manager.globalScope!.through) {
      const { identifier } = reference;
      if (reference.isWrite()) this.written.add(identifier as unknown as Node);
      const list = this.free.get(identifier.name) ?? [];
      list.push(identifier as unknown as Node);
      this.free.set(identifier.name, list);
    }
  }

  names(): Iterable<string> {
    return this.variables.keys();
  }

  has(name: string): boolean {
    return this.variables.has(name);
  }

  /** Uses of a variable, its declarations left out. */
  uses(name: string): Node[] {
    const references = this.variables.get(name)?.references ?? [];
    return references.map((r) => r.identifier as unknown as Node);
  }

  /** Uses that assign to it. */
  writes(name: string): Node[] {
    const references = this.variables.get(name)?.references ?? [];
    return references.filter((r) => r.isWrite()).map((r) => r.identifier as unknown as Node);
  }

  declarations(name: string): Node[] {
    return (this.variables.get(name)?.identifiers ?? []) as unknown as Node[];
  }

  rename(name: string, unique: string): void {
    for (const node of [...this.declarations(name), ...this.uses(name)]) renameTo(node, unique);
  }
}

export function renameTo(node: Node, unique: string): void {
  node.original ??= node.name;
  node.name = unique;
}

/** The name that a module's variable has in the linked program. No program can write it; glue writes `$u3_name`. */
export const uniqueName = (module: SourceModule, name: string): string => `${OURS}u${module.index}_${name}`;
