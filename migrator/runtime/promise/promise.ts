/**
 * `Promise`, in the place of V8's own before anything uses that (ECMA-262 27.2). Its state is plain heap: private fields that the heap's
 * walk reads; who waits is data (work.ts), and jobs are the event loop's.
 */
import { hold, isContextUsed } from '../context.ts';
import { addMicrotask } from '../loop/microtasks.ts';
import { resolvingFunctions } from './resolving.ts';
import { isObject, rejectPromise, resolvePromise, settleWith, shown } from './settling.ts';
import { PENDING, REJECTED, type Settled, type Work } from './work.ts';

const { isArray } = Array;

/** Given in place of an executor: a promise that the runtime settles itself. */
const BARE = Object.freeze(() => {});

/** The state of a promise, as the heap carries it. */
export interface PromiseFields {
  state: typeof PENDING | Settled;
  /** While it is pending: who waits, if anybody (`Work`, or a list of them). */
  value: unknown;
  isHandled: boolean;
}

/** What promises need of the task. */
export interface RejectionTracker {
  /** Rejected, and nobody listens (yet). */
  rejected(promise: object): void;
  /** Somebody listens to one that was told as rejected. */
  handled(promise: object): void;
}
let tracker: RejectionTracker;
export function trackRejections(theTracker: RejectionTracker): void {
  tracker = theTracker;
}

export let isPromise: (value: unknown) => value is object;
export let fieldsOf: (promise: object) => PromiseFields;
export let setFields: (promise: object, fields: PromiseFields) => void;
export let performThen: (promise: object, work: Work) => void;

export class GuestPromise {
  #state: PromiseFields['state'] = PENDING;
  #isHandled = false;
  #value: unknown = null;

  static get [Symbol.species](): unknown {
    // biome-ignore lint/complexity/noThisInStatic: a subclass gives itself (ECMA-262 27.2.4.8)
    return this;
  }

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

  static {
    isPromise = (value): value is object => isObject(value) && #state in value;
    fieldsOf = (promise) => {
      const of = promise as GuestPromise;
      return { state: of.#state, value: of.#value, isHandled: of.#isHandled };
    };
    setFields = (promise, { state, value, isHandled }) => {
      const made = promise as GuestPromise;
      made.#state = state;
      made.#value = value;
      made.#isHandled = isHandled;
    };
    /** ECMA-262 27.2.5.4.1 PerformPromiseThen. */
    performThen = (object, work) => {
      const promise = object as GuestPromise;
      const state = promise.#state;
      if (isContextUsed) hold(work);
      if (state !== PENDING) {
        if (state === REJECTED && !promise.#isHandled) tracker.handled(promise);
        addMicrotask(work, state, promise.#value);
      } else if (promise.#value === null) promise.#value = work;
      else if (isArray(promise.#value)) promise.#value[promise.#value.length] = work;
      else promise.#value = [promise.#value, work];
      promise.#isHandled = true;
    };
    settleWith((object, how, value) => {
      const promise = object as GuestPromise;
      const waiting = promise.#value as Work | Work[] | null;
      promise.#state = how;
      promise.#value = value;
      if (how === REJECTED && !promise.#isHandled) tracker.rejected(promise);
      if (waiting === null) return;
      if (!isArray(waiting)) addMicrotask(waiting, how, value);
      else for (let i = 0; i < waiting.length; i++) addMicrotask(waiting[i]!, how, value);
    });
  }
}

export const barePromise = (): object => new GuestPromise(BARE);

export function rejectedPromise(error: unknown): object {
  const promise = barePromise();
  rejectPromise(promise, error);
  return promise;
}

/** Ours, and nobody has given it another constructor. Throws where a getter of the program's does. */
export const isOrdinary = (value: object): boolean => isPromise(value) && value.constructor === GuestPromise;

/** ECMA-262 27.2.4.7.1 PromiseResolve with the builtin constructor. */
export function toPromise(value: unknown): object {
  if (isObject(value) && isOrdinary(value)) return value;
  const promise = barePromise();
  resolvePromise(promise, value);
  return promise;
}
