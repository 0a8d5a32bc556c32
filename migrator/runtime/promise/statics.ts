/** The static methods of `Promise`, and `finally`. What they hand out is carried by the heap as the program's own closures are. */

import type { Asker } from '../abi.ts';
import {
  Element,
  finish,
  Gathering,
  onFulfilled,
  onRejected,
  rejectOfAll,
  resolveOfAll,
  settleAll,
} from './elements.ts';
import { isPlain, setAfterFinally } from './methods.ts';
import { barePromise, GuestPromise, isPromise, performThen, toPromise } from './promise.ts';
import { type Capability, capabilityOf, resolvingFunctions } from './resolving.ts';
import { FULFILLED, REJECTED } from './work.ts';

const { apply, defineProperty } = Reflect;
const { prototype: arrayPrototype } = Array;
const ELEMENT = Object.freeze({ value: undefined, writable: true, enumerable: true, configurable: true });
declare const $ask: Asker | undefined;

const capability = (constructor: unknown): Capability => {
  if (constructor === GuestPromise) {
    const promise = barePromise();
    return { promise, ...resolvingFunctions(promise) };
  }
  if (typeof constructor !== 'function')
    throw new TypeError('Promise resolve or reject function is not callable');
  return capabilityOf(constructor);
};

/** Calls `each` with what `constructor.resolve` makes of each value; what goes wrong rejects the result. */
function forEachPromise(
  constructor: unknown,
  iterable: Iterable<unknown>,
  reject: (error: unknown) => void,
  each: (promise: { then: Function }) => void,
  atEnd: () => void,
): void {
  try {
    const { resolve } = constructor as { resolve: unknown };
    if (typeof resolve !== 'function')
      throw new TypeError('Promise resolve or reject function is not callable');
    const isOurs = constructor === GuestPromise && resolve === statics.resolve;
    for (const value of iterable)
      each((isOurs ? toPromise(value) : apply(resolve, constructor, [value])) as { then: Function });
    atEnd();
  } catch (error) {
    reject(error);
  }
}

function gather(constructor: unknown, iterable: Iterable<unknown>, how: Gathering['how']): object {
  const given = constructor === GuestPromise ? null : capability(constructor);
  const gathering = new Gathering(given === null ? barePromise() : given.promise, given, how);
  let index = 0;
  const each = (promise: { then: Function }): void => {
    // Not through a setter that the program may have put there.
    if (index in arrayPrototype) defineProperty(gathering.values, index, ELEMENT);
    else gathering.values[index] = undefined;
    gathering.remaining++;
    const element = new Element(gathering, index++);
    if (constructor === GuestPromise && isPlain(promise)) performThen(promise, element);
    else
      promise.then(
        how === 'any' ? resolveOfAll(gathering) : onFulfilled(element),
        how === 'all' ? rejectOfAll(gathering) : onRejected(element),
      );
  };
  const reject = (error: unknown): void => settleAll(gathering, REJECTED, error);
  forEachPromise(constructor, iterable, reject, each, () => {
    if (--gathering.remaining === 0) finish(gathering);
  });
  return gathering.promise;
}

const statics = {
  resolve(this: unknown, value: unknown): object {
    if (this === GuestPromise) return toPromise(value);
    if (typeof this !== 'function') throw new TypeError('PromiseResolve called on non-object');
    if (isPromise(value) && value.constructor === this) return value;
    const { promise, resolve } = capabilityOf(this);
    resolve(value);
    return promise;
  },
  reject(this: unknown, reason: unknown): object {
    const { promise, reject } = capability(this);
    reject(reason);
    return promise;
  },
  all(this: unknown, iterable: Iterable<unknown>): object {
    return gather(this, iterable, 'all');
  },
  allSettled(this: unknown, iterable: Iterable<unknown>): object {
    return gather(this, iterable, 'allSettled');
  },
  any(this: unknown, iterable: Iterable<unknown>): object {
    return gather(this, iterable, 'any');
  },
  race(this: unknown, iterable: Iterable<unknown>): object {
    const result = capability(this);
    const each = (promise: { then: Function }) => void promise.then(result.resolve, result.reject);
    forEachPromise(
      this,
      iterable,
      (error) => result.reject(error),
      each,
      () => {},
    );
    return result.promise;
  },
};

/** Newer ones, where this Node has them. */
const newer = {
  withResolvers(this: unknown): Capability {
    return { ...capability(this) };
  },
  try(this: unknown, fn: Function, ...args: unknown[]): object {
    const { promise, resolve, reject } = capability(this);
    let result: unknown;
    try {
      result = apply(fn, undefined, args);
    } catch (error) {
      reject(error);
      return promise;
    }
    resolve(result);
    return promise;
  },
};

const resolveWith = (constructor: Function, value: unknown): { then: Function } =>
  apply(statics.resolve, constructor, [value]) as { then: Function };

const AFTER_FULFILLED = -5;
const AFTER_REJECTED = -6;
const GIVE = -7;
const THROW = -8;

/** ECMA-262 27.2.5.3: what `finally` gives to `then`, and what those give to theirs. */
const afterFulfilled =
  (onFinally: Function, constructor: Function): Function =>
  (value: unknown): unknown => {
    if ($ask !== undefined) return $ask.answer(AFTER_FULFILLED, [onFinally, constructor]);
    return resolveWith(constructor, onFinally()).then(giving(value));
  };
const afterRejected =
  (onFinally: Function, constructor: Function): Function =>
  (reason: unknown): unknown => {
    if ($ask !== undefined) return $ask.answer(AFTER_REJECTED, [onFinally, constructor]);
    return resolveWith(constructor, onFinally()).then(throwing(reason));
  };
const giving =
  (value: unknown): Function =>
  (): unknown => {
    if ($ask !== undefined) return $ask.answer(GIVE, [value]);
    return value;
  };
const throwing =
  (reason: unknown): Function =>
  (): void => {
    if ($ask !== undefined) return $ask.answer(THROW, [reason]);
    throw reason;
  };

/** What makes them again, by id. */
export const staticClosures: Record<number, (...captured: never[]) => Function> = {
  [AFTER_FULFILLED]: afterFulfilled,
  [AFTER_REJECTED]: afterRejected,
  [GIVE]: giving,
  [THROW]: throwing,
};

export function installStatics(native: object): void {
  setAfterFinally((onFinally, constructor, how) =>
    (how === FULFILLED ? afterFulfilled : afterRejected)(onFinally, constructor),
  );
  const all: Record<string, Function> = { ...statics };
  for (const [name, method] of Object.entries(newer)) if (name in native) all[name] = method;
  for (const [name, value] of Object.entries(all))
    Object.defineProperty(GuestPromise, name, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
}
