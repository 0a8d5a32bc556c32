/** From generated code through the bundle to the user's files. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LineMap, ProgramImage } from '../../protocol/program.ts';
import type { Node } from './ast.ts';
import type { Segment } from './link/index.ts';
import { shownPath } from './link/modules.ts';
import type { Mapping } from './print.ts';

export interface SourcePosition {
  source: number;
  line: number;
  column: number;
}

export class Positions {
  readonly sources: ProgramImage['sources'];
  private readonly segments: readonly Segment[];
  private readonly maps: (TraceMap | null)[];

  constructor(segments: readonly Segment[]) {
    this.segments = segments;
    this.sources = segments.map(({ module, module: { text, code, format } }) => ({
      path: shownPath(module),
      text,
      ...(code === text ? {} : { code }),
      ...(format === 'commonjs' ? { isCommonJs: true } : {}),
    }));
    this.maps = segments.map(({ module }) => (module.map === null ? null : new TraceMap(module.map)));
  }

  /** Of a position in the linked program; line 0 is code of ours. */
  original(line: number, column: number): SourcePosition {
    const source = lastUpTo(this.segments, 'line', line);
    if (line < 1 || source < 0) return { source: 0, line: 0, column: 0 };
    const local = line - this.segments[source]!.line + 1;
    const map = this.maps[source];
    if (!map) return { source, line: local, column };
    const at = originalPositionFor(map, { line: local, column });
    return at.source === null
      ? { source: 0, line: 0, column: 0 }
      : { source, line: at.line, column: at.column };
  }

  /** The text of a function or class in its module; missing for code of ours. */
  ownText(node: Node): { source: number; range: [number, number] } | null {
    const [start, end] = (node.ownText ?? [0, 0]) as [number, number];
    if (end <= start) return null;
    const source = lastUpTo(this.segments, 'offset', start);
    const { offset, module } = this.segments[source]!;
    const text = module.code.slice(start - offset, end - offset);
    const skipped = node.isStaticText ? /^static(\s|\/\*[\s\S]*?\*\/|\/\/.*)*/.exec(text)![0].length : 0;
    return { source, range: [start - offset + skipped, end - offset] };
  }

  /** The first mapping of each generated position, where it names a line of the user's. */
  lineMap(mappings: Mapping[]): LineMap {
    const flat: LineMap = [];
    let last = '';
    for (const m of mappings) {
      const { source, line, column } = this.original(m.sourceLine, m.sourceColumn);
      const key = `${m.line}:${m.column}`;
      if (line === 0 || key === last) continue;
      last = key;
      flat.push(m.line, m.column, source, line, column);
    }
    return flat;
  }
}

/** The last segment that begins there or before, -1 for none: they stand in their order. */
function lastUpTo(segments: readonly Segment[], key: 'line' | 'offset', at: number): number {
  let from = 0;
  let to = segments.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (segments[middle]![key] <= at) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
