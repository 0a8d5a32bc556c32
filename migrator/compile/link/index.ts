/**
 * Before pass 1: one program out of many modules. ES modules that the entry imports run in their order as parts of the top level, and share
 * its scope; CommonJS modules, and what is imported or required while the program runs, are functions that the loader calls (loader.ts).
 */
import { id, isFunction, type Node, OURS, rewrite, walk } from '../ast.ts';
import { markInferredNames } from '../inferred-names.ts';
import { replaceTopLevelThis } from '../normalise.ts';
import { parseModule } from '../parse.ts';
import { hoistBlockFunctions } from './block-functions.ts';
import { asFunction, asTopLevel, canBeTopLevel } from './commonjs.ts';
import { EsModule, type Glue, variableOf, wrap } from './es-module.ts';
import { Exports } from './exports.ts';
import { graphOf, importsOf, type ModuleGraph } from './graph.ts';
import { LOADER } from './loader.ts';
import { markText, markVisible, shift } from './marks.ts';
import { moduleOf, type SourceModule, targetOf, textOf } from './modules.ts';
import { uniqueName } from './scope.ts';
import { hasDirective, markStrict } from './strict.ts';
import { tableText } from './table.ts';

/** Where the text of a module stands in the linked program's text. */
export interface Segment {
  module: SourceModule;
  /** Its first line, from 1. */
  line: number;
  /** Of its first character. */
  offset: number;
}

export interface Linked {
  /** The Program: import declarations of builtins, then statements; names of ours begin with OURS. */
  root: Node;
  /** The texts of all modules, one after the other; positions of nodes are positions in it. */
  code: string;
  segments: Segment[];
  /** Builtins that are asked for by `require` or `import()`. */
  builtins: string[];
}

/** `import` before anything that no import declaration has there. */
const MORE_THAN_DECLARATIONS = /\bimport\b(?!\s*[\w$*{"'])/;

export function link(modules: readonly SourceModule[]): Linked {
  return new Linker(modules).run();
}

class Linker {
  private readonly modules: readonly SourceModule[];
  private readonly graph: ModuleGraph;
  private readonly unique: boolean;
  private readonly texts: string[] = [];
  private readonly segments: Segment[] = [];
  private readonly imports: string[] = [];
  private readonly properties = new Map<SourceModule, Map<string, string>>();
  private readonly namespaces = new Set<SourceModule>();
  private usesTable = false;
  private usesConstant = false;
  /** Some `import()` may mean any of the modules. */
  private asksForAny = false;

  constructor(modules: readonly SourceModule[]) {
    this.modules = modules;
    this.graph = graphOf(modules);
    // One that imports itself is a text of ours besides.
    this.unique = modules.some((m) => [...m.targets.values()].some(moduleOf));
  }

  run(): Linked {
    const { modules, graph } = this;
    const entry = modules[0]!;
    let offset = 0;
    let line = 1;
    for (const module of new Set([...graph.order, ...modules])) {
      if (!module.ast) continue;
      if (offset > 0) shift(module.ast, offset, line - 1);
      this.segments.push({ module, line, offset });
      this.texts.push(module.code);
      offset += module.code.length + 1;
      line += module.code.split('\n').length;
    }
    for (const { ast, format } of modules) {
      if (!ast) continue;
      walk(ast, (n) => {
        markInferredNames(n);
        markText(n);
      });
      markStrict({ type: 'BlockStatement', body: ast.body }, format === 'module' || hasDirective(ast.body));
      if (format === 'module') replaceTopLevelThis(ast);
      else if (!hasDirective(ast.body)) hoistBlockFunctions(ast.body, ast);
    }
    for (const module of modules) if (module.ast) markVisible(module);
    for (const module of modules) if (module.ast) this.rewriteImports(module);
    const es = new Map<SourceModule, EsModule>();
    for (const m of modules) if (m.format === 'module') es.set(m, new EsModule(m, this.unique));
    const exports = new Exports(modules);
    const glue: Glue = {
      property: (of, name) => this.property(of, name),
      namespace: (of) => {
        this.namespaces.add(of);
        return `${OURS}ns${of.index}`;
      },
      builtin: (module, name) => this.builtin(module, name),
      constant: () => {
        this.usesConstant = true;
        return `${OURS}constant`;
      },
      createRequire: () => {
        this.usesTable = true;
        return `${OURS}createRequire`;
      },
    };
    for (const each of es.values()) each.link(exports, glue, es);
    for (const m of modules) if (m.format === 'module' && this.isAskedFor(m)) this.namespaces.add(m);
    // One may call for more of them.
    const text: string[] = [];
    for (const of of this.namespaces) text.push(this.namespaceText(of, exports, glue, es));

    const functions: Node[] = [];
    const variables: string[] = [];
    const main: Node[] = [];
    let isSloppy = false;
    for (const module of modules) {
      const each = es.get(module);
      if (module.format === 'commonjs' && !this.isTopLevel(module)) functions.push(asFunction(module));
      else if (each && graph.wrapped.has(module)) functions.push(...this.wrapped(each, variables));
    }
    for (const module of graph.order) {
      const each = es.get(module);
      if (each && !graph.wrapped.has(module)) main.push(...each.statements);
      else if (each) main.push(...this.parsed(`${this.awaitOf(module)}$evaluate(${module.index});`));
      else if (module !== entry) main.push(...this.parsed(this.taking(module, true)));
      else if (this.isTopLevel(module)) {
        const { statements, used } = asTopLevel(module, this.unique ? (n) => uniqueName(module, n) : null);
        const start = this.parsed(entering(used));
        if (module.seesNames) for (const s of start) nameAsInWrapper(s);
        main.push(...start, ...statements);
        if (used.length > 0) main.push(...this.parsed('$main0.loaded = true;'));
        this.usesTable ||= used.length > 0;
        isSloppy = !hasDirective(module.ast!.body);
      } else {
        main.push(...this.parsed('$run($enter(0));'));
        this.usesTable = true;
      }
    }
    this.usesTable ||=
      this.modules.some((m) => m.format !== 'module' && m !== entry) || graph.wrapped.size > 0;
    const loader = this.usesTable ? LOADER : this.namespaces.size > 0 ? namespaceFunction() : '';
    const declared = variables.length > 0 ? `let ${variables.map(written).join(', ')};` : '';
    const start = this.parsed(
      [
        ...this.imports,
        this.usesConstant ? CONSTANT : '',
        loader,
        ...this.metas(),
        declared,
        ...text,
        this.usesTable ? this.table() : '',
      ].join('\n'),
    );
    const root: Node = {
      type: 'Program',
      sourceType: 'module',
      body: [...start, ...functions, ...main],
      sloppy: isSloppy,
      annexB: entry.ast?.annexB,
      range: [0, offset],
      loc: entry.ast?.loc,
    };
    return { root, code: this.texts.join('\n'), segments: this.segments, builtins: this.builtins() };
  }

  /** `import()` and `import.meta` of the module. */
  private rewriteImports(module: SourceModule): void {
    if (!MORE_THAN_DECLARATIONS.test(module.code)) return;
    rewrite(module.ast!, (n) => {
      if (n.type === 'ImportExpression') {
        this.usesTable = true;
        this.asksForAny ||= textOf(n.source) === null;
        const callee = { ...id(`${OURS}importFrom`), range: n.range, loc: n.loc };
        const k = { type: 'Literal', value: module.index, raw: String(module.index) };
        const args = n.options ? [k, n.source, n.options] : [k, n.source];
        return { type: 'CallExpression', callee, arguments: args, loc: n.loc, range: n.range };
      }
      if (n.type === 'MetaProperty' && n.meta.name === 'import' && module.index > 0)
        return { ...id(`${OURS}meta${module.index}`), range: n.range, loc: n.loc };
      return n;
    });
  }

  private metas(): string[] {
    return this.modules
      .filter((m) => m.format === 'module' && m.code.includes('import.meta'))
      .map((m) => {
        const url = m.shownAs ?? `file://${encodeURI(m.path)}`;
        const path = m.shownAs?.slice('file://'.length) ?? m.path;
        const directory = path.slice(0, path.lastIndexOf('/')) || '/';
        return `const $meta${m.index || ''} = { __proto__: null, dirname: ${quoted(directory)}, filename: ${quoted(path)}, url: ${quoted(url)} };`;
      });
  }

  private isTopLevel(module: SourceModule): boolean {
    return module.index === 0 && module.format === 'commonjs' && canBeTopLevel(module);
  }

  private isAskedFor(module: SourceModule): boolean {
    if (this.asksForAny) return true;
    return this.modules.some((m) =>
      m.requests.some((r) => r.kind !== 'import' && moduleOf(targetOf(m, r.kind, r.specifier)) === module),
    );
  }

  private property(of: SourceModule, name: string): string {
    if (name === '*') return `${OURS}cns${of.index}`;
    const names = this.properties.get(of) ?? new Map<string, string>();
    this.properties.set(of, names);
    const known = names.get(name) ?? `${OURS}p${of.index}_${names.size}`;
    names.set(name, known);
    return known;
  }

  private builtin(module: string, name: string): string {
    const local = `bi${this.imports.length}`;
    const what = name === '*' ? `* as $${local}` : `{ ${name} as $${local} }`;
    this.imports.push(`import ${what} from ${quoted(module)};`);
    return `${OURS}${local}`;
  }

  /** What importers want of a CommonJS module, when it has run. */
  private taking(module: SourceModule, isMain: boolean): string {
    const k = module.index;
    const isShared = [...this.graph.wrapped].some((m) => importsOf(m).includes(module));
    const declare = isMain && !isShared ? 'const ' : '';
    const lines = [`${declare}$cns${k} = $importCjs(${k});`];
    for (const [name, variable] of this.properties.get(module) ?? [])
      lines.push(`${declare}${written(variable)} = $cns${k}[${quoted(name)}];`);
    return lines.join('\n');
  }

  private awaitOf = (module: SourceModule): string => (this.graph.awaiting.has(module) ? 'await ' : '');

  /** The function that evaluates an ES module when it is asked for, and what stays outside of it. */
  private wrapped(es: EsModule, variables: string[]): Node[] {
    const { module } = es;
    const { outside, names, inside } = wrap(es.statements);
    variables.push(...names);
    const first: string[] = [];
    for (const each of importsOf(module)) {
      if (each.format === 'module')
        first.push(`${this.awaitOf(each)}$evaluate(${each.index}, ${module.index});`);
      else {
        first.push(this.taking(each, false));
        for (const name of [`${OURS}cns${each.index}`, ...(this.properties.get(each)?.values() ?? [])])
          if (!variables.includes(name)) variables.push(name);
      }
    }
    const isAsync = this.graph.awaiting.has(module);
    const [made] = this.parsed(
      `${isAsync ? 'async ' : ''}function $init${module.index}() { ${first.join('\n')} }`,
    );
    made!.body.body.push(...inside);
    Object.assign(made!, { loc: module.ast!.loc, range: module.ast!.range });
    return [...outside, made!];
  }

  private namespaceText(
    of: SourceModule,
    exports: Exports,
    glue: Glue,
    es: Map<SourceModule, EsModule>,
  ): string {
    const getters = [...exports.namespaceOf(of)].map(
      ([name, resolved]) => `${quoted(name)}: () => ${written(variableOf(resolved, glue, es))}`,
    );
    return `const $ns${of.index} = $namespace({ ${['__proto__: null', ...getters].join(', ')} });`;
  }

  private table(): string {
    return tableText(this.modules, {
      graph: this.graph,
      isTopLevel: (m) => this.isTopLevel(m),
      hasNamespace: (m) => this.namespaces.has(m),
      taken: (m) => this.properties.get(m)?.keys() ?? [],
    });
  }

  private builtins(): string[] {
    const found = new Set<string>(this.usesTable ? ['node:module', 'node:path'] : []);
    for (const m of this.modules)
      for (const target of m.targets.values()) if ('builtin' in target) found.add(target.builtin);
    return [...found];
  }

  /** Text of ours: `$name` is OURS + name, and it has no place in the user's files. */
  private parsed(text: string): Node[] {
    const ast = parseModule(text);
    walk(ast, (n) => {
      n.loc = undefined;
      n.range = undefined;
      for (const name of [n, n.local])
        if (name?.type === 'Identifier' && name.name.startsWith('$'))
          name.name = name.name.replace('$', OURS);
      if (isFunction(n)) n.strict = true;
    });
    return ast.body;
  }
}

const CONSTANT =
  "const $constant = { set value(value) { throw new TypeError('Assignment to constant variable.'); } };";

const quoted = (text: string): string => JSON.stringify(text);
const written = (name: string): string => name.replace(OURS, '$');

/** What the entry sees of the function that Node would put around it. */
function entering(used: string[]): string {
  if (used.length === 0) return '';
  const values: Record<string, string> = {
    exports: '$main0.exports',
    require: '$makeRequire($main0)',
    module: '$main0',
    __filename: '$fileOf($main0)',
    __dirname: '$directoryOf($main0)',
    this: '$main0.exports',
  };
  return ['const $main0 = $enter(0);', ...used.map((name) => `let $c_${name} = ${values[name]};`)].join('\n');
}

/** A direct eval finds `require` and its like by their names. */
function nameAsInWrapper(s: Node): void {
  const { id: name } = s.declarations[0];
  const original = name.name.replace(`${OURS}c_`, '');
  if (original !== name.name && original !== 'this') Object.assign(name, { original, visible: true });
}

const namespaceFunction = (): string => /function \$namespace[\s\S]*?\n}\n/.exec(LOADER)![0];
