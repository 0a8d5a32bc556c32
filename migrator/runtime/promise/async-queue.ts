import { addTo, takeFirst, takeMany } from '../list.ts';
/** What comes from outside, iterated with `for await`, as Node's `events.on` does it: plain data, so that it moves while somebody waits. */
import { barePromise } from './promise.ts';
import { rejectPromise, resolvePromise } from './settling.ts';

type Result = IteratorResult<unknown, unknown>;
const given = (value: unknown): Result => ({ value, done: false });
const over = (): Result => ({ value: undefined, done: true });

export class AsyncQueue {
  items: unknown[] = [];
  /** Promises of `next` that have no answer yet. */
  waiting: object[] = [];
  isEnded = false;
  failure: { error: unknown } | null = null;
  /** Called when it is asked for its first value, and when the consumer leaves; with the queue. */
  begin: Function | null = null;
  leave: Function | null = null;
  /** Called when it is asked and has nothing; with the queue. */
  more: Function | null = null;

  next(): object {
    const { begin } = this;
    this.begin = null;
    begin?.(this);
    if (this.items.length === 0) this.more?.(this);
    const promise = barePromise();
    if (this.items.length > 0) resolvePromise(promise, given(takeFirst(this.items)));
    else if (this.failure) {
      const { error } = this.failure;
      this.failure = null;
      rejectPromise(promise, error);
    } else if (this.isEnded) resolvePromise(promise, over());
    else addTo(this.waiting, promise);
    return promise;
  }

  return(value?: unknown): object {
    close(this);
    const promise = barePromise();
    resolvePromise(promise, { value, done: true });
    return promise;
  }

  throw(error: unknown): object {
    close(this);
    const promise = barePromise();
    rejectPromise(promise, error);
    return promise;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

export function push(queue: AsyncQueue, value: unknown): void {
  if (queue.isEnded) return;
  const promise = takeFirst(queue.waiting);
  if (promise) resolvePromise(promise, given(value));
  else addTo(queue.items, value);
}

/** No more will come. */
export function end(queue: AsyncQueue): void {
  queue.isEnded = true;
  for (const promise of takeMany(queue.waiting)) resolvePromise(promise, over());
}

export function fail(queue: AsyncQueue, error: unknown): void {
  const promise = takeFirst(queue.waiting);
  if (promise) rejectPromise(promise, error);
  else queue.failure = { error };
  close(queue);
}

function close(queue: AsyncQueue): void {
  const { leave } = queue;
  queue.leave = null;
  queue.begin = null;
  leave?.(queue);
  end(queue);
}

/** Known by name, so that the heap may hold functions made of them. */
export const queueInternals = { push, end, fail };
