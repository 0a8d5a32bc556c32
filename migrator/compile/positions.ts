/** From generated code through the bundle to the user's files. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LineMap } from '../../protocol/program.ts';
import { absolute } from './bundle.ts';
import type { Mapping } from './print.ts';

export interface SourcePosition {
  source: number;
  line: number;
  column: number;
}

export class Positions {
  readonly sources: { path: string; text: string }[];
  private readonly map: TraceMap;

  constructor(sourceMap: string, base: string) {
    this.map = new TraceMap(sourceMap);
    this.sources = this.map.sources.map((path, i) => ({
      path: absolute(base, path ?? ''),
      text: this.map.sourcesContent?.[i] ?? '',
    }));
  }

  /** Of a position in the bundle; line 0 is code of ours. */
  original(line: number, column: number): SourcePosition {
    if (line < 1) return { source: 0, line: 0, column: 0 };
    const at = originalPositionFor(this.map, { line, column });
    if (at.source === null) return { source: 0, line: 0, column: 0 };
    return { source: this.map.sources.indexOf(at.source), line: at.line, column: at.column };
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
