import { TAG_BITS, TAG_MASK, Tag } from './format.ts';

/**
 * Words as bytes. Most are small integers, or the next object, string or number that has not been met before: one byte each then.
 *
 *     first byte   tag | lowest 4 bits << 3 | more << 7, then 7 bits a byte
 *
 * of the payload, or of its distance to the next index expected under this tag; folded, so that small negative numbers are small too.
 */
const FIRST_BITS = 4;
const FIRST_MASK = 15;
const MORE = 128;
const BITS = 7;
const MOST_BYTES = 5;
/** Further ahead it is taken for a number that only looks like an index. */
const AHEAD = 4096;

/** What is expected next under each tag; the packer and the unpacker go through the same states. */
export class Expected {
  private readonly next = new Int32Array(TAG_MASK + 1);

  pack(words: Int32Array): Uint8Array {
    const { next } = this;
    const bytes = new Uint8Array(words.length * MOST_BYTES);
    let at = 0;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      const tag = word & TAG_MASK;
      let n = word >> TAG_BITS;
      if (tag !== Tag.INT && tag !== Tag.SPECIAL) {
        const distance = n - next[tag]!;
        if (distance >= 0 && distance < AHEAD) next[tag] = n + 1;
        n = distance;
      }
      n = ((n << 1) ^ (n >> 31)) >>> 0;
      const first = tag | ((n & FIRST_MASK) << TAG_BITS);
      n >>>= FIRST_BITS;
      bytes[at++] = n === 0 ? first : first | MORE;
      while (n !== 0) {
        const low = n & (MORE - 1);
        n >>>= BITS;
        bytes[at++] = n === 0 ? low : low | MORE;
      }
    }
    return bytes.subarray(0, at);
  }

  /** Undefined where the bytes are not those of so many words. */
  unpack(bytes: Uint8Array, count: number): Int32Array | undefined {
    // One byte a word is the least: a count that lies reserves no memory.
    if (!(count >= 0 && count <= bytes.length)) return undefined;
    const { next } = this;
    const words = new Int32Array(count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      let byte = bytes[at++]!;
      const tag = byte & TAG_MASK;
      let n = (byte >> TAG_BITS) & FIRST_MASK;
      for (let shift = FIRST_BITS; byte >= MORE; shift += BITS) {
        if (shift > 25) return undefined;
        byte = bytes[at++]!;
        n |= (byte & (MORE - 1)) << shift;
      }
      n = (n >>> 1) ^ -(n & 1);
      if (tag !== Tag.INT && tag !== Tag.SPECIAL) {
        const distance = n;
        n += next[tag]!;
        if (distance >= 0 && distance < AHEAD) next[tag] = n + 1;
      }
      words[i] = (n << TAG_BITS) | tag;
    }
    return at === bytes.length ? words : undefined;
  }
}

/** Where each record begins, as the length of each. */
export function packOffsets(offsets: Int32Array): Uint8Array {
  const bytes = new Uint8Array(offsets.length * MOST_BYTES);
  let at = 0;
  for (let i = 1; i < offsets.length; i++) {
    let n = offsets[i]! - offsets[i - 1]!;
    for (; n >= MORE; n >>>= BITS) bytes[at++] = (n & (MORE - 1)) | MORE;
    bytes[at++] = n;
  }
  return bytes.subarray(0, at);
}

export function unpackOffsets(bytes: Uint8Array, count: number): Int32Array | undefined {
  if (!(count >= 1 && count <= bytes.length + 1)) return undefined;
  const offsets = new Int32Array(count);
  let at = 0;
  for (let i = 1; i < count; i++) {
    let n = 0;
    let byte = MORE;
    for (let shift = 0; byte >= MORE; shift += BITS) {
      if (shift > 28) return undefined;
      byte = bytes[at++]!;
      n |= (byte & (MORE - 1)) << shift;
    }
    offsets[i] = offsets[i - 1]! + n;
  }
  return at === bytes.length ? offsets : undefined;
}
