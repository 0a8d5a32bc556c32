/**
 * The graph of a task's heap, as plain arrays. Every value is one 32-bit word: three bits of tag, 29
 * of payload; what does not fit stands in a table. An object is a record of words on one tape; its number is the order
 * in which it was found, and `offsets` says where its record begins (one more offset marks the end).
 *
 *     record = [kind | argument << 8, …]      what follows is the kind's business, see kinds/
 */
export const HEAP_MAGIC = 'omosix heap';
export const HEAP_VERSION = 3;

/** The tables of a heap; as bytes see payload.ts. */
export interface HeapTables {
  /** What the heap is reached from: frames, module variables, the runtime's state. */
  roots: Int32Array;
  /** A record for each object. */
  tape: Int32Array;
  offsets: Int32Array;
  shapes: Int32Array;
  /** Entries of WeakMap and WeakSet, see ephemerons.ts. */
  weak: Int32Array;
  doubles: Float64Array;
  strings: string[];
  bigints: bigint[];
  symbols: (string | number | null)[];
  /** Lengths of the buffers that travel beside the graph. */
  bufferBytes: number[];
}

export const Tag = {
  /** A signed integer of 29 bits. */
  INT: 0,
  /** An object, by number. */
  REF: 1,
  STRING: 2,
  /** A number that is not such an integer: -0, NaN and fractions as they are. */
  DOUBLE: 3,
  SPECIAL: 4,
  BIGINT: 5,
  SYMBOL: 6,
} as const;

export const TAG_BITS = 3;
export const TAG_MASK = 7;
export const INT_MIN = -(2 ** 28);
export const INT_MAX = 2 ** 28 - 1;
export const MAX_INDEX = 2 ** 28 - 1;

const special = (n: number): number => (n << TAG_BITS) | Tag.SPECIAL;
export const UNDEFINED = special(0);
export const NULL = special(1);
export const TRUE = special(2);
export const FALSE = special(3);
/** A missing element of an array. */
export const HOLE = special(4);

/** How a symbol is found again. */
export const SymbolKind = { UNIQUE: 0, REGISTERED: 1, KNOWN: 2 } as const;

export const KIND_MASK = 0xff;
export const ARGUMENT_BITS = 8;
