import {
  FALSE,
  HOLE,
  KIND_MASK,
  NULL,
  TAG_BITS,
  TAG_MASK,
  Tag,
  TRUE,
  UNDEFINED,
} from '../runtime/heap/format.ts';
import { KindCode } from '../runtime/heap/kind.ts';
import { decodeTables } from '../runtime/heap/payload.ts';

export interface Shape {
  proto: number;
  keys: string[];
}

const WORD_BYTES = 4;
const ARGUMENT_BITS = 8;

/** A captured heap, looked at from outside: nothing of it is made. What is damaged reads as nothing. */
export class Graph {
  readonly objects: number;
  readonly shapes: Shape[] = [];
  readonly strings: readonly string[];
  readonly bufferBytes: readonly number[];
  readonly doubles: Float64Array;
  readonly roots: Int32Array;
  private readonly tape: Int32Array;
  private readonly offsets: Int32Array;
  private readonly bigints: readonly bigint[];
  private readonly symbols: readonly unknown[];

  /** @throws OmosixError ESNAPSHOT where it is of another version, or none */
  constructor(bytes: Uint8Array) {
    const tables = decodeTables(bytes);
    this.roots = tables.roots;
    this.tape = tables.tape;
    this.offsets = tables.offsets;
    this.doubles = tables.doubles;
    this.strings = tables.strings;
    this.bigints = tables.bigints;
    this.symbols = tables.symbols;
    this.bufferBytes = tables.bufferBytes;
    this.objects = Math.max(0, this.offsets.length - 1);
    this.readShapes(tables.shapes);
  }

  kind(object: number): number {
    return (this.tape[this.offsets[object]!] ?? 0) & KIND_MASK;
  }

  /** Beside the kind, in the head of the record. */
  argument(object: number): number {
    return (this.tape[this.offsets[object]!] ?? 0) >>> ARGUMENT_BITS;
  }

  /** What follows the head. */
  record(object: number): Int32Array {
    return this.tape.subarray((this.offsets[object] ?? 0) + 1, this.offsets[object + 1] ?? 0);
  }

  recordBytes(object: number): number {
    return (this.record(object).length + 1) * WORD_BYTES;
  }

  shapeOf(object: number): Shape | undefined {
    return this.kind(object) === KindCode.SHAPED ? this.shapes[this.argument(object)] : undefined;
  }

  /** Number of the object that a word refers to, or -1. */
  refOf(word: number | undefined): number {
    if (word === undefined || (word & TAG_MASK) !== Tag.REF) return -1;
    const object = word >>> TAG_BITS;
    return object < this.objects ? object : -1;
  }

  /** The word of an ordinary object's property. */
  property(object: number, key: string): number | undefined {
    const at = this.shapeOf(object)?.keys.indexOf(key) ?? -1;
    return at < 0 ? undefined : this.record(object)[at];
  }

  /** Words of a plain array's elements, of a Set's values, or of a Map's keys and values in turn. */
  elements(object: number): Int32Array {
    const kind = this.kind(object);
    const record = this.record(object);
    if (kind === KindCode.ARRAY && record[1] === VALUES) return record.subarray(3, 3 + (record[2] ?? 0));
    if (kind === KindCode.SET) return record.subarray(2, 2 + (record[1] ?? 0));
    if (kind === KindCode.MAP) return record.subarray(2, 2 + 2 * (record[1] ?? 0));
    return record.subarray(0, 0);
  }

  /** A value that is no object, as it is; undefined for objects, and for what is damaged. */
  primitive(word: number | undefined): string | number | bigint | boolean | null | undefined {
    if (word === undefined) return undefined;
    const index = word >>> TAG_BITS;
    switch (word & TAG_MASK) {
      case Tag.INT:
        return word >> TAG_BITS;
      case Tag.STRING:
        return this.strings[index];
      case Tag.DOUBLE:
        return this.doubles[index];
      case Tag.BIGINT:
        return this.bigints[index];
      case Tag.SYMBOL:
        return `Symbol(${String(this.symbols[2 * index + 1] ?? '')})`;
    }
    return word === NULL ? null : word === TRUE ? true : word === FALSE ? false : undefined;
  }

  isNothing(word: number): boolean {
    return word === UNDEFINED || word === HOLE;
  }

  /** Path of what every host has by itself. */
  pathOf(object: number): string | undefined {
    if (this.kind(object) !== KindCode.KNOWN) return undefined;
    const path = this.primitive(this.record(object)[0]);
    return typeof path === 'string' ? path : undefined;
  }

  private readShapes(words: Int32Array): void {
    for (let at = 0; at + 1 < words.length; ) {
      const proto = words[at++]!;
      const n = words[at++]!;
      const keys = [...words.subarray(at, at + n)].map((word) => String(this.primitive(word) ?? '?'));
      this.shapes.push({ proto, keys });
      at += Math.max(0, n);
    }
  }
}

/** Mode of a plain array of any values: see kinds/array.ts. */
const VALUES = 2;
