/**
 * The compiler: from a program's modules to a program image. The passes in their order; docs/compiler.md tells what each guarantees.
 */
import type { CompileNote, FunctionInfo, ProgramImage } from '../../protocol/program.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { addonNotes } from './addons.ts';
import { block, declare, isFunction, literal, type Node, OURS, statement, walk } from './ast.ts';
import { analyseCalls } from './calls.ts';
import { analyseCaptures } from './captures.ts';
import { describeUnits } from './describe.ts';
import { factories } from './factories.ts';
import { type FirstIds, findUnits } from './find-units.ts';
import { nameFunctions } from './function-names.ts';
import { RESERVED } from './globals.ts';
import { checkedByScope } from './initialisation.ts';
import { link } from './link/index.ts';
import type { SourceModule } from './link/modules.ts';
import { inlineLiterals } from './literals.ts';
import { saveLive } from './liveness.ts';
import { throwInHeads } from './loop-heads.ts';
import type { Facts } from './lower/context.ts';
import { type LoweredUnit, lowerUnit } from './lower/unit.ts';
import { codeScript, constantName, splitModule } from './module.ts';
import { normalise } from './normalise.ts';
import { notesOf } from './notes.ts';
import { answerForOpaque } from './opaque-generators.ts';
import { parseModule } from './parse.ts';
import { Positions } from './positions.ts';
import { preludeFor } from './prelude.ts';
import { type Mapping, print } from './print.ts';
import { sharedMemoryIn, sharedMemoryNotes } from './shared-memory.ts';
import { keepStrictness } from './strictness.ts';
import { shareTemplates } from './templates.ts';
import { TreeWriter } from './tree.ts';
import type { Program, Unit } from './units.ts';

/** What code that comes later finds in the program. */
export interface Before extends FirstIds {
  /** Array methods of which there is a guest version. */
  preludes: ReadonlySet<string>;
}

/** Pure: the same modules give the same image. */
export function compileModules(
  modules: readonly SourceModule[],
  entry: string,
  before?: Before,
): ProgramImage {
  const shared = sharedMemoryIn(modules);
  const { root, code: text, segments, builtins } = link(modules);
  const positions = new Positions(segments);
  if (!before) withPrelude(root, text);
  throwInHeads(root);
  shareTemplates(root, before ? `${before.functions}:` : '');
  normalise(root);
  const program = findUnits(root, RESERVED, before);
  program.builtins = builtins;
  if (before) program.preludes = before.preludes;
  markForOfSources(root, text);
  const captures = analyseCaptures(program);
  inlineLiterals(program);
  const calls = analyseCalls(program);
  const facts: Facts = {
    program,
    captures,
    entryPoll: calls.entryPoll,
    unstableMethods: mayHaveProxies(modules, before) ? EVERY_NAME : unstableMethods(root),
    checked: checkedByScope(program),
  };
  answerForOpaque(program);
  const parts = splitModule(program);
  const main = program.units[0]!;
  const lowered = new Map<Unit, LoweredUnit>();
  for (const unit of program.units) {
    if (unit.opaque) continue;
    lowered.set(unit, lowerUnit(facts, unit, unit === main ? parts.main : unit.node.body.body));
  }
  const names = new Map<Unit, string[][]>();
  for (const [unit, result] of lowered) names.set(unit, saveLive(result, program, captures));
  for (const [unit, result] of lowered) if (unit !== main) unit.node.body = block(withLocals(result));
  const mainBody = lowered.has(main) ? withLocals(lowered.get(main)!) : parts.main;
  const code = codeScript(program, parts, mainBody);
  markTexts(program);
  describeUnits(program, captures, code);
  // Before names of their own are put around them.
  const globals = new Map(
    program.classes
      .filter((cls) => cls.once)
      .map((cls) => [cls, constantName(program, (init) => init.classUnit === cls, cls.node)]),
  );
  nameFunctions(code);
  const allStrict = program.units.every((unit) => unit.strict);
  if (allStrict) code.body.unshift(statement(literal('use strict')));
  else keepStrictness(code, program);
  const codeMappings: Mapping[] = [];
  const codeText = print(code, codeMappings);
  const made = factories(program, captures);
  const factoriesScript = { type: 'Program', body: [made.statement], sourceType: 'script' };
  nameFunctions(factoriesScript);
  const factoriesMappings: Mapping[] = [];
  if (allStrict) factoriesScript.body.unshift(statement(literal('use strict')));
  else keepStrictness(factoriesScript, program);
  const factoriesText = print(factoriesScript, factoriesMappings);
  const trees = new TreeWriter(program, lowered);
  return {
    version: PROGRAM_VERSION,
    entry,
    entryIsCommonJs: modules[0]?.format === 'commonjs',
    code: codeText,
    factories: factoriesText,
    factoryBodies: made.bodies.flatMap(({ at, standsAt }) => [at, ...standsAt]),
    functions: program.units.map((unit) =>
      functionInfo(unit, lowered.get(unit), names.get(unit) ?? [], positions),
    ),
    classes: program.classes.map((cls) => {
      const { source, line } = place(cls.node, positions);
      const at = { source, line };
      const global = globals.get(cls) ?? null;
      const hasPrivateNames = cls.node.body.body.some((m: Node) => m.key?.type === 'PrivateIdentifier');
      const { id, name } = cls;
      return { id, name, ...at, ...positions.ownText(cls.node), global, hasPrivateNames };
    }),
    trees: program.units.map((unit) => trees.textOf(unit)),
    sources: positions.sources,
    codeMap: positions.lineMap(codeMappings),
    factoriesMap: positions.lineMap(factoriesMappings),
    modules: [
      ...new Set([...program.bindings.flatMap((b) => (b.imported ? [b.imported.module] : [])), ...builtins]),
    ],
    notes: [
      ...addonNotes(modules, positions.sources),
      ...sharedMemoryNotes(shared, positions.sources),
      ...notesOf(program, positions),
    ] satisfies CompileNote[],
  };
}

/** Functions and classes say in their text which one they are, wherever they are made: so their own text is found. */
function markTexts(program: Program): void {
  for (const unit of program.units)
    if (isFunction(unit.node) && unit.node.ownText) unit.node.body.textOf = String(unit.id);
  for (const cls of program.classes) if (cls.node.ownText) cls.node.body.textOf = `c${cls.id}`;
}

/** Guest versions of builtins the program may need; their code has no place in the user's files. */
function withPrelude(root: Node, code: string): Node {
  const prelude = parseModule(preludeFor(code));
  walk(prelude, (n) => {
    n.loc = undefined;
    if (isFunction(n)) n.strict = true;
    if (n.type === 'Identifier' && n.name.startsWith('$')) n.name = n.name.replace('$', OURS);
  });
  root.body.unshift(...prelude.body);
  return root;
}

/** What `for (… of e)` iterates, as the user wrote it: for the error that `e` is not iterable. */
function markForOfSources(root: Node, code: string): void {
  walk(root, (n) => {
    if (n.type === 'ForOfStatement' && n.right.range)
      n.sourceText = code.slice(...(n.right.range as [number, number])).slice(0, 80);
  });
}

/** A proxy of the user's may count how often a method is got, whatever its name is. */
const mayHaveProxies = (modules: readonly SourceModule[], before: Before | undefined): boolean =>
  before !== undefined || modules.some(({ isOurs, code }) => !isOurs && /\bProxy\b/.test(code));
const EVERY_NAME = { has: () => true };

function unstableMethods(root: Node): Set<string> {
  const found = new Set<string>();
  walk(root, (n) => {
    const target =
      n.type === 'AssignmentExpression'
        ? n.left
        : n.type === 'UpdateExpression' || (n.type === 'UnaryExpression' && n.operator === 'delete')
          ? n.argument
          : null;
    if (target?.type === 'MemberExpression' && !target.computed && !target.environment)
      found.add(target.property.name);
    if ((n.type === 'MethodDefinition' || n.type === 'Property') && n.kind === 'get' && !n.computed)
      found.add(String(n.key.name ?? n.key.value));
  });
  return found;
}

const withLocals = (result: LoweredUnit): Node[] => [
  ...(result.locals.length > 0 ? [declareAll(result.locals)] : []),
  ...result.body,
];

export function declareAll(names: string[]): Node {
  const declaration = declare('let', '', null);
  declaration.declarations = names.map((name) => ({
    type: 'VariableDeclarator',
    id: { type: 'Identifier', name },
    init: null,
  }));
  return declaration;
}

const place = (node: Node, positions: Positions) =>
  positions.original(node.loc?.start.line ?? 0, node.loc?.start.column ?? 0);

function functionInfo(
  unit: Unit,
  lowered: LoweredUnit | undefined,
  names: string[][],
  positions: Positions,
): FunctionInfo {
  const at = place(unit.node, positions);
  return {
    id: unit.id,
    name: unit.name,
    source: at.source,
    line: at.line,
    ...positions.ownText(unit.node),
    kind: unit.opaque ? 'opaque' : unit.kind === 'initialiser' ? 'opaque' : unit.kind,
    opaque: unit.opaque,
    points: (lowered?.points ?? []).map((point, pc) => {
      const { line, column } = positions.original(point.line, point.column);
      return { live: names[pc]!, line, column, kind: point.kind };
    }),
  };
}
