/** What settles promises. Their state is known to `GuestPromise` alone (promise.ts). */

import { hold } from '../context.ts';
import { caught } from '../error-words.ts';
import { addMicrotask } from '../loop/microtasks.ts';
import { Follow, FULFILLED, PENDING, REJECTED, type Settled } from './work.ts';

let settle: (promise: object, how: Settled, value: unknown) => void;
export function settleWith(settleState: typeof settle): void {
  settle = settleState;
}

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export const shown = (value: unknown): string =>
  typeof value === 'symbol' ? String(value) : `${isObject(value) ? '#<Object>' : value}`;

export function rejectPromise(promise: object, reason: unknown): void {
  settle(promise, REJECTED, caught(reason));
}

/** ECMA-262 27.2.1.3.2, the steps of a resolve function. */
export function resolvePromise(promise: object, value: unknown): void {
  if (!isObject(value)) {
    settle(promise, FULFILLED, value);
    return;
  }
  if (value === promise) {
    settle(promise, REJECTED, new TypeError('Chaining cycle detected for promise #<Promise>'));
    return;
  }
  let then: unknown;
  try {
    then = (value as { then?: unknown }).then;
  } catch (error) {
    settle(promise, REJECTED, error);
    return;
  }
  if (typeof then === 'function') addMicrotask(hold(new Follow(promise, value, then)), PENDING, undefined);
  else settle(promise, FULFILLED, value);
}
