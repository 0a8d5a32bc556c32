/** The static methods of `Promise`, and `finally`. What they hand out is carried by the heap: see `carriable`. */

import { Element, finish, Gathering, onFulfilled, onRejected } from './elements.ts';
import { isPlain, setAfterFinally } from './methods.ts';
import { barePromise, GuestPromise, isPromise, performThen, toPromise } from './promise.ts';
import { type Capability, capabilityOf, carriable, resolvingFunctions } from './resolving.ts';
import { FULFILLED } from './work.ts';

const { apply } = Reflect;

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
  { reject }: Capability,
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
  const result = capability(constructor);
  const gathering = new Gathering(result, how);
  let index = 0;
  const each = (promise: { then: Function }): void => {
    gathering.values[index] = undefined;
    gathering.remaining++;
    const element = new Element(gathering, index++);
    if (constructor === GuestPromise && isPlain(promise)) performThen(promise, element);
    else
      promise.then(
        how === 'any' ? result.resolve : onFulfilled(element),
        how === 'all' ? result.reject : onRejected(element),
      );
  };
  forEachPromise(constructor, iterable, result, each, () => {
    if (--gathering.remaining === 0) finish(gathering);
  });
  return result.promise;
}

const statics = {
  resolve(this: unknown, value: unknown): object {
    if (this === GuestPromise) return toPromise(value);
    if (typeof this !== 'function') throw new TypeError('PromiseResolve called on non-object');
    if (isPromise(value) && value.constructor === this) return value;
    const made = capabilityOf(this);
    made.resolve(value);
    return made.promise;
  },
  reject(this: unknown, reason: unknown): object {
    const made = capability(this);
    made.reject(reason);
    return made.promise;
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
    forEachPromise(this, iterable, result, each, () => {});
    return result.promise;
  },
};

/** Newer ones, where this Node has them. */
const newer = {
  withResolvers(this: unknown): Capability {
    return { ...capability(this) };
  },
  try(this: unknown, fn: Function, ...args: unknown[]): object {
    const made = capability(this);
    try {
      made.resolve(apply(fn, undefined, args));
    } catch (error) {
      made.reject(error);
    }
    return made.promise;
  },
};

const resolveWith = (constructor: Function, value: unknown): { then: Function } =>
  apply(statics.resolve, constructor, [value]) as { then: Function };
const give = (value: unknown): unknown => value;
function giveError(error: unknown): never {
  throw error;
}
function afterFulfilled(onFinally: Function, constructor: Function, value: unknown): unknown {
  return resolveWith(constructor, onFinally()).then(carriable(give, value));
}
function afterRejected(onFinally: Function, constructor: Function, reason: unknown): unknown {
  return resolveWith(constructor, onFinally()).then(carriable(giveError, reason));
}

export function installStatics(native: object): void {
  setAfterFinally((onFinally, constructor, how) =>
    carriable(how === FULFILLED ? afterFulfilled : afterRejected, onFinally, constructor),
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

export const staticInternals = { give, giveError, afterFulfilled, afterRejected };
