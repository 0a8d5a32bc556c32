import { createHash } from 'node:crypto';

const WORDS = 3;
const FIRST_ROOM = 1 << 12;

/**
 * Worlds that are known, by 96 bits of a hash of their text: of 100 million two are alike by chance once in 10^13 walks. So each takes 20
 * bytes, and nothing that a collector of garbage would look at.
 */
export class Known {
  size = 0;
  private words = new Uint32Array(FIRST_ROOM * WORDS);
  /** Of each slot the number of its world, counted from 1; 0: it is free. At most half of them are taken. */
  private slots = new Uint32Array(FIRST_ROOM * 2);

  /** The number of that world; with -1 for none. */
  find(name: Uint32Array): number {
    return this.slots[this.slotOf(name)]! - 1;
  }

  /** One that is not known. */
  add(name: Uint32Array): number {
    if ((this.size + 1) * 2 > this.slots.length) this.grow();
    this.words.set(name, this.size * WORDS);
    this.slots[this.slotOf(name)] = this.size + 1;
    return this.size++;
  }

  private slotOf(name: Uint32Array): number {
    const { slots, words } = this;
    const mask = slots.length - 1;
    for (let slot = name[0]! & mask; ; slot = (slot + 1) & mask) {
      const at = (slots[slot]! - 1) * WORDS;
      if (at < 0) return slot;
      if (words[at] === name[0] && words[at + 1] === name[1] && words[at + 2] === name[2]) return slot;
    }
  }

  private grow(): void {
    const { words } = this;
    this.words = new Uint32Array(words.length * 2);
    this.words.set(words);
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let world = 0; world < this.size; world++) {
      const name = words.subarray(world * WORDS, (world + 1) * WORDS);
      this.slots[this.slotOf(name)] = world + 1;
    }
  }
}

export function nameOf(text: string): Uint32Array {
  const digest = createHash('sha1').update(text).digest();
  return Uint32Array.from({ length: WORDS }, (_, word) => digest.readUInt32LE(word * 4));
}

/** Numbers of worlds in the order in which they are given. */
export class Numbers {
  length = 0;
  private all = new Uint32Array(FIRST_ROOM);

  push(number: number): void {
    if (this.length === this.all.length) {
      const { all } = this;
      this.all = new Uint32Array(all.length * 2);
      this.all.set(all);
    }
    this.all[this.length++] = number;
  }

  at(index: number): number {
    return this.all[index]!;
  }
}

const PAGE_BYTES = 1 << 26;

/** Texts that are read once, in the order in which they came; outside of the heap. */
export class Texts {
  private readonly pages: { numbers: number[]; ends: number[]; bytes: Buffer; used: number }[] = [];

  push(number: number, text: string): void {
    const bytes = Buffer.byteLength(text);
    let page = this.pages.at(-1);
    if (!page || page.used + bytes > page.bytes.length) {
      const room = Math.max(bytes, this.pages.length === 0 ? FIRST_ROOM : PAGE_BYTES);
      page = { numbers: [], ends: [], bytes: Buffer.allocUnsafeSlow(room), used: 0 };
      this.pages.push(page);
    }
    page.bytes.write(text, page.used);
    page.used += bytes;
    page.ends.push(page.used);
    page.numbers.push(number);
  }

  get isEmpty(): boolean {
    return this.pages.length === 0;
  }

  *[Symbol.iterator](): Generator<[number, string]> {
    for (const { numbers, ends, bytes } of this.pages)
      for (const [index, number] of numbers.entries())
        yield [number, bytes.toString('utf8', index === 0 ? 0 : ends[index - 1]!, ends[index]!)];
  }
}
