/** What the resume generator gets of a lowered function: plain JSON, without positions and without what only passes need. */
import type { Node } from './ast.ts';
import type { LoweredUnit } from './lower/unit.ts';
import { isConstructible, isGenerator, type Unit } from './units.ts';

export interface FunctionTree {
  kind: Unit['kind'];
  generator: boolean;
  strict: boolean;
  constructible: boolean;
  params: string[];
  locals: string[];
  body: Node[];
}

const LEFT_OUT = new Set([
  'loc',
  'range',
  'start',
  'end',
  'suspends',
  'short',
  'sourceText',
  'named',
  'imported',
  'original',
  'declaredAs',
]);

/** '' where the function is never captured on the stack. */
export function treeOf(unit: Unit, lowered: LoweredUnit | undefined): string {
  if (!lowered || lowered.points.length === 0) return '';
  const tree: FunctionTree = {
    kind: unit.kind,
    generator: isGenerator(unit),
    strict: unit.strict,
    constructible: isConstructible(unit),
    params: lowered.params,
    locals: lowered.locals,
    body: lowered.body,
  };
  return JSON.stringify(tree, (key, value) => {
    if (LEFT_OUT.has(key)) return undefined;
    if (key === 'environment') return value ? true : undefined;
    if (key === 'privateOf' || key === 'cls' || key === 'classUnit')
      return value && { id: value.id, ref: value.ref };
    // A literal is printed from its text: BigInt and RegExp values have no JSON.
    if (typeof value === 'bigint' || value instanceof RegExp) return null;
    return value;
  });
}
