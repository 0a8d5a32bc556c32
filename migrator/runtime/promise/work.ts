/**
 * What waits for a promise, or in the queue of microtasks: data and not closures, so that the heap's walk reads it. Each has its `kind`
 * on its prototype; in the queue that and how the promise was settled are one number.
 */

/** Also the state of a promise. */
export const PENDING = 0;
export const FULFILLED = 1;
export const REJECTED = 2;
export type Settled = typeof FULFILLED | typeof REJECTED;
/** In the queue: `kind | how`. */
export const HOW = 3;

export const Kind = {
  /** An async function goes on. */
  AWAIT: 0,
  /** A handler runs and settles what `then` gave. */
  HANDLERS: 4,
  /** An element of `all`, `allSettled` or `any`. */
  ELEMENT: 8,
  /** A promise was resolved with a thenable, which is asked to settle it. */
  FOLLOW: 12,
  /** `queueMicrotask`. */
  CALLBACK: 16,
  /** An async generator goes on. */
  ASYNC_GENERATOR: 20,
  /** The value of a generator's `return(value)` has been awaited. */
  AWAITED_RETURN: 24,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

export interface Work {
  readonly kind: Kind;
}

/** What `then` was given. */
export class Reaction implements Work {
  declare readonly kind: typeof Kind.HANDLERS;
  onFulfilled: Function | null;
  onRejected: Function | null;
  /** What `then` gave: ours, or what a constructor of the program's made, which these two settle. */
  promise: object | null;
  resolve: Function | null = null;
  reject: Function | null = null;
  constructor(onFulfilled: Function | null, onRejected: Function | null, promise: object | null) {
    this.onFulfilled = onFulfilled;
    this.onRejected = onRejected;
    this.promise = promise;
  }
}

export class Follow implements Work {
  declare readonly kind: typeof Kind.FOLLOW;
  promise: object;
  thenable: object;
  /** Its `then`. */
  method: Function;
  constructor(promise: object, thenable: object, method: Function) {
    this.promise = promise;
    this.thenable = thenable;
    this.method = method;
  }
}

export class Callback implements Work {
  declare readonly kind: typeof Kind.CALLBACK;
  fn: Function;
  constructor(fn: Function) {
    this.fn = fn;
  }
}

export function ofKind(made: { prototype: object }, kind: Kind): void {
  Object.defineProperty(made.prototype, 'kind', { value: kind });
}
ofKind(Reaction, Kind.HANDLERS);
ofKind(Follow, Kind.FOLLOW);
ofKind(Callback, Kind.CALLBACK);
