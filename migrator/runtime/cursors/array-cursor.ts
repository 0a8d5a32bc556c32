import {
  deleteProperty,
  getPrototypeOf,
  isArray,
  setPrototypeOf,
  toObject,
  typedArrayLength,
  typedArrayName,
  typedArrayValues,
} from '../heap/pristine.ts';

export type ArrayCursorKind = 'entries' | 'keys' | 'values';

export interface ArrayCursorState {
  source: object;
  kind: ArrayCursorKind;
  /** Next index; -1 at the end. */
  at: number;
}

/** V8's array iterators cannot be asked where they are. This one does the same (ECMA-262 23.1.5) and can. */
export class ArrayCursor {
  #source: object;
  #kind: ArrayCursorKind;
  #at: number;

  constructor({ source, kind, at }: ArrayCursorState) {
    this.#source = source;
    this.#kind = kind;
    this.#at = at;
  }

  static stateOf(object: object): ArrayCursorState | undefined {
    return #source in object ? { source: object.#source, kind: object.#kind, at: object.#at } : undefined;
  }

  next(): IteratorResult<unknown> {
    const at = this.#at;
    if (at < 0) return { value: undefined, done: true };
    const source = this.#source as Record<number, unknown>;
    if (at >= lengthOf(source)) {
      if (typedArrayName(source) !== undefined) typedArrayValues(source);
      this.#at = -1;
      return { value: undefined, done: true };
    }
    this.#at = at + 1;
    if (this.#kind === 'values') return { value: source[at], done: false };
    if (this.#kind === 'keys') return { value: at, done: false };
    return { value: [at, source[at]], done: false };
  }
}

// It passes for the builtin: the same tag, itself iterable.
setPrototypeOf(ArrayCursor.prototype, getPrototypeOf([][Symbol.iterator]()));
deleteProperty(ArrayCursor.prototype, 'constructor');

const { trunc, min } = Math;

function lengthOf(source: object): number {
  if (isArray(source)) return source.length;
  if (typedArrayName(source) !== undefined) return typedArrayLength(source);
  const length = trunc(Number((source as { length: unknown }).length));
  return length > 0 ? min(length, Number.MAX_SAFE_INTEGER) : 0;
}

/** What `Array.prototype.entries` and `keys` give. */
export function arrayCursor(subject: unknown, kind: ArrayCursorKind): ArrayCursor {
  if (subject === undefined || subject === null)
    throw new TypeError(`Array.prototype.${kind} called on null or undefined`);
  return new ArrayCursor({ source: toObject(subject), kind, at: 0 });
}
