import { isPromise } from '../promise/promise.ts';
import { dataCloneError, worded } from './threads/cloning.ts';

// Taken before the program runs.
const native = structuredClone;
const { getOwnPropertyDescriptor, keys } = Object;
const { isArray } = Array;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isOwnPromise: (value: object) => boolean = isPromise;

/** V8 takes the task's own promises for objects. What is behind getters is not looked at. */
function holdsPromise(value: unknown, seen: Set<object>): boolean {
  if (!isObject(value) || seen.has(value)) return false;
  if (isOwnPromise(value)) return true;
  if (ArrayBuffer.isView(value) || (isArray(value) && !value.some(isObject))) return false;
  seen.add(value);
  if (value instanceof Map) {
    for (const [key, each] of value) if (holdsPromise(key, seen) || holdsPromise(each, seen)) return true;
  } else if (value instanceof Set) for (const each of value) if (holdsPromise(each, seen)) return true;
  return keys(value).some((key) => holdsPromise(getOwnPropertyDescriptor(value, key)?.value, seen));
}

/** The global: its errors speak of the program's own promises and functions. */
export const { structuredClone: cloneStructured } = {
  structuredClone(...args: Parameters<typeof native>): unknown {
    const value: unknown = args[0];
    if (holdsPromise(value, new Set())) throw dataCloneError('#<Promise> could not be cloned.');
    try {
      return native(...args);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw dataCloneError(worded(error.message, value));
    }
  },
};
