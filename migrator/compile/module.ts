/**
 * Pass 5. The program's top level: what is declared at script level, and what the function `main` does.
 *
 *     function f() {}  class A {}  const N = 3;    const f = function () {}; const A = class A {}; const N = 3;    (script)
 *     const x = e;  (used by functions)            let x;                       (script)    x = e;                 (main)
 *     const y = e;  (used at top level only)                                                y = e;                 (local of main)
 */
import {
  array,
  assign,
  block,
  call,
  declare,
  id,
  index,
  literal,
  type Node,
  object,
  statement,
} from './ast.ts';
import { markerOf, UNINITIALISED } from './initialisation.ts';
import { declaratorAssignment } from './normalise.ts';
import { isScriptConstant } from './once.ts';
import { isGenerator, type Program } from './units.ts';

export interface ModuleParts {
  /** Script-level constants, in source order. */
  constants: Node[];
  /** Script-level variables: their values are the module's state. */
  variables: { name: string; checked: boolean }[];
  /** Statements of main. */
  main: Node[];
}

export function splitModule(program: Program): ModuleParts {
  const parts: ModuleParts = { constants: [], variables: [], main: [] };
  const isConstant = (name: Node): boolean => {
    const b = program.bindingOf.get(name);
    return !!b && isScriptConstant(b, program);
  };
  for (const b of program.bindings)
    if (b.module && !isScriptConstant(b, program))
      parts.variables.push({ name: b.name, checked: b.checked === 'itself' });
    else if (b.checked === 'beside') parts.variables.push({ name: markerOf(b), checked: true });
  for (const s of program.root.body) {
    if (s.type === 'FunctionDeclaration' && isConstant(s.id)) parts.constants.push(functionConstant(s));
    else if (s.type === 'VariableDeclaration') splitDeclaration(s, isConstant, parts, program);
    else parts.main.push(s);
  }
  return parts;
}

function functionConstant(s: Node): Node {
  const name = s.id;
  s.declaredAs = name;
  const original = s.id.original ?? s.id.name;
  s.type = 'FunctionExpression';
  s.inferred = original;
  s.id = null;
  return Object.assign(declare('const', name.name, s), { loc: s.loc });
}

function splitDeclaration(
  s: Node,
  isConstant: (name: Node) => boolean,
  parts: ModuleParts,
  program: Program,
): void {
  const main = program.units[0]!;
  for (const d of s.declarations) {
    if (d.id.type === 'Identifier' && isConstant(d.id)) {
      parts.constants.push({ ...s, kind: 'const', declarations: [d] });
      const binding = program.bindingOf.get(d.id)!;
      if (binding.checked) parts.main.push(statement(assign(id(markerOf(binding)), literal(0))));
    }
    // An async main is run as written: module variables are assigned in it, its own variables declared.
    else if (main.opaque && declaresModule(d.id, program)) {
      if (d.init) parts.main.push(Object.assign(statement(declaratorAssignment(d)), { loc: s.loc }));
    } else parts.main.push({ ...s, declarations: [d] });
  }
}

function declaresModule(pattern: Node, program: Program): boolean {
  const binding = program.bindingOf.get(pattern);
  if (binding) return binding.module;
  const parts: (Node | null)[] =
    pattern.type === 'ObjectPattern'
      ? pattern.properties.map((p: Node) => (p.type === 'RestElement' ? p.argument : p.value))
      : pattern.type === 'ArrayPattern'
        ? pattern.elements
        : pattern.type === 'AssignmentPattern'
          ? [pattern.left]
          : pattern.type === 'RestElement'
            ? [pattern.argument]
            : [];
  return parts.some((p) => p && declaresModule(p, program));
}

/** The code script: constants, variables, main, hand-over. Nothing of the user's runs in it. */
export function codeScript(program: Program, parts: ModuleParts, mainBody: Node[]): Node {
  const main = program.units[0]!;
  const body: Node[] = [];
  for (const { name, checked } of parts.variables)
    body.push(declare('let', name, checked ? id(UNINITIALISED) : null));
  body.push(...parts.constants);
  body.push(
    declare('const', '$main', {
      type: 'FunctionExpression',
      id: null,
      params: [],
      body: block(mainBody),
      async: main.opaque === 'top-level await',
      generator: main.opaque === null && isGenerator(main),
      inferred: '$main',
    }),
  );
  const once = program.units
    .filter((u) => u.once)
    .map((u): [string, Node] => [
      String(u.id),
      id(constantName(program, (init) => program.unitOf.get(init) === u, u.node)),
    ]);
  const classes = program.classes
    .filter((c) => c.once)
    .map((c): [string, Node] => [
      String(c.id),
      id(constantName(program, (init) => init.classUnit === c, c.node)),
    ]);
  const numeric = (entries: [string, Node][]): Node => ({
    ...object(entries),
    properties: entries.map(([key, value]) => ({
      type: 'Property',
      key: literal(Number(key)),
      value,
      kind: 'init',
      method: false,
      shorthand: false,
      computed: false,
    })),
  });
  const value = id('$v');
  const setters = parts.variables.map(({ name }, i) => statement(assign(id(name), index(value, literal(i)))));
  const link = object([
    ['main', id('$main')],
    ['functions', numeric(once)],
    ['classes', numeric(classes)],
    [
      'get',
      {
        type: 'ArrowFunctionExpression',
        params: [],
        body: array(parts.variables.map(({ name }) => id(name))),
        expression: true,
      },
    ],
    ['set', { type: 'ArrowFunctionExpression', params: [value], body: block(setters), expression: false }],
  ]);
  body.push(statement(call(id('$link'), [link])));
  return { type: 'Program', body, sourceType: 'script' };
}

/** Script-level name of a function or class that exists once. */
export function constantName(program: Program, holds: (init: Node) => boolean, node: Node): string {
  const binding = program.bindings.find(
    (b) =>
      b.module &&
      ((b.declarator?.init && holds(b.declarator.init)) ||
        (b.kind === 'function' && b.definitions.some((d) => d === node.declaredAs))),
  );
  return binding!.name;
}
