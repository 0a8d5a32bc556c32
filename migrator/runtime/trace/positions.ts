import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LineMap, ProgramImage } from '../../../protocol/program.ts';
import { CODE_FILE, RESUME_FILE_PREFIX } from '../abi.ts';

/** A place in the user's program, with what stands there. */
export interface SourcePlace {
  file: string;
  /** As Node names it: a path in CommonJS, a URL in modules. */
  shownFile: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
  text: string;
  /** The whole file. */
  fileText: string;
  name: string | undefined;
  opaque: string | null;
  isMain: boolean;
  isCommonJs: boolean;
}

const ENTRY = 5;

/** The last entry at or before a position of the generated script, on the same line. */
function lookUp(
  map: LineMap,
  line: number,
  column: number,
): [source: number, line: number, column: number] | undefined {
  let low = 0;
  let high = map.length / ENTRY;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = middle * ENTRY;
    if (map[at]! < line || (map[at] === line && map[at + 1]! <= column)) low = middle + 1;
    else high = middle;
  }
  // Nothing before it on its line: the first one behind.
  const at = low > 0 && map[(low - 1) * ENTRY] === line ? (low - 1) * ENTRY : low * ENTRY;
  if (map[at] !== line) return undefined;
  return [map[at + 2]!, map[at + 3]!, map[at + 4]!];
}

/** Leads positions of the guest's scripts to the user's files. */
export class Positions {
  private readonly image: Pick<ProgramImage, 'functions' | 'sources' | 'codeMap'>;
  private readonly shownFiles: string[];
  private readonly scripts = new Map<string, LineMap>();

  constructor(image: Pick<ProgramImage, 'functions' | 'sources' | 'codeMap'>) {
    this.image = image;
    this.shownFiles = image.sources.map(({ path, isCommonJs }) =>
      isCommonJs || !isAbsolute(path) ? path : pathToFileURL(path).href,
    );
  }

  /** Another script than that of the program itself: its factories, and those of code that was made while it ran. */
  addScript(file: string, map: LineMap): void {
    this.scripts.set(file, map);
    for (const { path } of this.image.sources.slice(this.shownFiles.length)) this.shownFiles.push(path);
  }

  /** `functionName` helps in resume scripts, whose functions are named `fn_pc`. Lines from 1, columns from 0. */
  find(
    file: string,
    line: number,
    column: number,
    functionName: string | null = null,
  ): SourcePlace | undefined {
    if (file === CODE_FILE) return this.mapped(this.image.codeMap, line, column);
    const map = this.scripts.get(file);
    if (map) return this.mapped(map, line, column);
    return file.startsWith(RESUME_FILE_PREFIX) ? this.resumed(functionName) : undefined;
  }

  private mapped(map: LineMap, line: number, column: number): SourcePlace | undefined {
    const found = lookUp(map, line, column);
    // By index, here and below: the guest may have changed how arrays are iterated.
    return found && this.place(found[0], found[1], found[2], this.enclosing(found[0], found[1]));
  }

  /** A resumed frame stands at the point that it was captured at, as far as we can tell. */
  private resumed(functionName: string | null): SourcePlace | undefined {
    const found = /(\d+)_(\d+)$/.exec(functionName ?? '');
    const info = this.image.functions[Number(found?.[1])];
    const point = info?.points[Number(found?.[2])];
    // Line 0: code of ours.
    return info && point && point.line > 0
      ? this.place(info.source, point.line, point.column, info)
      : undefined;
  }

  private enclosing(source: number, line: number): ProgramImage['functions'][number] | undefined {
    let best: ProgramImage['functions'][number] | undefined;
    const { functions } = this.image;
    for (let i = 0; i < functions.length; i++) {
      const each = functions[i]!;
      if (each.source === source && each.line <= line && (!best || each.line >= best.line)) best = each;
    }
    return best;
  }

  private place(
    source: number,
    line: number,
    column: number,
    info: ProgramImage['functions'][number] | undefined,
  ): SourcePlace | undefined {
    const file = this.image.sources[source];
    if (!file) return undefined;
    return {
      file: file.path,
      shownFile: this.shownFiles[source]!,
      line,
      column,
      text: file.text.split('\n', line)[line - 1]?.replace(/\r$/, '') ?? '',
      fileText: file.text,
      name: info?.name,
      opaque: info?.opaque ?? null,
      isMain: info?.kind === 'main',
      isCommonJs: file.isCommonJs === true,
    };
  }
}
