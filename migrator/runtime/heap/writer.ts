import { Ephemerons } from './ephemerons.ts';
import {
  ARGUMENT_BITS,
  FALSE,
  INT_MAX,
  INT_MIN,
  MAX_INDEX,
  NULL,
  SymbolKind,
  TAG_BITS,
  Tag,
  TRUE,
  UNDEFINED,
} from './format.ts';
import { encodeTables } from './payload.ts';
import { is, symbolDescription, symbolKeyFor } from './pristine.ts';
import type { Registry } from './registry.ts';
import { StringTable } from './string-table.ts';
import { Refusal } from './uncapturable.ts';

const FIRST_WORDS = 4096;

class Words {
  words = new Int32Array(FIRST_WORDS);
  length = 0;

  push(word: number): void {
    if (this.length === this.words.length) this.grow();
    this.words[this.length++] = word;
  }
  private grow(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }
  trimmed(): Int32Array {
    return this.words.subarray(0, this.length);
  }
}

/** Takes values down as words; knows nothing of kinds of objects. Objects get numbers as they are found and wait in `objects`. */
export class HeapWriter {
  readonly registry: Registry;
  /** By number; the queue of what is still to be written. */
  readonly objects: object[] = [];
  /** Numbers of those that every host has by itself, in order. */
  private readonly known: number[] = [];
  private knownBegun = 0;
  /** Number of the object in which each was found first; -1 for the roots. */
  readonly parents = new Words();
  readonly tape = new Words();
  readonly roots = new Words();
  readonly shapes = new Words();
  readonly weak = new Words();
  readonly ephemerons: Ephemerons = new Ephemerons(this);
  readonly buffers: Uint8Array[] = [];
  private readonly offsets = new Words();
  private readonly patches: [number: number, at: number, word: number][] = [];
  private readonly numbers = new Map<object, number>();
  private doubles = new Float64Array(FIRST_WORDS);
  private doubleCount = 0;
  private readonly texts = new StringTable();
  private readonly bigints: bigint[] = [];
  private readonly symbols: (string | number | null)[] = [];
  private readonly symbolNumbers = new Map<symbol, number>();
  /** The object whose record is being written; -1 for the roots. */
  private current = -1;
  private out = this.roots;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** Begins the record of the next object; true if every host has that by itself. */
  begin(number: number): boolean {
    this.current = number;
    this.out = this.tape;
    this.offsets.push(this.tape.length);
    if (this.known[this.knownBegun] !== number) return false;
    this.knownBegun++;
    return true;
  }

  /** What follows are entries of a WeakMap or WeakSet. */
  beginWeak(collection: object): void {
    this.current = this.ref(collection) >>> TAG_BITS;
    this.out = this.weak;
  }

  /** Replaces a word of a record, when all are written; counted from the record's head. */
  patchLater(object: object, at: number, word: number): void {
    this.patches.push([this.ref(object) >>> TAG_BITS, at, word]);
  }

  raw(word: number): void {
    this.out.push(word);
  }

  head(kind: number, argument = 0): void {
    this.out.push(kind | (argument << ARGUMENT_BITS));
  }

  value(value: unknown): void {
    this.out.push(this.word(value));
  }

  word(value: unknown): number {
    switch (typeof value) {
      case 'number':
        return this.numberWord(value);
      case 'string':
        return indexed(Tag.STRING, this.texts.numberOf(value));
      case 'object':
        return value === null ? NULL : this.ref(value);
      case 'function':
        return this.ref(value);
      case 'undefined':
        return UNDEFINED;
      case 'boolean':
        return value ? TRUE : FALSE;
      case 'bigint':
        return indexed(Tag.BIGINT, this.bigints.push(value) - 1);
      case 'symbol':
        return this.symbolWord(value);
    }
  }

  /** Has it been reached by now? */
  has(value: object | symbol): boolean {
    return typeof value === 'symbol' ? this.symbolNumbers.has(value) : this.numbers.has(value);
  }

  ref(object: object): number {
    let number = this.numbers.get(object);
    if (number === undefined) {
      number = this.objects.length;
      // Asked first: an object that stands in no table yet is told from others at once.
      if (this.registry.lookUp(object) !== undefined) this.known.push(number);
      this.objects[number] = object;
      this.numbers.set(object, number);
      this.parents.push(this.current);
    }
    return indexed(Tag.REF, number);
  }

  private numberWord(value: number): number {
    if ((value | 0) === value && value <= INT_MAX && value >= INT_MIN && !is(value, -0))
      return value << TAG_BITS;
    return indexed(Tag.DOUBLE, this.double(value));
  }

  /** Bits and all: NaN payloads aside, as V8 keeps them. */
  double(value: number): number {
    if (this.doubleCount === this.doubles.length) {
      const larger = new Float64Array(this.doubles.length * 2);
      larger.set(this.doubles);
      this.doubles = larger;
    }
    this.doubles[this.doubleCount] = value;
    return this.doubleCount++;
  }

  private symbolWord(value: symbol): number {
    let number = this.symbolNumbers.get(value);
    if (number === undefined) {
      const key = symbolKeyFor(value);
      const known = this.registry.lookUp(value);
      if (key !== undefined) this.symbols.push(SymbolKind.REGISTERED, key);
      else if (known) this.symbols.push(SymbolKind.KNOWN, known.path);
      else this.symbols.push(SymbolKind.UNIQUE, symbolDescription(value) ?? null);
      number = this.symbols.length / 2 - 1;
      this.symbolNumbers.set(value, number);
    }
    return indexed(Tag.SYMBOL, number);
  }

  /** Bytes that travel beside the graph, uncopied; gives their number. */
  buffer(bytes: Uint8Array): number {
    return this.buffers.push(bytes) - 1;
  }

  payload(): Uint8Array {
    this.offsets.push(this.tape.length);
    for (const [number, at, word] of this.patches) this.tape.words[this.offsets.words[number]! + at] = word;
    return encodeTables({
      roots: this.roots.trimmed(),
      tape: this.tape.trimmed(),
      offsets: this.offsets.trimmed(),
      shapes: this.shapes.trimmed(),
      weak: this.weak.trimmed(),
      doubles: this.doubles.subarray(0, this.doubleCount),
      strings: this.texts.strings,
      bigints: this.bigints,
      symbols: this.symbols,
      bufferBytes: this.buffers.map((each) => each.byteLength),
    });
  }
}

function indexed(tag: number, index: number): number {
  if (index > MAX_INDEX) throw new Refusal('more objects or values than a snapshot can number');
  return (index << TAG_BITS) | tag;
}
