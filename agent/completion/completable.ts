/** What a shell has to know of a command to complete its command line. */
export interface Completable {
  name: string;
  options: CompletableOption[];
  /** Its verbs. */
  verbs: (Completable & { description: string })[];
  /** By their places; what the last one is, all that follow are. */
  operands: readonly Operand[];
}

/** What is asked for when it is to be completed: the agents that run here know it. */
export type Live = 'nodes' | 'tasks' | 'kept';

/** What an operand may be, besides what no list could hold. */
export interface Operand {
  /** Nodes also as lists, with commas. */
  live?: Live | undefined;
  words?: readonly string[];
  /** A file, of one of these extensions, or of any. */
  files?: readonly string[] | 'any' | undefined;
}

export interface CompletableOption {
  /** `-j`, `--node`. */
  names: string[];
  description: string;
  /** How the help calls its value; null where it takes none. */
  value: string | null;
  choices: readonly string[];
}

/** The options that a help text lists, one a line, as `-j, --node ID[,ID…]  start on one of these`. */
export function optionsOf(help: string): CompletableOption[] {
  return [...help.matchAll(/^ {2,6}(-\w)?(?:, )?(--[\w-]+)?(?:\[=\S+\])?(?: (\S+))? {2,}(\S.*)$/gm)]
    .filter(([, short, long]) => short || long)
    .map(([, short, long, value, description]) => ({
      names: [short, long].filter((name) => name !== undefined),
      description: description as string,
      value: value ?? null,
      choices: [],
    }));
}

/** What an argument is, by how the help calls it: `PID...`, `ID[,ID…]`, `NODE`, `FILE`. */
export function operandOf(name: string): Operand {
  if (/^PID/.test(name)) return { live: 'tasks' };
  if (/^(NODES?|ID|WHERE)\b/.test(name)) return { live: 'nodes' };
  return /FILE|DIR/.test(name) ? { files: 'any' } : {};
}

/** What the value of an option is. */
export function optionValue({ names, value, choices }: CompletableOption): Operand {
  if (choices.length > 0) return { words: choices };
  if (value === null || names.includes('--id')) return {};
  return names.includes('--attach') ? { live: 'kept' } : operandOf(value.replace(/^\[/, ''));
}

export const isNothing = ({ live, words = [], files }: Operand): boolean =>
  live === undefined && words.length === 0 && files === undefined;
