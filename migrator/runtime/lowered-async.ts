/** Part of `$rt`: what lowered async functions, async generators and `for await` call. */
import { Yielded } from './promise/async-generator.ts';
import { asyncFunction, asyncGenerator, asyncMethods } from './promise/async-methods.ts';
import { barePromise, rejectedPromise } from './promise/promise.ts';
import { resolvePromise } from './promise/settling.ts';

export const loweredAsync = {
  /** A promise where its `return` is to be awaited. */
  asyncClose(iterator: { return?: Function | null }): unknown {
    const method = iterator.return;
    if (method === undefined || method === null) return undefined;
    const answer: unknown = method.call(iterator);
    return answer === undefined ? loweredAsync.resolved(answer) : answer;
  },

  asyncCloseQuietly(iterator: { return?: Function | null }): unknown {
    try {
      return loweredAsync.asyncClose(iterator);
    } catch {
      return undefined;
    }
  },

  /** What an async function without `await` gives. */
  resolved(value: unknown): object {
    const promise = barePromise();
    resolvePromise(promise, value);
    return promise;
  },
  rejected: rejectedPromise,

  /** Of `yield` in an async generator. */
  give: (value: unknown): Yielded => new Yielded(value),

  asyncFunction,
  asyncGenerator,
  asyncMethods,
};
