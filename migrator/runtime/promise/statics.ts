/** The static methods of `Promise`, and `finally`. What they hand out is carried by the heap: see `carriable`. */
import { isPromise, resolvePromise } from './fields.ts';
import { barePromise, GuestPromise, setAfterFinally } from './promise.ts';
import { type Capability, capabilityOf, carriable, resolvingFunctions } from './resolving.ts';

const { apply } = Reflect;

/** What the elements of one `all`, `allSettled` or `any` share. */
export class Gathering {
  remaining = 1;
  values: unknown[] = [];
  capability: Capability;
  constructor(capability: Capability) {
    this.capability = capability;
  }
}

/** One element: told once. */
export class Element {
  index: number;
  isTold = false;
  constructor(index: number) {
    this.index = index;
  }
}

/** @returns whether it was the last one */
function note(gathering: Gathering, element: Element, value: unknown): boolean {
  if (element.isTold) return false;
  element.isTold = true;
  gathering.values[element.index] = value;
  return --gathering.remaining === 0;
}

function take(gathering: Gathering, element: Element, value: unknown): void {
  if (note(gathering, element, value)) gathering.capability.resolve(gathering.values);
}

function takeFulfilled(gathering: Gathering, element: Element, value: unknown): void {
  take(gathering, element, { status: 'fulfilled', value });
}

function takeRejected(gathering: Gathering, element: Element, reason: unknown): void {
  take(gathering, element, { status: 'rejected', reason });
}

function takeError(gathering: Gathering, element: Element, error: unknown): void {
  if (note(gathering, element, error)) gathering.capability.reject(allRejected(gathering));
}

const allRejected = (gathering: Gathering): Error =>
  new AggregateError(gathering.values, 'All promises were rejected');

const capability = (constructor: unknown): Capability => {
  if (constructor === GuestPromise) {
    const promise = barePromise();
    return { promise, ...resolvingFunctions(promise) };
  }
  if (typeof constructor !== 'function')
    throw new TypeError('Promise resolve or reject function is not callable');
  return capabilityOf(constructor);
};

type Settle = (gathering: Gathering, promise: { then: Function }, element: Element) => void;

function gather(
  constructor: unknown,
  iterable: Iterable<unknown>,
  each: Settle,
  atEnd: (gathering: Gathering) => void,
): object {
  const result = capability(constructor);
  const gathering = new Gathering(result);
  try {
    const { resolve } = constructor as { resolve: unknown };
    if (typeof resolve !== 'function')
      throw new TypeError('Promise resolve or reject function is not callable');
    let index = 0;
    for (const value of iterable) {
      gathering.values[index] = undefined;
      gathering.remaining++;
      each(gathering, apply(resolve, constructor, [value]) as { then: Function }, new Element(index++));
    }
    if (--gathering.remaining === 0) atEnd(gathering);
  } catch (error) {
    result.reject(error);
  }
  return result.promise;
}

const statics = {
  resolve(this: unknown, value: unknown): object {
    if (typeof this !== 'function') throw new TypeError('PromiseResolve called on non-object');
    if (isPromise(value) && value.constructor === this) return value;
    if (this === GuestPromise) {
      const promise = barePromise();
      resolvePromise(promise, value);
      return promise;
    }
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
    return gather(
      this,
      iterable,
      (gathering, promise, element) =>
        promise.then(carriable(take, gathering, element), gathering.capability.reject),
      (gathering) => gathering.capability.resolve(gathering.values),
    );
  },
  allSettled(this: unknown, iterable: Iterable<unknown>): object {
    return gather(
      this,
      iterable,
      (gathering, promise, element) =>
        promise.then(
          carriable(takeFulfilled, gathering, element),
          carriable(takeRejected, gathering, element),
        ),
      (gathering) => gathering.capability.resolve(gathering.values),
    );
  },
  any(this: unknown, iterable: Iterable<unknown>): object {
    return gather(
      this,
      iterable,
      (gathering, promise, element) =>
        promise.then(gathering.capability.resolve, carriable(takeError, gathering, element)),
      (gathering) => gathering.capability.reject(allRejected(gathering)),
    );
  },
  race(this: unknown, iterable: Iterable<unknown>): object {
    return gather(
      this,
      iterable,
      ({ capability: { resolve, reject } }, promise) => promise.then(resolve, reject),
      () => {},
    );
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
  setAfterFinally((onFinally, constructor, kind) =>
    carriable(kind === 'fulfilled' ? afterFulfilled : afterRejected, onFinally, constructor),
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

export const staticInternals = {
  take,
  takeFulfilled,
  takeRejected,
  takeError,
  give,
  giveError,
  afterFulfilled,
  afterRejected,
};
