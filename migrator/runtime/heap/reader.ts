import { OmosixError } from '../../../protocol/errors.ts';
import {
  ARGUMENT_BITS,
  FALSE,
  KIND_MASK,
  NULL,
  SymbolKind,
  TAG_BITS,
  TAG_MASK,
  Tag,
  TRUE,
  UNDEFINED,
} from './format.ts';
import { decodeTables } from './payload.ts';
import { getPrototypeOf, makeSymbol, setPrototypeOf, symbolFor } from './pristine.ts';
import type { Registry } from './registry.ts';
import { knownTexts } from './string-table.ts';

export function damaged(what: string): OmosixError {
  return new OmosixError('ESNAPSHOT', `the snapshot is damaged: ${what}`);
}

/** The opposite of `HeapWriter`: words to values. Every index is checked; what does not fit throws ESNAPSHOT. */
export class HeapReader {
  readonly registry: Registry;
  readonly buffers: readonly Uint8Array[];
  readonly roots: Int32Array;
  readonly tape: Int32Array;
  readonly shapes: Int32Array;
  readonly doubles: Float64Array;
  /** See ephemerons.ts. */
  readonly weak: Int32Array;
  readonly objectCount: number;
  /** By number; undefined until allocated. */
  readonly objects: (object | undefined)[];
  /** Set when `early` met an object that is not there yet. */
  isIncomplete = false;
  /** To be called when every object is filled: freezing, iterator positions. */
  readonly last: (() => void)[] = [];
  private doublesLeft: number;
  private readonly changes: (() => void)[] = [];
  private readonly offsets: Int32Array;
  private readonly strings: string[];
  private readonly bigints: bigint[];
  private readonly symbols: symbol[] = [];
  private words: Int32Array;
  private at = 0;
  private end = 0;

  constructor(graph: Uint8Array, buffers: readonly Uint8Array[], registry: Registry) {
    const tables = decodeTables(graph);
    this.roots = tables.roots;
    this.tape = tables.tape;
    this.offsets = tables.offsets;
    this.shapes = tables.shapes;
    this.weak = tables.weak;
    this.doubles = tables.doubles;
    this.doublesLeft = this.doubles.length;
    this.strings = knownTexts(tables.strings);
    this.bigints = tables.bigints;
    this.registry = registry;
    this.buffers = buffers;
    this.words = this.roots;
    this.end = this.roots.length;
    this.objectCount = this.offsets.length - 1;
    this.objects = new Array(this.objectCount);
    const { bufferBytes, symbols } = tables;
    if (
      bufferBytes.length !== buffers.length ||
      bufferBytes.some((bytes, i) => bytes !== buffers[i]!.byteLength)
    )
      throw damaged('its buffers are not those of the graph');
    for (let i = 0; i + 1 < symbols.length; i += 2)
      this.symbols.push(this.symbol(symbols[i], symbols[i + 1]));
  }

  private symbol(kind: unknown, text: unknown): symbol {
    if (kind === SymbolKind.UNIQUE && (text === null || typeof text === 'string'))
      return makeSymbol(text ?? undefined);
    if (kind === SymbolKind.REGISTERED && typeof text === 'string') return symbolFor(text);
    const known =
      kind === SymbolKind.KNOWN && typeof text === 'string' ? this.registry.find(text) : undefined;
    if (typeof known !== 'symbol') throw damaged(`unknown symbol ${String(text)}`);
    return known;
  }

  /** Reads the record of an object from its head on; gives the kind. */
  seek(number: number): number {
    this.words = this.tape;
    this.at = this.offsets[number]!;
    this.end = this.offsets[number + 1]!;
    if (!(this.at >= 0 && this.at < this.end && this.end <= this.tape.length))
      throw damaged(`object ${number} lies outside`);
    return this.tape[this.at++]! & KIND_MASK;
  }

  seekRoots(): void {
    this.words = this.roots;
    this.at = 0;
    this.end = this.roots.length;
  }

  /** Argument of the head that `seek` read. */
  get argument(): number {
    return this.tape[this.at - 1]! >>> ARGUMENT_BITS;
  }

  raw(): number {
    if (this.at >= this.end) throw damaged('a record is too short');
    return this.words[this.at++]!;
  }

  /** A count of items of at least `wordsEach` words each, all of which must be there. */
  count(wordsEach: number): number {
    const n = this.raw();
    if (n < 0 || n * wordsEach > this.end - this.at) throw damaged('a count is too large');
    return n;
  }

  /** Passes over `n` words; gives where they begin. */
  skip(n: number): number {
    const from = this.at;
    if (n < 0 || n > this.end - from) throw damaged('a record is too short');
    this.at += n;
    return from;
  }

  /** A run of doubles: each belongs to one array, so that few bytes cannot ask for much memory. */
  doublesFrom(first: number, n: number): Float64Array {
    this.doublesLeft -= n;
    if (n < 0 || first < 0 || first + n > this.doubles.length || this.doublesLeft < 0)
      throw damaged('numbers are missing');
    return this.doubles.subarray(first, first + n);
  }

  /** Un-reads `n` words. */
  back(n: number): void {
    this.at -= n;
  }

  /** Something to be done to what is known, when nothing is left to be read. */
  change(action: () => void): void {
    this.changes.push(action);
  }

  makeChanges(): void {
    for (let i = 0; i < this.changes.length; i++) this.changes[i]!();
  }

  setProto(object: object, proto: unknown): void {
    if (getPrototypeOf(object) === proto) return;
    const isProto = proto === null || typeof proto === 'object' || typeof proto === 'function';
    if (!isProto || !setPrototypeOf(object, proto as object | null))
      throw damaged('a prototype cannot be set');
  }

  value(): unknown {
    return this.valueOf(this.raw());
  }

  object(): object {
    const value = this.value();
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function')
      throw damaged('an object was expected');
    return value;
  }

  string(): string {
    const value = this.value();
    if (typeof value !== 'string') throw damaged('a string was expected');
    return value;
  }

  key(): PropertyKey {
    const value = this.value();
    if (typeof value !== 'string' && typeof value !== 'symbol') throw damaged('a property key was expected');
    return value;
  }

  /** For use while objects are allocated: what is not there yet is null for now, and noted. */
  early(word: number): unknown {
    if ((word & TAG_MASK) === Tag.REF) {
      const object = this.objects[word >>> TAG_BITS];
      if (object !== undefined) return object;
      if (word >>> TAG_BITS >= this.objectCount) throw damaged('a reference leads outside');
      this.isIncomplete = true;
      return null;
    }
    return this.valueOf(word);
  }

  valueOf(word: number): unknown {
    const index = word >>> TAG_BITS;
    switch (word & TAG_MASK) {
      case Tag.INT:
        return word >> TAG_BITS;
      case Tag.REF:
        return this.objects[index] ?? fail('a reference leads outside');
      case Tag.STRING:
        return this.strings[index] ?? fail('a string is missing');
      case Tag.DOUBLE:
        return this.doubles[index] ?? fail('a number is missing');
      case Tag.BIGINT:
        return this.bigints[index] ?? fail('a bigint is missing');
      case Tag.SYMBOL:
        return this.symbols[index] ?? fail('a symbol is missing');
    }
    switch (word) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case TRUE:
        return true;
      case FALSE:
        return false;
    }
    return fail('a word has no meaning');
  }

  /** Number of the object that a word refers to, or -1. */
  refOf(word: number): number {
    if ((word & TAG_MASK) !== Tag.REF) return -1;
    const index = word >>> TAG_BITS;
    if (index >= this.objectCount) throw damaged('a reference leads outside');
    return index;
  }
}

function fail(what: string): never {
  throw damaged(what);
}
