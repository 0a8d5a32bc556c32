/**
 * Examples are fragments, whose values stand in comments. So that there is something to compare, each is given what it obviously needs,
 * and says what it comes to:
 *
 *     url.resolve('/one', 'four');      →   const url = require("node:url"); … try { $show(url.resolve('/one', 'four')); } catch ($e) { $caught($e); }
 *     const size = fs.statSync(f).size; →   const size = fs.statSync(f).size; $show(size);
 *
 * A statement that uses what nobody can guess is left alone: it ends the example, in the same way under both.
 */
import type { Node } from '../../migrator/compile/ast.ts';
import { ModuleScope } from '../../migrator/compile/link/scope.ts';
import { parseCommonJs, parseModule } from '../../migrator/compile/parse.ts';
import { needed } from './needs.ts';

export interface Completed {
  code: string;
  format: 'mjs' | 'cjs';
  /** Free names that stay as they are. */
  unknown: string[];
}

/** What differs between the runs of an example: how `$pace` is called, if at all. */
export const PACE = '$pace();';

/** As the HTML of the documentation has them. */
const ENTITIES: Record<string, string> = {
  '&#x26;': '&',
  '&#x3C;': '<',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
};
const GIVEN = new Set([
  'require',
  'module',
  'exports',
  '__filename',
  '__dirname',
  'arguments',
  ...Object.getOwnPropertyNames(globalThis),
]);

/** In the language of its format; one that only parses in the other is of that one. */
function parsed(code: string, wanted: 'mjs' | 'cjs'): { tree: Node; format: 'mjs' | 'cjs' } | null {
  for (const format of wanted === 'mjs' ? (['mjs', 'cjs'] as const) : (['cjs', 'mjs'] as const))
    try {
      return { tree: format === 'mjs' ? parseModule(code) : parseCommonJs(code), format };
    } catch {
      // In the other, or in none.
    }
  return null;
}

interface FreeName {
  name: string;
  at: number;
}

const freeNames = (tree: Node): FreeName[] =>
  [...new ModuleScope(tree).free].flatMap(([name, uses]) =>
    GIVEN.has(name) ? [] : uses.map(({ start }) => ({ name, at: start as number })),
  );

/** Where statements stand, outside functions too: blocks, bodies, cases. */
function* blocksOf(node: unknown): Generator<Node[]> {
  if (Array.isArray(node)) {
    for (const each of node) yield* blocksOf(each);
    return;
  }
  if (node === null || typeof node !== 'object' || !('type' in node)) return;
  if (node.type === 'BlockStatement' || node.type === 'Program') yield (node as Node).body;
  for (const [key, value] of Object.entries(node))
    if (key !== 'range' && key !== 'loc') yield* blocksOf(value);
}

const isPaced = ({ type, directive }: Node): boolean =>
  directive === undefined && !/^(?:Import|Export|FunctionDecl|Empty)/.test(type);

/** Null where it is no program at all: a signature, an object, output. */
export function completed(page: string, text: string, wanted: 'mjs' | 'cjs'): Completed | null {
  const code = text.replace(/&(?:#x26|#x3C|amp|lt|gt);/g, (entity) => ENTITIES[entity]!);
  const found = parsed(code, wanted);
  if (found === null) return null;
  const { tree, format } = found;
  const free = freeNames(tree);
  const { statements: given, names } = needed(page, [...new Set(free.map(({ name }) => name))], format, code);
  const unknown = free.filter(({ name }) => !names.has(name));

  const edits: { at: number; text: string }[] = [];
  for (const block of blocksOf(tree))
    for (const statement of block) if (isPaced(statement)) edits.push({ at: statement.start, text: PACE });
  for (const statement of tree.body) {
    const { type, directive, expression, declarations, start, end } = statement;
    if (unknown.some(({ at }) => at >= start && at < end)) continue;
    if (type === 'ExpressionStatement' && directive === undefined) {
      edits.push({ at: start, text: 'try{$show(' }, { at: expression.end, text: ')' });
      edits.push({ at: end, text: '}catch($e){$caught($e)}' });
    } else if (type === 'VariableDeclaration') {
      const plain = (declarations as Node[]).flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
      edits.push({ at: end, text: plain.map((name) => `;$show(${name});`).join('') });
    }
  }
  // Those of one place in the order in which they were made.
  let out = code;
  for (const { at, text: piece } of edits
    .map((edit, i) => ({ ...edit, i }))
    .sort((a, b) => b.at - a.at || b.i - a.i))
    out = out.slice(0, at) + piece + out.slice(at);
  return { code: `${given}${out}`, format, unknown: [...new Set(unknown.map(({ name }) => name))] };
}
