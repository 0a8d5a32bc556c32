/** What stands in the tree: made anew for each question, from what is known then. */
export type Entry = Directory | Value;

export interface Directory {
  list(): Iterable<string>;
  /** Undefined for what is not there, also where `list` has named it a moment ago. */
  entry(name: string): Entry | undefined;
}

export interface Value {
  /** Text with its newline. */
  read(): string;
  /** What a user has written, without white space around it. Absent where it can only be read. */
  write?(text: string): Promise<void>;
}

export const isDirectory = (entry: Entry): entry is Directory => 'list' in entry;

/** Names known beforehand. */
export function directory(entries: Readonly<Record<string, Entry>>): Directory {
  return {
    list: () => Object.keys(entries),
    entry: (name) => (Object.hasOwn(entries, name) ? entries[name] : undefined),
  };
}

export const value = (read: () => string | number, write?: (text: string) => Promise<void>): Value => ({
  read: () => `${read()}\n`,
  ...(write && { write }),
});
