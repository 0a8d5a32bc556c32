import { KindCode } from '../runtime/heap/kind.ts';
import type { Graph } from './graph.ts';
import type { Names } from './names.ts';

export interface HeapLine {
  name: string;
  count: number;
  /** In the snapshot: records, numbers and texts, and what a buffer holds. */
  bytes: number;
}

const DOUBLES = 1;
const DOUBLE_BYTES = 8;
const CHAR_BYTES = 1;

/** What the heap is made of, the largest first. */
export function histogram(graph: Graph, names: Names): HeapLine[] {
  const lines = new Map<string, HeapLine>();
  const count = (name: string, bytes: number, objects = 1): void => {
    const line = lines.get(name) ?? { name, count: 0, bytes: 0 };
    line.count += objects;
    line.bytes += bytes;
    lines.set(name, line);
  };
  for (let object = 0; object < graph.objects; object++)
    count(names.of(object), graph.recordBytes(object) + besides(graph, object));
  if (graph.strings.length > 0)
    count(
      '(strings)',
      graph.strings.reduce((sum, { length }) => sum + length * CHAR_BYTES, 0),
      graph.strings.length,
    );
  return [...lines.values()].sort((a, b) => b.bytes - a.bytes || b.count - a.count);
}

/** What of an object stands in tables. */
function besides(graph: Graph, object: number): number {
  const record = graph.record(object);
  if (graph.kind(object) === KindCode.ARRAY && record[1] === DOUBLES) return (record[2] ?? 0) * DOUBLE_BYTES;
  if (graph.kind(object) === KindCode.ARRAY_BUFFER) return graph.bufferBytes[record[2] ?? -1] ?? 0;
  return 0;
}
