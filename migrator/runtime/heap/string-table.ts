import { create, ownKeys } from './pristine.ts';

const RECENT = 1 << 12;
/** Longer texts are kept once however far apart they stand. */
const SHORT = 64;

/**
 * The texts of a heap. One that was met lately is not written again; to remember all of them would cost more than the bytes that it
 * saves.
 */
export class StringTable {
  readonly strings: string[] = [];
  private readonly recent = new Int32Array(RECENT).fill(-1);
  private readonly long = new Map<string, number>();

  numberOf(text: string): number {
    const { length } = text;
    if (length > SHORT) return this.numberOfLong(text);
    const slot =
      length === 0
        ? 0
        : (length * 131 +
            text.charCodeAt(0) * 31 +
            text.charCodeAt(length >> 1) * 17 +
            text.charCodeAt(length - 1) * 257) &
          (RECENT - 1);
    const number = this.recent[slot]!;
    if (number >= 0 && this.strings[number] === text) return number;
    this.recent[slot] = this.strings.length;
    return this.strings.push(text) - 1;
  }

  private numberOfLong(text: string): number {
    let number = this.long.get(text);
    if (number === undefined) {
      number = this.strings.push(text) - 1;
      this.long.set(text, number);
    }
    return number;
  }
}

/** Longer ones are hardly ever compared with a literal. */
const NAME = 16;
/** So that a heap full of texts does not wait for it: some milliseconds at most. */
const MOST_NAMES = 10_000;

/**
 * V8 keeps a text that is a key or a literal once, and compares two of those by their address. The texts of a heap that was read are new
 * ones: a program that looks for its own words among them (`switch (op)`) would take almost twice as long.
 */
export function knownTexts(strings: readonly string[]): string[] {
  const keys = create(null) as Record<string, boolean>;
  for (let i = 0, names = 0; i < strings.length && names < MOST_NAMES; i++)
    if (isName(strings[i])) {
      keys[strings[i]!] = true;
      names++;
    }
  const known = new Map<string, string>();
  const names = ownKeys(keys) as string[];
  for (let i = 0; i < names.length; i++) known.set(names[i]!, names[i]!);
  const result: string[] = [];
  for (let i = 0; i < strings.length; i++) result[i] = known.get(strings[i]!) ?? strings[i]!;
  return result;
}

/** Not a number, which would be an index. What is damaged may be anything. */
const isName = (text: unknown): boolean =>
  typeof text === 'string' && text.length > 0 && text.length <= NAME && (text < '0' || text > ':');
