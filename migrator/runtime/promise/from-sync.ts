import { barePromise, performThen, rejectedPromise, toPromise } from './promise.ts';
import { carriable } from './resolving.ts';
import { isObject, rejectPromise, resolvePromise } from './settling.ts';
import { Reaction } from './work.ts';

const { apply } = Reflect;

type Result = IteratorResult<unknown>;

/** Of `for await` over an ordinary iterator: each value is awaited (ECMA-262 27.1.6 %AsyncFromSyncIteratorPrototype%). */
export class FromSync {
  readonly iterator: Iterator<unknown>;
  /** Its `next`, read once. */
  private readonly step: Function;
  constructor(iterator: Iterator<unknown>) {
    this.iterator = iterator;
    this.step = iterator.next;
  }

  next(value: unknown): object {
    return settled(() => apply(this.step, this.iterator, [value]) as Result, this.iterator);
  }

  /** There is always one to be awaited, whether the iterator has one or not. */
  return(...given: unknown[]): object {
    const { iterator } = this;
    let method: Function | undefined | null;
    try {
      method = iterator.return;
    } catch (error) {
      return rejectedPromise(error);
    }
    if (method !== undefined && method !== null)
      return settled(() => apply(method, iterator, given) as Result, null);
    const promise = barePromise();
    resolvePromise(promise, { value: given[0], done: true });
    return promise;
  }

  throw(error: unknown): object {
    const { iterator } = this;
    return settled(() => {
      const { throw: method } = iterator;
      if (method !== undefined && method !== null) return apply(method, iterator, [error]) as Result;
      const result: unknown = iterator.return?.();
      if (iterator.return && !isObject(result)) throw new TypeError(`${result} is not an object`);
      throw new TypeError("The iterator does not provide a 'throw' method");
    }, iterator);
  }
}

/** `closing` is closed where one of its values is a promise that fails. */
function settled(ask: () => Result, closing: Iterator<unknown> | null): object {
  const promise = barePromise();
  try {
    const result: unknown = ask();
    if (!isObject(result)) throw new TypeError(`Iterator result ${result} is not an object`);
    const { done, value } = result as Result;
    let inner: object;
    try {
      inner = toPromise(value);
    } catch (error) {
      if (!done) closeQuietly(closing);
      throw error;
    }
    const reaction = new Reaction(carriable(done ? last : more), null, promise);
    if (!done && closing) reaction.onRejected = carriable(closeAndThrow, closing);
    performThen(inner, reaction);
  } catch (error) {
    rejectPromise(promise, error);
  }
  return promise;
}

function closeQuietly(iterator: Iterator<unknown> | null): void {
  try {
    iterator?.return?.();
  } catch {
    // the error of the value is thrown
  }
}

function closeAndThrow(iterator: Iterator<unknown>, error: unknown): never {
  closeQuietly(iterator);
  throw error;
}

const more = (value: unknown): Result => ({ value, done: false });
const last = (value: unknown): Result => ({ value, done: true });

export const fromSyncInternals = { more, last, closeAndThrow, next: FromSync.prototype.next };
