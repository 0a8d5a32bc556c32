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
  return JSON.stringify(plain(tree));
}

/** What is printed of a node, and what a resume asks of it. A replacer for JSON.stringify would do the same at three times the cost. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (let i = 0; i < value.length; i++) copy.push(plain(value[i]));
    return copy;
  }
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? null : value;
  // A literal is printed from its text: BigInt and RegExp values have no JSON.
  if (value instanceof RegExp) return null;
  const copy: Record<string, unknown> = {};
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (LEFT_OUT.has(key)) continue;
    const part = (value as Node)[key];
    if (key === 'environment') copy[key] = part ? true : undefined;
    else if (key === 'privateOf' || key === 'cls' || key === 'classUnit')
      copy[key] = part && { id: part.id, ref: part.ref };
    else copy[key] = plain(part);
  }
  return copy;
}
