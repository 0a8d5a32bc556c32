/**
 * `$rt`: what lowered code calls where the language's own construct would hide state that cannot be captured.
 * Everything here uses builtins taken before guest code ran, and runs nothing of the user's but what the language would.
 */

import { types } from 'node:util';
import type { PrivateName, Signal } from './abi.ts';
import { bare } from './bare.ts';
import { ReturnCompletion } from './completion.ts';
import { constructorResults } from './constructor-results.ts';
import { cursorOver, iterated, iteratedBy, iterating, valued } from './cursors/replace.ts';
import { Delegated } from './delegated.ts';
import { caught } from './error-words.ts';
import { globalVariables } from './indirect-eval.ts';
import { loweredAsync } from './lowered-async.ts';
import { method, OddMethod } from './methods.ts';
import { privateTableOf } from './private-names.ts';
import type { AsyncDriver } from './promise/async.ts';
import { AsyncSteps } from './promise/async-steps.ts';
import { Delegate } from './promise/delegate.ts';
import { FromSync } from './promise/from-sync.ts';
import { listed } from './spread.ts';
import { propertyKey, SuperPlace, superProperties } from './super-properties.ts';
import { type Templates, templateMethods } from './templates.ts';

const { isArray, prototype: arrayPrototype } = Array;
const arrayValues = arrayPrototype[Symbol.iterator];
const arrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]());
const arrayIteratorNext = arrayIteratorPrototype.next;
const { isMap, isSet } = types;
const collectionOf = (prototype: Map<unknown, unknown> | Set<unknown>, some: Iterator<unknown>) => {
  const iteratorPrototype = Object.getPrototypeOf(some) as { next: unknown };
  const { next } = iteratorPrototype;
  return { forEach: prototype.forEach, iterator: prototype[Symbol.iterator], iteratorPrototype, next };
};
const COLLECTIONS = {
  Map: collectionOf(Map.prototype, new Map().entries()),
  Set: collectionOf(Set.prototype, new Set().values()),
};
const builtinMethods = new Map(
  [
    'forEach',
    'map',
    'filter',
    'some',
    'every',
    'find',
    'findIndex',
    'findLast',
    'findLastIndex',
    'flatMap',
    'reduce',
    'reduceRight',
    'sort',
  ].map((name) => [name, (arrayPrototype as unknown as Record<string, unknown>)[name]]),
);
const { hasOwn } = Object;
const functionCall = Function.prototype.call;

let signal: Signal;

type Iteration = Iterator<unknown>;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function describe(value: unknown): string {
  return isObject(value) ? 'object' : String(value);
}

/** What code outside of a class body uses of a `#private` name in it; `at` and `method` where it is more than read or set. */
class OutsideName {
  readonly has: PrivateName['has'];
  readonly get: PrivateName['get'];
  readonly set: PrivateName['set'];
  constructor({ has, get, set }: PrivateName) {
    this.has = has;
    this.get = get;
    this.set = set;
  }
  at(object: object): { value: unknown } {
    const { get, set } = this;
    return {
      get value() {
        return get(object);
      },
      set value(value) {
        set(object, value);
      },
    };
  }
  method(object: object): unknown {
    return bind(this.get(object) as Function, object);
  }
}

const bind = Function.prototype.call.bind(Function.prototype.bind) as (f: Function, self: unknown) => unknown;

const loweredRuntime = {
  caught,
  iterated,
  iteratedBy,
  iterating,
  valued,
  /** Of the class `cls`. */
  private: (cls: Function, name: string): OutsideName => new OutsideName(privateTableOf(cls)!.names[name]!),

  /** Null for a plain array with the builtin iterator, which is read by index; else its iterator. `text` is the expression, for the error. */
  iterate(subject: unknown, text: string): Iteration | null {
    if (
      isArray(subject) &&
      subject[Symbol.iterator] === arrayValues &&
      arrayIteratorPrototype.next === arrayIteratorNext
    )
      return null;
    const method =
      subject === undefined || subject === null
        ? undefined
        : (subject as Record<symbol, unknown>)[Symbol.iterator];
    if (typeof method !== 'function') throw new TypeError(`${text} is not iterable`);
    const cursor = cursorOver(subject, method);
    if (cursor) return cursor;
    const iterator: unknown = method.call(subject);
    if (!isObject(iterator)) throw new TypeError('Result of the Symbol.iterator method is not an object');
    return iterator as Iteration;
  },

  method,

  /** A variable is used before its declaration has run. */
  uninitialised(name: string): never {
    throw new ReferenceError(`Cannot access '${name}' before initialization`);
  },

  /** The same where it is assigned to: `value` has been computed. */
  assigned(value: unknown, old: unknown, name: string): unknown {
    return old === (globalThis as { $D?: unknown }).$D ? loweredRuntime.uninitialised(name) : value;
  },

  set constant(_value: unknown) {
    throw new TypeError('Assignment to constant variable.');
  },

  /** The name of a function expression, in sloppy code. */
  set ignored(_value: unknown) {},

  isDone(result: unknown): boolean {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describe(result)} is not an object`);
    return Boolean((result as IteratorResult<unknown>).done);
  },

  /** ECMA-262 7.4.11 IteratorClose on a normal exit: an error of `return` is the loop's. */
  close(iterator: Iteration): void {
    const method = iterator.return;
    if (method === undefined || method === null) return;
    const result: unknown = method.call(iterator);
    if (!isObject(result)) throw new TypeError(`Iterator result ${describe(result)} is not an object`);
  },

  /** The same when the body threw: its error wins over any of `return`. */
  closeQuietly(iterator: Iteration): void {
    try {
      iterator.return?.();
    } catch {
      // the body's own error is thrown next
    }
  },

  /** The same where a generator returns through the loop: then an error of `return` is its. */
  closeFor(iterator: Iteration, error: unknown): void {
    if (error instanceof ReturnCompletion) loweredRuntime.close(iterator);
    else loweredRuntime.closeQuietly(iterator);
  },

  /** `yield value` of a generator that runs as written. */
  *yielded(value: unknown): Generator<unknown, unknown, unknown> {
    let sent = yield value;
    while (sent === signal) sent = yield signal.foreign();
    return sent;
  },

  /** `yield value` where a generator that moves has no point; told to return, its body sees to it as at its points. */
  *waited(value: unknown): Generator<unknown, unknown, unknown> {
    let sent = yield value;
    while (sent === signal)
      sent = yield signal.mode === 2 ? signal.tell(0, 0, undefined, []) : signal.foreign();
    return sent;
  },

  /** `yield* subject` of a generator that runs as written. */
  delegated: (subject: unknown): Delegated => new Delegated(loweredRuntime.delegate(subject), signal),

  isReturn: (error: unknown): boolean => error instanceof ReturnCompletion,

  /** The end of a generator: its completion has passed through all `finally` blocks. */
  returned(error: unknown): unknown {
    if (error instanceof ReturnCompletion) return error.value;
    throw error;
  },

  /** Of `yield*`: the inner iterator. */
  delegate: (subject: unknown): Iteration => loweredRuntime.iterator(subject, describe(subject)),

  iterator(subject: unknown, text: string, refusal = `${text} is not iterable`): Iteration {
    const method = (subject as Record<symbol, unknown> | null | undefined)?.[Symbol.iterator];
    if (typeof method !== 'function') throw new TypeError(refusal);
    const iterator: unknown = cursorOver(subject as object, method) ?? method.call(subject);
    if (!isObject(iterator)) throw new TypeError('Result of the Symbol.iterator method is not an object');
    return iterator as Iteration;
  },

  /** Of `yield*`: `throw` (mode 1) and `return` (mode 2) are passed on to the inner iterator. */
  forward(iterator: Iteration, mode: 1 | 2, sent: unknown): unknown {
    if (mode === 2) {
      const { return: method } = iterator;
      if (method === undefined || method === null) throw sent;
      return method.call(iterator, (sent as ReturnCompletion).value);
    }
    const { throw: method } = iterator;
    if (method !== undefined && method !== null) return method.call(iterator, sent);
    loweredRuntime.close(iterator);
    throw new TypeError("The iterator does not provide a 'throw' method");
  },

  /** Of `yield*`: the inner iterator has returned, so this generator does. */
  leave(value: unknown): never {
    throw new ReturnCompletion(value);
  },

  /** Of `for await`: its iterator, or one that awaits the values of another (ECMA-262 7.4.4, 27.1.6). */
  asyncIterate(subject: unknown, text: string, refusal = `${text} is not async iterable`): object {
    const method = (subject as Record<symbol, unknown>)[Symbol.asyncIterator];
    if (method === undefined || method === null)
      return new FromSync(loweredRuntime.iterator(subject, text, refusal));
    if (typeof method !== 'function') throw new TypeError(refusal);
    const iterator: unknown = method.call(subject);
    if (!isObject(iterator))
      throw new TypeError('Result of the Symbol.asyncIterator method is not an object');
    return iterator;
  },

  asyncSteps(subject: unknown, text: string): AsyncSteps {
    return new AsyncSteps(
      loweredRuntime.asyncIterate(subject, text) as ConstructorParameters<typeof AsyncSteps>[0],
    );
  },

  /** Of `yield*` in an async generator. */
  delegating(subject: unknown): Delegate {
    // V8 calls what is not there.
    const refusal = 'undefined is not a function';
    const inner = loweredRuntime.asyncIterate(subject, '', refusal) as Delegate['inner'];
    return new Delegate(inner, inner.next as Function);
  },

  mustBeObject(result: unknown): void {
    if (!isObject(result)) throw new TypeError(`Iterator result ${describe(result)} is not an object`);
  },

  ...loweredAsync,

  /** What `for…in` visits: own and inherited enumerable string keys, in order, taken at the start. */
  keys(subject: unknown): string[] {
    const keys: string[] = [];
    for (const key in subject as object) keys.push(key);
    return keys;
  },

  /** `for…in` leaves out what was deleted before its turn. */
  has(subject: unknown, key: string): boolean {
    return key in Object(subject);
  },

  /** Whether `subject[method](callback)` is the builtin on a plain array, so that the guest version does the same. */
  plain(subject: unknown, method: string, callback: unknown): boolean {
    return (
      isArray(subject) &&
      typeof callback === 'function' &&
      subject.constructor === Array &&
      (subject as unknown as Record<string, unknown>)[method] === builtinMethods.get(method) &&
      !hasOwn(subject, 'constructor') &&
      callback.call === functionCall
    );
  },

  /** Whether `subject.forEach(callback)` is the builtin of a map or set, which iterating does as well: which of them. */
  collection(subject: unknown, callback: unknown): 'Map' | 'Set' | undefined {
    if (typeof callback !== 'function' || callback.call !== functionCall) return undefined;
    const kind = isMap(subject) ? 'Map' : isSet(subject) ? 'Set' : undefined;
    if (kind === undefined) return undefined;
    const { forEach, iterator, iteratorPrototype, next } = COLLECTIONS[kind];
    const collection = subject as { forEach: unknown; [Symbol.iterator]: unknown };
    const isBuiltin =
      collection.forEach === forEach &&
      collection[Symbol.iterator] === iterator &&
      iteratorPrototype.next === next;
    return isBuiltin ? kind : undefined;
  },

  /** `list[index] = value` as an own property, though the program may have put numbered ones on the prototype of arrays. */
  put(list: unknown[], index: number, value: unknown): void {
    if (arrayPrototype.length === 0) list[index] = value;
    else
      Reflect.defineProperty(
        list,
        index,
        bare({ value, writable: true, enumerable: true, configurable: true }),
      );
  },

  ...globalVariables,
  ...superProperties,
  ...constructorResults,
  listed,

  /** The value of a computed key, converted once. */
  key: propertyKey,

  /** A class that has a name of ours inside itself is called what the language calls it. */
  named(cls: Function, name: string): void {
    const own = Object.getOwnPropertyDescriptor(cls, 'name');
    if (own && 'value' in own && !own.writable) Object.defineProperty(cls, 'name', bare({ value: name }));
  },
};

export function installLowered(theSignal: Signal, driver: AsyncDriver, templates: () => Templates): void {
  signal = theSignal;
  // Bound, so that it leaves no frame of its own.
  const async = driver.start.bind(driver);
  Object.defineProperty(globalThis, '$rt', {
    value: Object.freeze(
      Object.defineProperties(
        {},
        {
          // Descriptors: a copy of `loweredRuntime` would read its setter.
          ...Object.getOwnPropertyDescriptors(loweredRuntime),
          ...Object.getOwnPropertyDescriptors(templateMethods(templates)),
          async: { value: async, enumerable: true },
        },
      ),
    ),
    enumerable: false,
  });
}

/** What lowered code may hold in its variables. */
export const heldByLowered = { OddMethod, SuperPlace };
