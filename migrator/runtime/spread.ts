const { isArray } = Array;
const arrayValues = Array.prototype[Symbol.iterator];
const arrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]());
const arrayIteratorNext = arrayIteratorPrototype.next;

/** With the error of a spread argument. */
const spread = (...values: unknown[]): unknown[] => values;

/** `$rt.listed`: what `f(...values)` passes, iterated here, where a frame of ours shows that it goes on. */
export function listed(values: unknown): unknown[] {
  const isPlain =
    isArray(values) &&
    values[Symbol.iterator] === arrayValues &&
    arrayIteratorPrototype.next === arrayIteratorNext;
  return isPlain ? values : spread(...(values as unknown[]));
}
