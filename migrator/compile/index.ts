/**
 * The compiler: from a program file to a program image. The passes in their order; docs/compiler.md tells what each guarantees.
 */
import type { CompileNote, FunctionInfo, ProgramImage } from '../../protocol/program.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { block, declare, type Node, OURS, walk } from './ast.ts';
import { type Bundle, bundle } from './bundle.ts';
import { analyseCalls } from './calls.ts';
import { analyseCaptures } from './captures.ts';
import { describeUnits, factories } from './describe.ts';
import { findUnits } from './find-units.ts';
import { nameFunctions } from './function-names.ts';
import { RESERVED } from './globals.ts';
import { saveLive } from './liveness.ts';
import type { Facts } from './lower/context.ts';
import { type LoweredUnit, lowerUnit } from './lower/unit.ts';
import { codeScript, constantName, splitModule } from './module.ts';
import { normalise } from './normalise.ts';
import { notesOf } from './notes.ts';
import { answerForOpaque } from './opaque-generators.ts';
import { parse } from './parse.ts';
import { Positions } from './positions.ts';
import { preludeFor } from './prelude.ts';
import { type Mapping, print } from './print.ts';
import { treeOf } from './tree.ts';
import type { Unit } from './units.ts';

/** @throws OmosixError ECOMPILE with a message for people */
export async function compileProgram(file: string): Promise<{ image: ProgramImage; inputs: string[] }> {
  const bundled = await bundle(file);
  return { image: compileBundle(bundled, file), inputs: bundled.inputs };
}

/** Pure: the same bundle gives the same image. */
export function compileBundle(bundled: Bundle, entry: string): ProgramImage {
  const positions = new Positions(bundled.map, entry.slice(0, entry.lastIndexOf('/')) || '/');
  const root = withPrelude(parse(bundled.code), bundled.code);
  normalise(root);
  const program = findUnits(root, RESERVED);
  markForOfSources(root, bundled.code);
  const captures = analyseCaptures(program);
  const calls = analyseCalls(program);
  const facts: Facts = {
    program,
    captures,
    entryPoll: calls.entryPoll,
    unstableMethods: unstableMethods(root),
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
  const code = codeScript(program, parts, mainBody, `file://${encodeURI(entry)}`);
  describeUnits(program, captures, code);
  nameFunctions(code);
  const codeMappings: Mapping[] = [];
  const codeText = print(code, codeMappings);
  const factoriesScript = { type: 'Program', body: [factories(program, captures)], sourceType: 'script' };
  nameFunctions(factoriesScript);
  const factoriesMappings: Mapping[] = [];
  const factoriesText = `"use strict";\n${print(factoriesScript)}`;
  print(factoriesScript, factoriesMappings);
  for (const m of factoriesMappings) m.line++;
  return {
    version: PROGRAM_VERSION,
    entry,
    code: codeText,
    factories: factoriesText,
    functions: program.units.map((unit) =>
      functionInfo(unit, lowered.get(unit), names.get(unit) ?? [], positions),
    ),
    classes: program.classes.map((cls) => {
      const at = place(cls.node, positions);
      const global = cls.once ? constantName(program, (init) => init.classUnit === cls, cls.node) : null;
      const hasPrivateNames = cls.node.body.body.some((m: Node) => m.key?.type === 'PrivateIdentifier');
      return { id: cls.id, name: cls.name, source: at.source, line: at.line, global, hasPrivateNames };
    }),
    trees: program.units.map((unit) => treeOf(unit, lowered.get(unit))),
    sources: positions.sources,
    codeMap: positions.lineMap(codeMappings),
    factoriesMap: positions.lineMap(factoriesMappings),
    modules: [...new Set(program.bindings.flatMap((b) => (b.imported ? [b.imported.module] : [])))],
    notes: notesOf(program, positions) satisfies CompileNote[],
  };
}

/** Guest versions of builtins the program may need; their code has no place in the user's files. */
function withPrelude(root: Node, code: string): Node {
  const prelude = parse(preludeFor(code));
  walk(prelude, (n) => {
    n.loc = undefined;
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
    kind: unit.opaque ? 'opaque' : unit.kind === 'initialiser' ? 'opaque' : unit.kind,
    opaque: unit.opaque,
    points: (lowered?.points ?? []).map((point, pc) => {
      const { line, column } = positions.original(point.line, point.column);
      return { live: names[pc]!, line, column, kind: point.kind };
    }),
  };
}
