import type { Signal } from './abi.ts';
import { ReturnCompletion } from './completion.ts';

const { apply } = Reflect;

/** The inner iterator of a `yield*` that V8 executes (ECMA-262 15.5.5), which has no answer to the questions asked of generators. */
export class Delegated {
  private readonly inner: Iterator<unknown>;
  private readonly method: Function;
  private readonly signal: Signal;

  constructor(inner: Iterator<unknown>, signal: Signal) {
    this.inner = inner;
    this.method = inner.next;
    this.signal = signal;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(sent: unknown): unknown {
    if (sent === this.signal) return { value: this.signal.foreign(), done: false };
    return apply(this.method, this.inner, [sent]);
  }

  throw(error: unknown): unknown {
    // So a generator that moves is told to return.
    if (error instanceof ReturnCompletion) return this.left(error);
    const { inner } = this;
    const method: unknown = inner.throw;
    if (method !== undefined && method !== null) return apply(method as Function, inner, [error]);
    this.return(undefined);
    throw new TypeError("The iterator does not provide a 'throw' method");
  }

  return(value: unknown): unknown {
    const method: unknown = this.inner.return;
    if (method === undefined || method === null) return { value, done: true };
    return apply(method as Function, this.inner, [value]);
  }

  private left(completion: ReturnCompletion): unknown {
    const result = this.return(completion.value) as IteratorResult<unknown>;
    if (!Object(result).done) return result;
    throw new ReturnCompletion(result.value);
  }
}
