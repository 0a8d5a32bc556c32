/**
 * A compiled program: everything a host needs to run, capture and resume it. Made by migrator/compile from the
 * user's files, cached by content hash, shipped once per node. Plain JSON; see docs/design/guest-abi.md.
 * Its name everywhere (`program`) is the SHA-256, in hex, of the bytes of its JSON text as UTF-8.
 */
export interface ProgramImage {
  version: number;
  /** Absolute path of the program's entry file at home. */
  entry: string;
  /** The entry is a CommonJS module: after it ticks come before microtasks, after an ES module the other way round. */
  entryIsCommonJs?: boolean;
  /** Classic script, run once per host: declares the program's functions, classes and module variables; calls `$link`. Nothing of the user's runs yet. */
  code: string;
  /** Classic script, run before a restore: how to make each inner function again from its captured variables; calls `$factories`. */
  factories: string;
  /** What is missing in `factories`, since it stands in `code`: [offset there, start, end of the text in `code`, …], in order. */
  factoryBodies: number[];
  functions: FunctionInfo[];
  classes: ClassInfo[];
  /** Per function, its lowered body (ESTree with `pc` marks) as migrator/compile/tree.ts writes it: what migrator/resume needs. Empty where never captured. */
  trees: string[];
  /**
   * User's files: index → absolute path (of what is in no file: how Node shows it), text (for error messages with the source line); as JavaScript, where that is another text.
   * Node shows those of CommonJS by their paths, others by their URLs.
   */
  sources: { path: string; text: string; code?: string; isCommonJs?: true }[];
  /** Positions of `code` and `factories` in the sources. */
  codeMap: LineMap;
  factoriesMap: LineMap;
  /** Builtin modules the program imports, e.g. `node:fs`. */
  modules: string[];
  /** Constructs that will hold or pin the task, found at compile time; for `--explain`. */
  notes: CompileNote[];
}

/** A program that is in no file: standard input's, or what a worker thread was given as its code. */
export interface ProgramText {
  from: 'stdin' | 'worker';
  text: string;
}

/**
 * Flat table of positions, sorted by generated line then column:
 * [line, column, source, sourceLine, sourceColumn, …]; lines from 1, columns from 0.
 */
export type LineMap = number[];

export interface FunctionInfo {
  id: number;
  /** Name for people: `solve`, `Body.move`, `<anonymous>`. */
  name: string;
  source: number;
  line: number;
  /** `main` is the program's top level. `opaque` functions run as written and are never captured on the stack. */
  kind: 'main' | 'function' | 'constructor' | 'derived' | 'opaque';
  /** Where its own text stands in that of its source as JavaScript: what `toString` gives. Missing for code of ours. */
  range?: [start: number, end: number];
  /** Why an opaque function is one, in words. */
  opaque: string | null;
  /** Safe points, by pc. */
  points: PointInfo[];
}

export interface PointInfo {
  /** Names of the saved locals, in the order they stand in the frame. */
  live: string[];
  /** Where in the user's program. */
  line: number;
  column: number;
  /** What the frame is waiting for: a poll of its own, a call; of a generator also its first `next` or the next one. */
  kind: 'poll' | 'call' | 'super' | 'start' | 'yield';
}

export interface ClassInfo {
  id: number;
  name: string;
  source: number;
  line: number;
  /** Where its own text stands in that of its source as JavaScript. */
  range?: [start: number, end: number];
  /** Script-level name, for classes that exist once; null for those made while the program runs. */
  global: string | null;
  /** Instances hold `#private` fields, which cannot be read from outside: they are not captured yet. */
  hasPrivateNames: boolean;
}

export interface CompileNote {
  /**
   * `pins`: the task cannot move once this has run; `holds`: not while this is on the stack; `stays`: it never does;
   * `shares`: its worker threads may share this memory with it, so none moves while there are any.
   */
  kind: 'pins' | 'holds' | 'stays' | 'shares';
  reason: string;
  source: number;
  line: number;
  column: number;
}
