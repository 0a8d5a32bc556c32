/**
 * One ES module: its imports become the exporters' variables themselves, which keeps bindings live; its declarations stay as they are, or,
 * where the module runs only when it is asked for, become variables outside of the function that is its body.
 */
import {
  assign,
  id,
  isArrow,
  isClass,
  isFunction,
  type Node,
  OURS,
  rewrite,
  statement,
  walk,
  walkOwn,
} from '../ast.ts';
import { isAnonymous } from '../inferred-names.ts';
import { classDeclaration } from '../normalise.ts';
import { isDirectEval } from '../visible.ts';
import { throwOnWrites } from './constant-imports.ts';
import { type Exports, importOf, namesIn, type Resolved } from './exports.ts';
import { moduleOf, type SourceModule, targetOf } from './modules.ts';
import { ModuleScope, renameTo, uniqueName } from './scope.ts';

/** What names of modules that are not ES modules stand for, and which namespaces are wanted as objects. */
export interface Glue {
  /** The variable with a property of a CommonJS module's exports. */
  property(of: SourceModule, name: string): string;
  /** The variable with a module's namespace object. */
  namespace(of: SourceModule): string;
  /** The declaration of an import from a builtin that no module has in its text. */
  builtin(module: string, name: string): string;
  /** The variable with an object whose `value` cannot be assigned to. */
  constant(): string;
  /** The loader's own `createRequire`. */
  createRequire(): string;
}

export class EsModule {
  readonly module: SourceModule;
  readonly scope: ModuleScope;
  /** Statements of the module, import and export declarations gone. */
  statements: Node[] = [];
  private readonly unique: boolean;

  constructor(module: SourceModule, unique: boolean) {
    this.module = module;
    this.unique = unique;
    const body = module.ast!.body as Node[];
    body.forEach((s, i) => {
      // One node for both names, where they are the same.
      if (s.type === 'ImportDeclaration') for (const each of s.specifiers) each.local = { ...each.local };
      const declared = s.type === 'ClassDeclaration' ? s : s.declaration;
      if (s.type === 'ExportDefaultDeclaration') body[i] = defaultExport(s);
      else if (declared?.type !== 'ClassDeclaration') return;
      else if (s === declared) body[i] = classDeclaration(s);
      else s.declaration = classDeclaration(declared);
    });
    this.scope = new ModuleScope(module.ast!);
  }

  /** The name in the linked program of a variable of this module. */
  nameOf(local: string): string {
    return this.unique || local === 'default' ? uniqueName(this.module, local) : local;
  }

  link(exports: Exports, glue: Glue, modules: ReadonlyMap<SourceModule, EsModule>): void {
    const body = this.module.ast!.body as Node[];
    const imports: [local: string, resolved: Resolved | null, isDirect: boolean][] = [];
    for (const s of body) {
      if (s.type !== 'ImportDeclaration') continue;
      const from = targetOf(this.module, 'import', s.source.value);
      for (const each of s.specifiers)
        imports.push([
          each.local.name,
          exports.resolve(importOf(each, from), this.module),
          'builtin' in from,
        ]);
    }
    const imported = new Set(imports.map(([local]) => local));
    for (const name of this.scope.names()) {
      if (imported.has(name)) this.makeConstant(name, glue);
      else if (this.nameOf(name) !== name) this.scope.rename(name, this.nameOf(name));
    }
    const builtins = new Set<string>();
    for (const [local, resolved, isDirect] of imports) {
      if (makesRequire(resolved)) {
        for (const node of this.scope.uses(local)) renameTo(node, glue.createRequire());
      } else if (isDirect && resolved && 'property' in resolved && 'builtin' in resolved.of) {
        builtins.add(local);
        if (this.unique) this.scope.rename(local, this.nameOf(local));
      } else this.linkImport(local, resolved, exports, glue, modules);
    }
    this.statements = body.flatMap((s) => this.statement(s));
  }

  /** What an importer assigns to throws; its exporter may assign to it. */
  private makeConstant(local: string, glue: Glue): void {
    const written = new Set(this.scope.writes(local));
    if (written.size > 0) throwOnWrites(this.module.ast!, written, () => glue.constant());
  }

  private statement(s: Node): Node[] {
    switch (s.type) {
      case 'ImportDeclaration': {
        const target = targetOf(this.module, 'import', s.source.value);
        if (!('builtin' in target)) return [];
        s.specifiers = s.specifiers.filter(
          (each: Node) => !isCreateRequire(target.builtin, each.imported?.name),
        );
        return [s];
      }
      case 'ExportNamedDeclaration':
        return s.declaration ? [s.declaration] : [];
      case 'ExportAllDeclaration':
        return [];
      default:
        return [s];
    }
  }

  private linkImport(
    local: string,
    resolved: Resolved | null,
    exports: Exports,
    glue: Glue,
    modules: ReadonlyMap<SourceModule, EsModule>,
  ): void {
    if (resolved && 'namespace' in resolved) {
      this.linkNamespace(local, resolved.namespace, exports, glue, modules);
      return;
    }
    const name = resolved ? variableOf(resolved, glue, modules) : null;
    // A name that nobody exports: node refuses to link; here its use throws.
    for (const node of this.scope.uses(local)) renameTo(node, name ?? `${OURS}missing`);
  }

  /** `ns.x` is the exporter's `x`, but as a function that may want `ns` as its `this`. */
  private linkNamespace(
    local: string,
    of: SourceModule,
    exports: Exports,
    glue: Glue,
    modules: ReadonlyMap<SourceModule, EsModule>,
  ): void {
    const names = exports.namespaceOf(of);
    const uses = new Set(this.scope.uses(local));
    const whole = (node: Node): void => renameTo(node, glue.namespace(of));
    rewrite(this.module.ast!, (n, parent, key) => {
      if (n.type !== 'MemberExpression' || !uses.has(n.object)) return n;
      const resolved = n.computed ? undefined : names.get(n.property.name);
      const isWritten =
        (parent.type === 'AssignmentExpression' && key === 'left') || /^(Update|Unary)/.test(parent.type);
      const isCalled =
        /^(Call|TaggedTemplate)Expression$/.test(parent.type) && (key === 'callee' || key === 'tag');
      if (!resolved || isWritten || (isCalled && !ignoresThis(resolved, modules))) return n;
      uses.delete(n.object);
      const made = id(variableOf(resolved, glue, modules));
      return Object.assign(made, { original: n.property.name, loc: n.property.loc, range: n.range });
    });
    for (const node of uses) whole(node);
  }
}

const isCreateRequire = (builtin: string, name: string | undefined): boolean =>
  builtin === 'node:module' && name === 'createRequire';
const makesRequire = (resolved: Resolved | null): boolean =>
  !!resolved &&
  'property' in resolved &&
  'builtin' in resolved.of &&
  isCreateRequire(resolved.of.builtin, resolved.property);

export function variableOf(
  resolved: Resolved,
  glue: Glue,
  modules: ReadonlyMap<SourceModule, EsModule>,
): string {
  if ('namespace' in resolved) return glue.namespace(resolved.namespace);
  if ('variable' in resolved) return modules.get(resolved.of)!.nameOf(resolved.variable);
  if ('builtin' in resolved.of) return glue.builtin(resolved.of.builtin, resolved.property);
  return glue.property(moduleOf(resolved.of)!, resolved.property);
}

/** A function declaration or class that never mentions `this`, so that nobody can tell what it was called on. */
function ignoresThis(resolved: Resolved, modules: ReadonlyMap<SourceModule, EsModule>): boolean {
  if (!('variable' in resolved)) return false;
  const declared = modules.get(resolved.of)!.scope.declarations(resolved.variable);
  const body = resolved.of.ast!.body as Node[];
  const fn = body
    .map((s) => s.declaration ?? s)
    .find((s) => s.type === 'FunctionDeclaration' && declared.includes(s.id));
  if (!fn) return false;
  let uses = false;
  walk(fn.body, (n) => {
    if (n.type === 'ThisExpression' || isDirectEval(n)) uses = true;
    return !uses && (!isFunction(n) || isArrow(n)) && !isClass(n);
  });
  return !uses;
}

/** `export default e` → `const default = e`, a name that only we can give. */
function defaultExport(s: Node): Node {
  const { declaration } = s;
  const name = (): Node => ({ type: 'Identifier', name: 'default', range: s.range, loc: s.loc });
  if (declaration.type === 'FunctionDeclaration') {
    declaration.id ??= name();
    return {
      ...s,
      type: 'ExportNamedDeclaration',
      isDefault: true,
      declaration,
      specifiers: [],
      source: null,
    };
  }
  if (isAnonymous(declaration)) declaration.inferred = 'default';
  const isNamedClass = declaration.type === 'ClassDeclaration' && declaration.id;
  const kept = isNamedClass
    ? classDeclaration(declaration)
    : {
        type: 'VariableDeclaration',
        kind: 'const',
        declarations: [
          {
            type: 'VariableDeclarator',
            id: name(),
            init:
              declaration.type === 'ClassDeclaration'
                ? { ...declaration, type: 'ClassExpression' }
                : declaration,
            range: s.range,
            loc: s.loc,
          },
        ],
        range: s.range,
        loc: s.loc,
      };
  return {
    ...s,
    type: 'ExportNamedDeclaration',
    isDefault: true,
    declaration: kept,
    specifiers: [],
    source: null,
  };
}

/**
 * The body of a module that runs when it is asked for: functions stay outside, and so do all its variables.
 *
 *     const x = f(); function g() {}      let x; function g() {}      function init() { x = f(); }
 */
export function wrap(statements: Node[]): { outside: Node[]; names: string[]; inside: Node[] } {
  const outside: Node[] = [];
  const names = new Set<string>();
  const inside: Node[] = [];
  const take = (declaration: Node): Node[] => {
    for (const d of declaration.declarations) for (const name of namesIn(d.id)) names.add(name);
    return declaration.declarations.flatMap((d: Node) =>
      d.init ? [Object.assign(assign(d.id, d.init), { loc: d.loc ?? declaration.loc, range: d.range })] : [],
    );
  };
  const asStatements = (declaration: Node): Node[] =>
    take(declaration).map((e) => Object.assign(statement(e), { loc: e.loc, range: e.range }));
  for (const s of statements) {
    if (s.type === 'FunctionDeclaration' || s.type === 'ImportDeclaration') outside.push(s);
    else if (s.type === 'VariableDeclaration') inside.push(...asStatements(s));
    else {
      liftVars(s, take);
      inside.push(s);
    }
  }
  return { outside, names: [...names], inside };
}

/** `var` within blocks and loop heads belongs to the module too. */
function liftVars(node: Node, take: (declaration: Node) => Node[]): void {
  const isVar = (n: Node | null): n is Node => n?.type === 'VariableDeclaration' && n.kind === 'var';
  walkOwn(node, (n) => {
    if (n.type === 'ForStatement' && isVar(n.init)) {
      const made = take(n.init);
      n.init = made.length > 1 ? { type: 'SequenceExpression', expressions: made } : (made[0] ?? null);
    } else if (/^For(In|Of)Statement$/.test(n.type) && isVar(n.left)) {
      const pattern = n.left.declarations[0].id;
      take(n.left);
      n.left = pattern;
    }
    for (const key of ['body', 'consequent']) {
      if (!Array.isArray(n[key])) {
        if (isVar(n[key]))
          n[key] = { type: 'BlockStatement', body: lifted(n[key], take), range: n[key].range };
      } else n[key] = n[key].flatMap((s: Node) => (isVar(s) ? lifted(s, take) : [s]));
    }
    if (isVar(n.alternate))
      n.alternate = { type: 'BlockStatement', body: lifted(n.alternate, take), range: n.alternate.range };
  });
}

const lifted = (declaration: Node, take: (declaration: Node) => Node[]): Node[] =>
  take(declaration).map((e) => Object.assign(statement(e), { loc: e.loc, range: e.range }));
