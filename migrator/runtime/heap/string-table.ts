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
