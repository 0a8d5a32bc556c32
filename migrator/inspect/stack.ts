import type { ProgramImage } from '../../protocol/program.ts';
import type { Graph } from './graph.ts';
import type { Names } from './names.ts';

export interface StackLine {
  function: string;
  file: string;
  line: number;
  column: number;
  /** The text of that line. */
  source: string;
  /** Live variables and what they hold, in short. */
  variables: Record<string, string>;
}

const MOST_CHARS = 60;

/** The stack, outermost first, as the head of the snapshot has it; with variables where the graph can be read. */
export function stackOf(
  frames: readonly (readonly [number, number])[],
  image: ProgramImage,
  graph: Graph | null,
  names: Names | null,
): StackLine[] {
  const values = graph && names ? localsOf(graph, names) : [];
  return frames.map(([fn, pc], at) => {
    const called = image.functions[fn];
    const point = called?.points[pc];
    const source = image.sources[called?.source ?? -1];
    const words = values[at]?.fn === fn ? values[at].locals : [];
    const variables: Record<string, string> = {};
    point?.live.forEach((name, i) => {
      if (words[i] !== undefined && !name.startsWith('$')) variables[name] = words[i];
    });
    return {
      function: called?.name ?? `#${fn}`,
      file: source?.path ?? image.entry,
      line: point?.line ?? 0,
      column: (point?.column ?? 0) + 1,
      source: source?.text.split('\n')[(point?.line ?? 0) - 1]?.trim() ?? '',
      variables,
    };
  });
}

/** The roots begin with the frames: function, point, this, n, local × n, innermost first. Those of the runtime itself have no function. */
function localsOf(graph: Graph, names: Names): { fn: number; locals: string[] }[] {
  const { roots } = graph;
  const frames: { fn: number; locals: string[] }[] = [];
  let at = 1;
  for (let n = roots[0] ?? 0; n > 0 && at + 3 < roots.length; n--) {
    const fn = roots[at]!;
    const count = roots[at + 3]!;
    const locals = [...roots.subarray(at + 4, at + 4 + count)].map((word) => brief(word, graph, names));
    at += 4 + Math.max(0, count);
    if (fn >= 0) frames.push({ fn, locals });
  }
  return frames.reverse();
}

function brief(word: number, graph: Graph, names: Names): string {
  if (graph.isNothing(word)) return 'undefined';
  const object = graph.refOf(word);
  const value = graph.primitive(word);
  const text =
    object >= 0
      ? (graph.pathOf(object) ?? names.of(object))
      : typeof value === 'string'
        ? JSON.stringify(value)
        : typeof value === 'bigint'
          ? `${value}n`
          : String(value);
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}
