/** The methods of promises: `then`, `catch`, `finally`. */
import { inspect } from 'node:util';
import { barePromise, GuestPromise, isPromise, performThen } from './promise.ts';
import { capabilityOf } from './resolving.ts';
import { isObject, shown } from './settling.ts';
import { shownConstructor, shownPromise } from './shown.ts';
import { FULFILLED, REJECTED, Reaction, type Settled } from './work.ts';

const { defineProperty } = Reflect;
const { species } = Symbol;

export function speciesOf(promise: object): Function {
  const { constructor } = promise;
  if (constructor === undefined) return GuestPromise;
  if (!isObject(constructor)) throw new TypeError('The .constructor property is not an object');
  const wanted: unknown = (constructor as unknown as Record<symbol, unknown>)[species];
  if (wanted === undefined || wanted === null) return GuestPromise;
  return wanted as Function;
}

function requirePromise(value: unknown, method: string): asserts value is object {
  if (!isPromise(value))
    throw new TypeError(`Method Promise.prototype.${method} called on incompatible receiver ${shown(value)}`);
}

const methods = {
  // biome-ignore lint/suspicious/noThenProperty: this is the promise
  then(this: unknown, onFulfilled: unknown, onRejected: unknown): unknown {
    requirePromise(this, 'then');
    const constructor = speciesOf(this);
    const onFul = typeof onFulfilled === 'function' ? onFulfilled : null;
    const onRej = typeof onRejected === 'function' ? onRejected : null;
    if (constructor === GuestPromise) {
      const promise = barePromise();
      performThen(this, new Reaction(onFul, onRej, promise));
      return promise;
    }
    const made = capabilityOf(constructor);
    const reaction = new Reaction(onFul, onRej, made.promise);
    reaction.resolve = made.resolve;
    reaction.reject = made.reject;
    performThen(this, reaction);
    return made.promise;
  },
  catch(this: { then: Function }, onRejected: unknown): unknown {
    return this.then(undefined, onRejected);
  },
  finally(this: { then: Function }, onFinally: unknown): unknown {
    if (!isObject(this)) throw new TypeError('Promise.prototype.finally called on a non-object');
    const constructor = speciesOf(this);
    if (typeof onFinally !== 'function') return this.then(onFinally, onFinally);
    const after = (kind: Settled) => afterFinally(onFinally, constructor, kind);
    return this.then(after(FULFILLED), after(REJECTED));
  },
};

let afterFinally: (onFinally: Function, constructor: Function, kind: Settled) => Function;
/** The handlers that `finally` makes are carried: they are made where those of the combinators are. */
export function setAfterFinally(make: typeof afterFinally): void {
  afterFinally = make;
}

const ownThen = methods.then;
/** `promise.then(…)` would do nothing that anybody could see but wait for it. */
export const isPlain = (promise: object): boolean =>
  isPromise(promise) &&
  promise.constructor === GuestPromise &&
  (promise as unknown as { then: unknown }).then === ownThen;
/** The same of `then` that has been read already. */
export const isPlainFor = (promise: object, then: Function): boolean =>
  then === ownThen && isPromise(promise) && promise.constructor === GuestPromise;

const hidden = (value: unknown) => ({ value, writable: true, enumerable: false, configurable: true });
for (const [name, method] of Object.entries(methods))
  defineProperty(GuestPromise.prototype, name, hidden(method));
defineProperty(GuestPromise.prototype, Symbol.toStringTag, { value: 'Promise', configurable: true });
defineProperty(GuestPromise, 'name', { value: 'Promise', configurable: true });
defineProperty(GuestPromise.prototype, inspect.custom, hidden(shownPromise));
defineProperty(GuestPromise, inspect.custom, hidden(shownConstructor));
