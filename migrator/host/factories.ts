/** The script `factories` with the bodies that the image has in `code` alone, and the positions of both. */
import type { LineMap, ProgramImage } from '../../protocol/program.ts';

const ENTRY = 5;
const BODY = 3;

interface Place {
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
}

export function wholeFactories(
  image: Pick<ProgramImage, 'code' | 'codeMap' | 'factories' | 'factoriesMap' | 'factoryBodies'>,
): { text: string; map: LineMap } {
  const { code, codeMap, factories, factoriesMap, factoryBodies } = image;
  const map: LineMap = [];
  const start: Place = { line: 1, column: 0 };
  let text = '';
  let to = start;
  const append = (part: string, from: Place, positions: LineMap): Place => {
    const end = behind(from, part);
    copyPositions(positions, from, end, to, map);
    text += part;
    to = behind(to, part);
    return end;
  };
  const lines = lineStarts(code);
  let from = start;
  let at = 0;
  for (let i = 0; i < factoryBodies.length; i += BODY) {
    from = append(factories.slice(at, factoryBodies[i]), from, factoriesMap);
    at = factoryBodies[i]!;
    const offset = factoryBodies[i + 1]!;
    append(code.slice(offset, factoryBodies[i + 2]), placeOf(lines, offset), codeMap);
  }
  append(factories.slice(at), from, factoriesMap);
  return { text, map };
}

/** Entries of `positions` from `from` up to `end`, as they are where that text begins at `to`. */
function copyPositions(positions: LineMap, from: Place, end: Place, to: Place, map: LineMap): void {
  for (let at = firstFrom(positions, from) * ENTRY; at < positions.length; at += ENTRY) {
    const line = positions[at]!;
    const column = positions[at + 1]!;
    if (line > end.line || (line === end.line && column >= end.column)) return;
    const shifted = line === from.line ? column - from.column + to.column : column;
    map.push(line - from.line + to.line, shifted, positions[at + 2]!, positions[at + 3]!, positions[at + 4]!);
  }
}

function firstFrom(positions: LineMap, { line, column }: Place): number {
  let low = 0;
  let high = positions.length / ENTRY;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * ENTRY;
    if (positions[at]! < line || (positions[at] === line && positions[at + 1]! < column)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function behind({ line, column }: Place, text: string): Place {
  const last = text.lastIndexOf('\n');
  if (last < 0) return { line, column: column + text.length };
  let breaks = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) breaks++;
  return { line: line + breaks, column: text.length - last - 1 };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function placeOf(lines: number[], offset: number): Place {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return { line: low, column: offset - lines[low - 1]! };
}
