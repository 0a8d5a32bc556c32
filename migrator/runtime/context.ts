/**
 * What `AsyncLocalStorage` tells apart: each piece of work goes on in the context that it was begun in. A context is a map that never
 * changes; who waits holds it as a property, which is not there at all in a program that has no such storage.
 */
export type Context = ReadonlyMap<object, unknown> | undefined;
interface Waiter {
  context?: Context;
}

let current: Context;
/** A storage has been entered: until then nothing is noted anywhere. */
export let isContextUsed = false;

export const contextNow = (): Context => current;

export function enterContext(context: Context): void {
  if (context !== undefined) isContextUsed = true;
  current = context;
}

/** What waits goes on in the context of now. */
export function hold<T extends object>(waiter: T): T {
  if (isContextUsed && (current !== undefined || (waiter as Waiter).context !== undefined))
    (waiter as Waiter).context = current;
  return waiter;
}

/** It goes on. */
export function enterContextOf(waiter: object): void {
  current = (waiter as Waiter).context;
}
