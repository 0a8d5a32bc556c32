import { type Node, type Options, parse } from 'acorn';

/**
 * Most tests have no loop and so no safe point. For a captured run, calls of `$tick`, which polls since it calls itself, are put before
 * statements everywhere; plain node runs the same text.
 */
export const TICK = 'function $tick(n) { if (n < 1) $tick(n + 1); }\n';

export interface Ticked {
  text: string;
  ticks: number;
}

export function withTicks(source: string, sourceType: 'script' | 'module'): Ticked {
  const places: number[] = [];
  const options: Options = { ecmaVersion: 'latest', sourceType, allowReturnOutsideFunction: true };
  try {
    visit(parse(source, options), places);
  } catch {
    return { text: source, ticks: 0 };
  }
  places.sort((a, b) => a - b);
  let text = '';
  let from = 0;
  for (const at of places) {
    text += `${source.slice(from, at)}$tick(0);`;
    from = at;
  }
  return { text: text + source.slice(from), ticks: places.length };
}

type Any = Node & { [key: string]: unknown };

function visit(node: Node, places: number[]): void {
  const body = (node as Any).body;
  if (node.type === 'Program' || node.type === 'BlockStatement' || node.type === 'StaticBlock') {
    for (const statement of body as (Node & { directive?: string })[])
      if (statement.directive === undefined && takesTick(statement)) places.push(statement.start);
  }
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) for (const each of child) if (isNode(each)) visit(each, places);
    if (isNode(child)) visit(child, places);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const takesTick = ({ type }: Node): boolean => type !== 'FunctionDeclaration' && type !== 'EmptyStatement';
