/** `Promise`, in the place of V8's own before anything uses that: its state is plain heap (fields.ts). */
import { inspect } from 'node:util';
import {
  addFields,
  fieldsOf,
  isObject,
  isPromise,
  performThen,
  Reaction,
  resolvePromise,
  type Settled,
} from './fields.ts';
import { capabilityOf, resolvingFunctions } from './resolving.ts';

const { defineProperty } = Reflect;
const { species } = Symbol;

/** Given in place of an executor: a promise that the runtime settles itself. */
const BARE = Object.freeze(() => {});

export class GuestPromise {
  static get [Symbol.species](): unknown {
    // biome-ignore lint/complexity/noThisInStatic: a subclass gives itself (ECMA-262 27.2.4.8)
    return this;
  }

  constructor(executor: (resolve: Function, reject: Function) => void) {
    addFields(this);
    if (executor === BARE) return;
    if (typeof executor !== 'function')
      throw new TypeError(`Promise resolver ${shown(executor)} is not a function`);
    const { resolve, reject } = resolvingFunctions(this);
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }
}

export const barePromise = (): object => new GuestPromise(BARE);

const shown = (value: unknown): string =>
  typeof value === 'symbol' ? String(value) : `${isObject(value) ? '#<Object>' : value}`;

/** ECMA-262 27.2.4.7.1 PromiseResolve with the builtin constructor. */
export function toPromise(value: unknown): object {
  if (isPromise(value) && value.constructor === GuestPromise) return value;
  const promise = barePromise();
  resolvePromise(promise, value);
  return promise;
}

function speciesOf(promise: object): Function {
  const { constructor } = promise;
  if (constructor === GuestPromise) return constructor;
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
    const reaction = new Reaction();
    if (typeof onFulfilled === 'function') reaction.onFulfilled = onFulfilled;
    if (typeof onRejected === 'function') reaction.onRejected = onRejected;
    const constructor = speciesOf(this);
    if (constructor === GuestPromise) reaction.promise = barePromise();
    else Object.assign(reaction, capabilityOf(constructor));
    performThen(this, reaction);
    return reaction.promise;
  },
  catch(this: { then: Function }, onRejected: unknown): unknown {
    return this.then(undefined, onRejected);
  },
  finally(this: { then: Function }, onFinally: unknown): unknown {
    if (!isObject(this)) throw new TypeError('Promise.prototype.finally called on a non-object');
    const constructor = speciesOf(this);
    if (typeof onFinally !== 'function') return this.then(onFinally, onFinally);
    const after = (kind: Settled) => afterFinally(onFinally, constructor, kind);
    return this.then(after('fulfilled'), after('rejected'));
  },
};

let afterFinally: (onFinally: Function, constructor: Function, kind: Settled) => Function;
/** The handlers that `finally` makes are carried: they are made where those of the combinators are. */
export function setAfterFinally(make: typeof afterFinally): void {
  afterFinally = make;
}

const hidden = (value: unknown) => ({ value, writable: true, enumerable: false, configurable: true });
for (const [name, method] of Object.entries(methods))
  defineProperty(GuestPromise.prototype, name, hidden(method));
defineProperty(GuestPromise.prototype, Symbol.toStringTag, { value: 'Promise', configurable: true });
defineProperty(GuestPromise, 'name', { value: 'Promise', configurable: true });
// As Node shows V8's own.
defineProperty(
  GuestPromise.prototype,
  inspect.custom,
  hidden(function (
    this: object,
    depth: number,
    options: { stylize(text: string, style: string): string },
  ): unknown {
    if (!isPromise(this)) return this;
    const { state, value } = fieldsOf(this);
    const { name } = this.constructor;
    const title = name === 'Promise' ? 'Promise' : `${name} [Promise]`;
    if (state === 'pending') return `${title} { ${options.stylize('<pending>', 'special')} }`;
    const inner = inspect(value, { ...options, depth: depth < 0 ? depth : (depth ?? 2) - 1 } as object);
    return `${title} { ${state === 'rejected' ? `${options.stylize('<rejected>', 'special')} ` : ''}${inner} }`;
  }),
);
