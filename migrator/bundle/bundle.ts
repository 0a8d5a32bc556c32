/**
 * The only pass that touches the world: reads the program's files, strips types (esbuild), finds what they import and require.
 * JavaScript stays as it was written; which files are ES modules and which CommonJS follows Node's rule.
 */
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import type { PluginBuild } from 'esbuild';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { ProgramText } from '../../protocol/program.ts';
import { type Node, walk } from '../compile/ast.ts';
import { failureText, type Place, placeIn } from '../compile/failure-text.ts';
import { matcherOf } from '../compile/link/computed-paths.ts';
import { Exports } from '../compile/link/exports.ts';
import { inOrder } from '../compile/link/graph.ts';
import {
  type ComputedRequest,
  type ModuleFormat,
  type Request,
  requestKey,
  requestsOf,
  type SourceModule,
  type Target,
} from '../compile/link/modules.ts';
import { failureOf, parseCommonJs, parseModule } from '../compile/parse.ts';
import { filesBelow, shown } from './files.ts';
import { adapted, isOurs, redirected } from './guest-modules.ts';
import { type Stripped, strip, stripText, stripTypes } from './strip-types.ts';
import { globalsOf } from './web-globals.ts';

/** An import of a CommonJS module has its text searched for names first: 20 ms of this one's. */
const { build } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');

/** A computed specifier that may mean more files than this is not one of a program's few plug-ins. */
const MOST_MEANT = 200;

export interface Bundle {
  /** The entry first. */
  modules: SourceModule[];
  /** Absolute paths of all files that had a say. */
  inputs: string[];
}

/**
 * `text`: the entry is in no file; `file` says what it is called, and where it looks for others.
 * @throws OmosixError ECOMPILE with file, line, column and the line itself
 */
export async function bundle(file: string, text?: ProgramText): Promise<Bundle> {
  let gathered: Bundle | undefined;
  let failure: unknown;
  const gather = {
    name: 'gather',
    setup(host: PluginBuild): void {
      host.onResolve({ filter: /^omosix:entry$/ }, () => ({ path: 'entry', namespace: 'omosix' }));
      host.onLoad({ filter: /.*/, namespace: 'omosix' }, async () => {
        try {
          gathered = await new Gathering(host).run(file, text);
        } catch (error) {
          failure = error;
        }
        return { contents: '' };
      });
    },
  };
  await build({
    entryPoints: ['omosix:entry'],
    bundle: true,
    write: false,
    platform: 'node',
    // Node knows neither: esbuild would take a package's "module" where it has one.
    conditions: [],
    mainFields: ['main'],
    logLevel: 'silent',
    plugins: [gather],
  });
  if (failure) throw failure;
  return gathered!;
}

type Found = Exclude<Target, { module: unknown }> | { path: string };

const TYPED = new Set(['.ts', '.mts', '.cts', '.tsx', '.jsx']);
/** How Node calls an ES module that is in no file. */
const EVALUATED = '[eval1]';
const KINDS = { import: 'import-statement', 'import()': 'dynamic-import', require: 'require-call' } as const;

class Gathering {
  private readonly modules: SourceModule[] = [];
  private readonly byPath = new Map<string, SourceModule>();
  private readonly packageTypes = new Map<string, string | null>();
  private readonly inputs = new Set<string>();
  private readonly stripped = new Map<string, Stripped>();
  /** What cannot be compiled, and why: it throws that when it is required or imported at run time, as under node. */
  private readonly broken = new Map<SourceModule, OmosixError>();
  /** What imports something that is not there. */
  private readonly lacking = new Set<SourceModule>();
  private readonly host: PluginBuild;
  private given: (ProgramText & { module: SourceModule }) | null = null;

  constructor(host: PluginBuild) {
    this.host = host;
  }

  async run(file: string, text?: ProgramText): Promise<Bundle> {
    const entry = this.module(file);
    if (text !== undefined) {
      this.given = { module: entry, ...text };
      this.inputs.delete(file);
    }
    await this.gather([entry]);
    await this.addGlobals(entry);
    this.breakUnlinkable();
    for (const each of inOrder(entry)) {
      if (this.broken.has(each)) throw this.broken.get(each);
      if (each.format === 'json') mustParse(each);
    }
    return { modules: this.modules, inputs: [...this.inputs] };
  }

  /** What makes the globals that the program names runs before anything else of it. */
  private async addGlobals(entry: SourceModule): Promise<void> {
    const before = this.modules.length;
    const requests = globalsOf(this.modules).map((path) => {
      const request: Request = { kind: 'import', specifier: path };
      entry.targets.set(requestKey(request), { module: this.module(path) });
      return request;
    });
    entry.requests.unshift(...requests);
    await this.gather(this.modules.slice(before));
  }

  /** These, and what they ask for, and so on. */
  private async gather(first: SourceModule[]): Promise<void> {
    let wave = first;
    while (wave.length > 0) {
      await this.stripTogether(wave);
      const before = this.modules.length;
      const found = await Promise.all(wave.map((each) => this.loadAndResolve(each)));
      // One after the other: their order must not depend on who answered first.
      wave.forEach((each, i) => {
        each.requests.forEach((request, k) => {
          const target = found[i]![k]!;
          each.targets.set(
            requestKey(request),
            'path' in target ? { module: this.module(target.path) } : target,
          );
        });
      });
      wave = this.modules.slice(before);
    }
  }

  private module(path: string): SourceModule {
    const known = this.byPath.get(path);
    if (known) return known;
    const made: SourceModule = {
      index: this.modules.length,
      path,
      format: 'commonjs',
      text: '',
      code: '',
      map: null,
      ast: null,
      requests: [],
      isOurs: isOurs(path),
      targets: new Map(),
    };
    this.byPath.set(path, made);
    this.modules.push(made);
    this.inputs.add(path);
    return made;
  }

  private async loadAndResolve(module: SourceModule): Promise<Found[]> {
    try {
      await this.load(module);
      return await Promise.all(module.requests.map((request) => this.target(module, request)));
    } catch (error) {
      if (!isOmosixError(error)) throw error;
      this.break(module, error);
      return [];
    }
  }

  private break(module: SourceModule, error: OmosixError): void {
    this.broken.set(module, error);
    const message = JSON.stringify(error.message);
    module.code = module.text = this.lacking.has(module)
      ? `throw Object.assign(new Error(${message}), { code: 'ERR_MODULE_NOT_FOUND' });`
      : `throw new SyntaxError(${message});`;
    module.map = null;
    module.format = 'commonjs';
    module.ast = parseCommonJs(module.code);
    module.requests = [];
  }

  /** TypeScript is let off: a name that it exports again may be a type, and gone. */
  private breakUnlinkable(): void {
    const exports = new Exports(this.modules);
    const modules = this.modules.filter((m) => m.format === 'module' && m.map === null);
    const problems = modules.map((m) => exports.problemOf(m));
    problems.forEach((problem, i) => {
      if (!problem) return;
      const { line, column } = problem.node.loc.start;
      this.break(
        modules[i]!,
        new OmosixError('ECOMPILE', failureText(problem.message, placeOf(modules[i]!, { line, column }))),
      );
    });
  }

  /** Each call of esbuild costs more than a small file. Where one has an error, each is stripped alone and tells its own. */
  private async stripTogether(wave: readonly SourceModule[]): Promise<void> {
    const typed = wave.map(({ path }) => path).filter((path) => TYPED.has(extname(path)));
    if (typed.length < 2) return;
    const stripped = await strip(typed, this.host).catch(() => []);
    stripped.forEach((script, i) => void this.stripped.set(typed[i]!, script));
  }

  private async load(module: SourceModule): Promise<void> {
    const extension = extname(module.path);
    if (extension === '.node') {
      module.format = 'addon';
      return;
    }
    try {
      module.text =
        this.given?.module === module
          ? this.given.text
          : adapted(module.path, readFileSync(module.path, 'utf8').replace(/^\ufeff/, ''));
    } catch (error) {
      throw new OmosixError('ECOMPILE', `${module.path}: ${(error as Error).message}`);
    }
    module.code = module.text;
    if (extension === '.json') {
      module.format = 'json';
      return;
    }
    if (TYPED.has(extension))
      Object.assign(module, this.stripped.get(module.path) ?? (await stripTypes(module.path, this.host)));
    [module.format, module.ast] =
      this.given?.module === module
        ? await this.parseGiven(module, this.given)
        : this.parse(module, extension);
    const { requests, computed } = requestsOf(module.ast, module.format, walk);
    module.requests = [...requests, ...this.meant(module, computed)];
  }

  /** The files that a computed specifier may mean, as requests of their own. */
  private meant({ path }: SourceModule, computed: readonly ComputedRequest[]): Request[] {
    return computed.flatMap(({ kind, pattern }) => {
      const matcher = matcherOf(pattern);
      const base = join(dirname(path), matcher.directory);
      const { files, directories } = filesBelow(base, matcher.depth);
      // A new file in one of them is a new program.
      for (const each of directories) this.inputs.add(each);
      // The entry is there in any case; as something to be asked for it would become a function.
      const meant = files.filter(
        (file) => matcher.matches(file) && join(base, file) !== this.modules[0]!.path,
      );
      if (meant.length > MOST_MEANT) return [];
      return meant.map((file) => ({ kind, specifier: `${matcher.directory}${file}` }));
    });
  }

  /** Standard input says by its syntax what it is: JavaScript, CommonJS or an ES module, or else TypeScript. */
  private async parseGiven(module: SourceModule, { from }: ProgramText): Promise<[ModuleFormat, Node]> {
    if (from === 'worker' && extname(module.path) === '.mjs') return this.parse(module, '.mjs');
    module.shownAs = basename(module.path);
    if (from === 'worker') return this.parseAs('commonjs', module, false);
    const parsed = await this.parseTyped(module);
    if (parsed[0] === 'module') module.shownAs = `file://${join(dirname(module.path), EVALUATED)}`;
    return parsed;
  }

  private async parseTyped(module: SourceModule): Promise<[ModuleFormat, Node]> {
    try {
      return this.parseAs(null, module, false);
    } catch {
      Object.assign(module, await stripText(module, this.host));
      return this.parseAs(null, module, true);
    }
  }

  private parse(module: SourceModule, extension: string): [ModuleFormat, Node] {
    const type = /^\.m/.test(extension)
      ? 'module'
      : /^\.c/.test(extension)
        ? 'commonjs'
        : this.packageType(dirname(module.path));
    return this.parseAs(type, module, TYPED.has(extension));
  }

  private parseAs(type: string | null, module: SourceModule, isTyped: boolean): [ModuleFormat, Node] {
    if (type === 'module') return ['module', attempt(module, parseModule)];
    try {
      return ['commonjs', parseCommonJs(module.code)];
    } catch (error) {
      // Node looks for the syntax of ES modules where nothing says what a file is; TypeScript compiles it away.
      if (type === 'commonjs' && !isTyped) throw syntaxError(module, error);
      try {
        return ['module', parseModule(module.code)];
      } catch (second) {
        throw syntaxError(module, hasModuleSyntax(error) ? second : error);
      }
    }
  }

  /** `type` of the nearest package.json. */
  private packageType(directory: string): string | null {
    const known = this.packageTypes.get(directory);
    if (known !== undefined) return known;
    let type: string | null = null;
    const file = join(directory, 'package.json');
    try {
      type = (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type ?? null;
      this.inputs.add(file);
    } catch {
      const above = dirname(directory);
      const isPackage = directory.endsWith('/node_modules');
      type = above === directory || isPackage ? null : this.packageType(above);
    }
    this.packageTypes.set(directory, type);
    return type;
  }

  private async target(from: SourceModule, request: Request): Promise<Found> {
    const { kind, specifier } = request;
    const other = redirected(from, specifier);
    if (other) return other;
    if (isBuiltin(specifier)) return { builtin: specifier.replace(/^(?!node:)/, 'node:') };
    const { path, errors, namespace } = await this.host.resolve(
      specifier.startsWith('file:') ? decodeURIComponent(new URL(specifier).pathname) : specifier,
      { kind: KINDS[kind], importer: from.path, namespace: 'file', resolveDir: dirname(from.path) },
    );
    if (errors.length === 0 && namespace === 'file') return { path };
    const missing = errors[0]?.text ?? `Could not resolve "${specifier}"`;
    if (kind !== 'import') return { missing };
    this.lacking.add(from);
    throw new OmosixError('ECOMPILE', failureText(missing, placeOf(from, positionOf(from, specifier))));
  }
}

/** Where an import stands. */
function positionOf({ ast }: SourceModule, specifier: string): { line: number; column: number } {
  const found = ast?.body.find((s: Node) => s.source?.value === specifier)?.source.loc.start;
  return found ?? { line: 1, column: 0 };
}

const hasModuleSyntax = (error: unknown): boolean =>
  /'import|import'|export|await/.test((error as Error).message);

function attempt(module: SourceModule, parse: (code: string) => Node): Node {
  try {
    return parse(module.code);
  } catch (error) {
    throw syntaxError(module, error);
  }
}

/** What is imported before anything runs. */
function mustParse({ path, text }: SourceModule): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw new OmosixError('ECOMPILE', `${path}: ${(error as Error).message}`);
  }
}

const placeOf = ({ path, code }: SourceModule, at: { line: number; column: number }): Place =>
  placeIn({ path: shown(path), code }, at);

function syntaxError(module: SourceModule, error: unknown): OmosixError {
  const { message, line, column } = failureOf(error);
  return new OmosixError('ECOMPILE', failureText(message, placeOf(module, { line, column })));
}
