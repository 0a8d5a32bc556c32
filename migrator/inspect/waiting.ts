import type { Graph } from './graph.ts';
import type { Names } from './names.ts';

export interface TimerLine {
  callback: string;
  delayMs: number;
  /** What of it was left. */
  leftMs: number;
  repeats: boolean;
}

export interface CallLine {
  number: number;
  /** `fs.readFile` and so on; `stdin` for its stream. */
  call: string;
}

/** What the task's runtime was waiting for: timers in the order of their end, and asynchronous calls. */
export function waitingOf(
  graph: Graph,
  names: Names,
  sinceStartMs: number,
): { timers: TimerLine[]; calls: CallLine[] } {
  const state = graph.refOf(graph.roots[graph.roots.length - 1]);
  const at = (object: number, ...path: string[]): number =>
    path.reduce((from, key) => (from < 0 ? -1 : graph.refOf(graph.property(from, key))), object);
  const number = (word: number | undefined): number => Number(graph.primitive(word) ?? 0);
  const timers = pairs(graph, at(state, 'timers', 'byId')).flatMap(([, word]) => {
    const timer = graph.refOf(word);
    if (timer < 0 || graph.primitive(graph.property(timer, 'active')) !== true) return [];
    const delayMs = number(graph.property(timer, 'delayMs'));
    return [
      {
        callback: names.callee(graph.property(timer, 'fn')),
        delayMs,
        leftMs: Math.max(0, number(graph.property(timer, 'startMs')) + delayMs - sinceStartMs),
        repeats: graph.primitive(graph.property(timer, 'repeat')) === true,
      },
    ];
  });
  const calls = pairs(graph, at(state, 'pending')).map(([key, word]) => {
    const pending = graph.refOf(word);
    const kind = String(graph.primitive(graph.property(pending, 'kind')) ?? '?');
    const op = graph.primitive(graph.property(pending, 'op'));
    return { number: number(key), call: typeof op === 'string' ? op : kind };
  });
  return { timers: timers.sort((a, b) => a.leftMs - b.leftMs), calls };
}

function pairs(graph: Graph, map: number): [number, number][] {
  if (map < 0) return [];
  const words = graph.elements(map);
  return Array.from({ length: words.length >> 1 }, (_, i) => [words[2 * i]!, words[2 * i + 1]!]);
}
