/** What a shell has to know of a command to complete its command line. */
export interface Completable {
  name: string;
  options: CompletableOption[];
  /** Its verbs. */
  verbs: (Completable & { description: string })[];
  /** What an operand may be, besides what no list could hold. */
  operands: { words: readonly string[]; extensions: readonly string[] };
}

export interface CompletableOption {
  /** `-j`, `--node`. */
  names: string[];
  description: string;
  /** How the help calls its value; null where it takes none. */
  value: string | null;
  choices: readonly string[];
}

export const noOperands: Completable['operands'] = { words: [], extensions: [] };

/** The options that a help text lists, one a line, as `-j, --node ID[,ID…]  start on one of these`. */
export function optionsOf(help: string): CompletableOption[] {
  return [...help.matchAll(/^ {2,6}(-\w)?(?:, )?(--[\w-]+)?(?: (\S+))? {2,}(\S.*)$/gm)]
    .filter(([, short, long]) => short || long)
    .map(([, short, long, value, description]) => ({
      names: [short, long].filter((name) => name !== undefined),
      description: description as string,
      value: value ?? null,
      choices: [],
    }));
}

/** A value that is the name of a file. */
export const isFile = ({ value }: CompletableOption): boolean => value !== null && /FILE|DIR/.test(value);

export const isOneOf = ({ choices }: CompletableOption): boolean => choices.length > 0;
