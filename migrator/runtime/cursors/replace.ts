import { isRegExp } from 'node:util/types';
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  regexpFlags,
  typedArrayLength,
  typedArrayName,
} from '../heap/pristine.ts';
import { ArrayCursor, arrayCursor } from './array-cursor.ts';
import { MatchCursor } from './match-cursor.ts';
import { StringCursor } from './string-cursor.ts';

const { apply } = Reflect;
const { iterator: symbolIterator } = Symbol;
const { isArray } = Array;
const arrayValues = Array.prototype.values;
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const typedArrayValues = typedArrayPrototype.values;
const stringIterator = String.prototype[Symbol.iterator];
const matchAll = String.prototype.matchAll;
const regexpPrototype = RegExp.prototype as unknown as Record<PropertyKey, unknown>;
const regexpMatchAll = regexpPrototype[Symbol.matchAll];
const regexpExec = regexpPrototype.exec;
const flagsOfRegexp = getOwnPropertyDescriptor(regexpPrototype, 'flags')?.get;
const [arrayIteratorPrototype, stringIteratorPrototype] = [[][Symbol.iterator](), ''[Symbol.iterator]()].map(
  (each) => getPrototypeOf(each) as { next: unknown },
);
const nextOfArray = arrayIteratorPrototype!.next;
const nextOfString = stringIteratorPrototype!.next;
const PristineRegExp = RegExp;

/**
 * For `for…of` over something whose builtin iterator (`method` is what `Symbol.iterator` gave) would hide where it is:
 * one that does not. Undefined where the program has its own idea of iteration.
 */
export function cursorOver(subject: unknown, method: unknown): Iterator<unknown> | undefined {
  if (typeof subject === 'string') {
    const isBuiltin = method === stringIterator && stringIteratorPrototype!.next === nextOfString;
    return isBuiltin ? new StringCursor({ text: subject, at: 0 }) : undefined;
  }
  if (arrayIteratorPrototype!.next !== nextOfArray || typeof subject !== 'object' || subject === null)
    return undefined;
  const isTyped = method === typedArrayValues && typedArrayName(subject) !== undefined;
  // Throws where the array lies beyond the end of its buffer.
  if (isTyped && typedArrayLength(subject) === 0) apply(typedArrayValues, subject, []);
  const isArrayLike = method === arrayValues || isTyped;
  return isArrayLike ? new ArrayCursor({ source: subject, kind: 'values', at: 0 }) : undefined;
}

/** `subject[Symbol.iterator]()` of the result gives a cursor where the builtin iterator would hide where it is. */
export function iterated(subject: unknown): unknown {
  if (subject === undefined || subject === null) return subject;
  if (typeof subject !== 'string' && !isArray(subject) && typedArrayName(subject) === undefined)
    return subject;
  return cursorOver(subject, (subject as Iterable<unknown>)[Symbol.iterator]) ?? subject;
}

/** The same where a variable holds the key. */
export const iteratedBy = (subject: unknown, key: unknown): unknown =>
  key === symbolIterator ? iterated(subject) : subject;

/**
 * What gives a cursor when it is called on `subject`, where `method` is the builtin that would hide where it is. `name` is the variable
 * that holds it, for the error.
 */
export function iterating(method: unknown, subject: unknown, name: string): unknown {
  if (method !== arrayValues && method !== typedArrayValues && method !== stringIterator) {
    const isCallable =
      method === undefined || method === null || typeof (method as Function).call === 'function';
    if (!isCallable) throw new TypeError(`${name}.call is not a function`);
    return method;
  }
  const cursor = cursorOver(subject, method);
  return cursor ? { call: () => cursor } : method;
}

/** The same for `subject.values()`. */
export function valued(subject: unknown): unknown {
  if (!isArray(subject) && typedArrayName(subject) === undefined) return subject;
  const cursor = cursorOver(subject, (subject as { values: unknown }).values);
  return cursor ? { values: () => cursor } : subject;
}

/** Builtins whose iterators a program gets into its hands, with cursors in their place. */
export const cursorMethods = {
  array: {
    entries(this: unknown) {
      return arrayCursor(this, 'entries');
    },
    keys(this: unknown) {
      return arrayCursor(this, 'keys');
    },
  },
  typedArray: {
    entries(this: unknown) {
      // Throws for what is no typed array.
      apply(typedArrayValues, this, []);
      return arrayCursor(this, 'entries');
    },
    keys(this: unknown) {
      apply(typedArrayValues, this, []);
      return arrayCursor(this, 'keys');
    },
  },
  string: {
    matchAll(this: unknown, regexp: unknown) {
      const isBuiltin =
        typeof this === 'string' &&
        isRegExp(regexp) &&
        getPrototypeOf(regexp) === regexpPrototype &&
        // `lastIndex`: nothing of the prototype is hidden by the object itself.
        ownKeys(regexp).length === 1 &&
        regexpPrototype[Symbol.matchAll] === regexpMatchAll &&
        regexpPrototype.exec === regexpExec &&
        getOwnPropertyDescriptor(regexpPrototype, 'flags')?.get === flagsOfRegexp &&
        regexpFlags(regexp).includes('g');
      if (!isBuiltin) return apply(matchAll, this, [regexp]);
      const matcher = new PristineRegExp(regexp, regexpFlags(regexp));
      matcher.lastIndex = regexp.lastIndex;
      return new MatchCursor({ matcher, text: this, isDone: false });
    },
  },
};
