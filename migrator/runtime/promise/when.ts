import { barePromise, performThen } from './promise.ts';
import { resolvePromise } from './settling.ts';
import { Reaction } from './work.ts';

/** As `await` does it, for the runtime's own: the functions must be such as the heap carries. */
export function when(value: unknown, onFulfilled: Function, onRejected: Function): void {
  const promise = barePromise();
  resolvePromise(promise, value);
  performThen(promise, new Reaction(onFulfilled, onRejected, null));
}
