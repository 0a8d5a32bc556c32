/** What the resume generator gets of a lowered function: plain JSON, without positions and without what only passes need. */
import type { Node } from './ast.ts';
import type { LoweredUnit } from './lower/unit.ts';
import { isGenerator, type Unit } from './units.ts';

export interface FunctionTree {
  kind: Unit['kind'];
  generator: boolean;
  params: string[];
  locals: string[];
  body: Node[];
  /** Its class, for `super` in resumed methods: id, and whether the method is static. */
  class: { id: number; static: boolean } | null;
}

const LEFT_OUT = new Set([
  'loc',
  'range',
  'start',
  'end',
  'classUnit',
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
    params: lowered.params,
    locals: lowered.locals,
    body: lowered.body,
    class: unit.class ? { id: unit.class.id, static: unit.method?.static === true } : null,
  };
  return JSON.stringify(tree, (key, value) => {
    if (LEFT_OUT.has(key)) return undefined;
    if (key === 'environment') return value ? true : undefined;
    if (key === 'privateOf') return value?.id;
    // A literal is printed from its text: BigInt and RegExp values have no JSON.
    if (typeof value === 'bigint' || value instanceof RegExp) return null;
    return value;
  });
}
