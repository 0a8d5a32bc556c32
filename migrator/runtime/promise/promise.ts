/**
 * Promises (ECMA-262 27.2) as plain heap: state and reactions are fields that the heap's walk reads, a reaction is data and not a closure,
 * and jobs are the event loop's. It takes the place of V8's own before anything uses that.
 */
import { inspect } from 'node:util';
import type { AsyncTask } from './async.ts';
import { capabilityOf, Resolving, resolvingFunctions } from './resolving.ts';

const { apply, construct, defineProperty } = Reflect;
const { species } = Symbol;

export type Settled = 'fulfilled' | 'rejected';

/** What is to be done when a promise is settled: an async function goes on, or a handler runs and settles what `then` gave. */
export class Reaction {
  /** The async function that awaits it; then all others are null. */
  task: AsyncTask | null = null;
  onFulfilled: Function | null = null;
  onRejected: Function | null = null;
  /** What `then` gave: ours, or what a constructor of the program's made. */
  promise: object | null = null;
  resolve: Function | null = null;
  reject: Function | null = null;
}

/** The state of a promise, as the heap carries it. */
export interface PromiseFields {
  state: 'pending' | Settled;
  value: unknown;
  reactions: Reaction[] | null;
  isHandled: boolean;
}

/** What promises need of the event loop. */
export interface PromiseHost {
  reaction(reaction: Reaction, how: Settled, value: unknown): void;
  thenable(promise: object, thenable: object, then: Function): void;
  /** Rejected, and nobody listens (yet). */
  rejected(promise: object, reason: unknown): void;
  /** Somebody listens to one that was told as rejected. */
  handled(promise: object): void;
}

let host: PromiseHost;
export function setPromiseHost(theHost: PromiseHost): void {
  host = theHost;
}

/** Given in place of an executor: a promise that the runtime settles itself. */
const BARE = Object.freeze(() => {});

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

class GuestPromise {
  #fields: PromiseFields = { state: 'pending', value: undefined, reactions: null, isHandled: false };

  constructor(executor: (resolve: Function, reject: Function) => void) {
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

  static is(value: unknown): value is GuestPromise {
    return isObject(value) && #fields in value;
  }

  static fieldsOf(promise: GuestPromise): PromiseFields {
    return promise.#fields;
  }

  static setFields(promise: GuestPromise, fields: PromiseFields): void {
    promise.#fields = fields;
  }
}

export const isPromise = GuestPromise.is;
export const fieldsOf = GuestPromise.fieldsOf as (promise: object) => PromiseFields;
export const setFields = GuestPromise.setFields as (promise: object, fields: PromiseFields) => void;
for (const name of ['is', 'fieldsOf', 'setFields'])
  delete (GuestPromise as unknown as Record<string, unknown>)[name];

export const barePromise = (): object => new GuestPromise(BARE);
/** One that a class of the program's is the prototype of, or nothing. */
export const allocatePromise = barePromise;

const shown = (value: unknown): string =>
  typeof value === 'symbol' ? String(value) : `${isObject(value) ? '#<Object>' : value}`;

export function fulfillPromise(promise: object, value: unknown): void {
  settle(promise, 'fulfilled', value);
}

export function rejectPromise(promise: object, reason: unknown): void {
  settle(promise, 'rejected', reason);
}

function settle(promise: object, how: Settled, value: unknown): void {
  const fields = fieldsOf(promise);
  const { reactions } = fields;
  fields.state = how;
  fields.value = value;
  fields.reactions = null;
  if (how === 'rejected' && !fields.isHandled) host.rejected(promise, value);
  if (reactions) for (let i = 0; i < reactions.length; i++) host.reaction(reactions[i]!, how, value);
}

/** ECMA-262 27.2.1.3.2, the steps of a resolve function. */
export function resolvePromise(promise: object, value: unknown): void {
  if (value === promise) {
    rejectPromise(promise, new TypeError('Chaining cycle detected for promise #<Promise>'));
    return;
  }
  if (!isObject(value)) {
    fulfillPromise(promise, value);
    return;
  }
  let then: unknown;
  try {
    then = (value as { then?: unknown }).then;
  } catch (error) {
    rejectPromise(promise, error);
    return;
  }
  if (typeof then === 'function') host.thenable(promise, value, then);
  else fulfillPromise(promise, value);
}

/** ECMA-262 27.2.5.4.1 PerformPromiseThen. */
export function performThen(promise: object, reaction: Reaction): void {
  const fields = fieldsOf(promise);
  if (fields.state === 'pending') {
    fields.reactions ??= [];
    fields.reactions[fields.reactions.length] = reaction;
  } else {
    if (fields.state === 'rejected' && !fields.isHandled) host.handled(promise);
    host.reaction(reaction, fields.state, fields.value);
  }
  fields.isHandled = true;
}

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
defineProperty(GuestPromise, species, { get: speciesGetter(), configurable: true });
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

function speciesGetter(): (this: unknown) => unknown {
  const { get } = Object.getOwnPropertyDescriptor(
    {
      get [Symbol.species](): unknown {
        return this;
      },
    },
    species,
  )!;
  return get as (this: unknown) => unknown;
}

export { GuestPromise, Resolving };
export const constructPromise = (constructor: Function, executor: Function): object =>
  construct(constructor, [executor]) as object;
export const callWith = apply;
