/** `node:timers/promises`, on the task's own timers. What waits is data, so that the task can move meanwhile. */

import { AsyncQueue, end, push } from '../promise/async-queue.ts';
import { barePromise } from '../promise/promise.ts';
import { carriable } from '../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../promise/settling.ts';
import { abortError as causedAbort } from './fs/checks.ts';
import type { RegisterIntrinsic } from './index.ts';
import type { TimersApi } from './timers.ts';

type Options = { signal?: AbortSignal; ref?: boolean };

/** A promise that a timer settles, or an abort. */
class Sleep {
  promise = barePromise();
  value: unknown;
  handle: unknown = null;
  signal: AbortSignal | null = null;
  abort: Function | null = null;
  constructor(value: unknown) {
    this.value = value;
  }
}

const abortError = (signal: AbortSignal): Error => causedAbort(signal.reason);

function wake(sleep: Sleep): void {
  if (sleep.signal) sleep.signal.removeEventListener('abort', sleep.abort as never);
  resolvePromise(sleep.promise, sleep.value);
}

const ticked = (queue: AsyncQueue, value: unknown): void => push(queue, value);

export function makeTimersPromises({ functions }: TimersApi) {
  const { clearInterval, clearTimeout, clearImmediate } = functions;
  function abortTimeout(sleep: Sleep): void {
    clearTimeout(sleep.handle);
    clearImmediate(sleep.handle);
    rejectPromise(sleep.promise, abortError(sleep.signal!));
  }

  function start(
    value: unknown,
    { signal, ref }: Options,
    begin: (sleep: Sleep) => { unref(): unknown },
  ): Promise<unknown> {
    const sleep = new Sleep(value);
    const promise = sleep.promise as Promise<unknown>;
    if (signal?.aborted) {
      rejectPromise(promise, abortError(signal));
      return promise;
    }
    const handle = begin(sleep);
    sleep.handle = handle;
    if (ref === false) handle.unref();
    if (signal) {
      sleep.signal = signal;
      sleep.abort = carriable(abortTimeout, sleep);
      signal.addEventListener('abort', sleep.abort as never, { once: true });
    }
    return promise;
  }

  const setTimeout = (delay?: number, value?: unknown, options: Options = {}) =>
    start(value, options, (sleep) => functions.setTimeout(wake, delay, sleep));
  const setImmediate = (value?: unknown, options: Options = {}) =>
    start(value, options, (sleep) => functions.setImmediate(wake, sleep));

  function stopInterval(handle: { value: unknown }): void {
    clearInterval(handle.value);
  }
  function beginInterval(
    handle: { value: unknown },
    delay: number,
    value: unknown,
    ref: boolean,
    queue: AsyncQueue,
  ): void {
    const made = functions.setInterval(ticked, delay, queue, value);
    if (!ref) made.unref();
    handle.value = made;
  }
  function abortInterval(queue: AsyncQueue, handle: { value: unknown }, signal: AbortSignal): void {
    clearInterval(handle.value);
    const [first] = queue.waiting;
    if (first) rejectPromise(queue.waiting.shift()!, abortError(signal));
    else queue.failure = { error: abortError(signal) };
    end(queue);
  }
  function setInterval(delay?: number, value?: unknown, { signal, ref = true }: Options = {}): AsyncQueue {
    const queue = new AsyncQueue();
    const handle = { value: null };
    if (signal?.aborted) {
      queue.failure = { error: abortError(signal) };
      queue.isEnded = true;
      return queue;
    }
    queue.begin = carriable(beginInterval, handle, delay, value, ref);
    queue.leave = carriable(stopInterval, handle);
    signal?.addEventListener('abort', carriable(abortInterval, queue, handle, signal) as never, {
      once: true,
    });
    return queue;
  }

  return {
    setTimeout,
    setImmediate,
    setInterval,
    scheduler: {
      wait: (delay: number, options?: Options) => setTimeout(delay, undefined, options),
      yield: () => setImmediate(),
    },
    /** What the heap may hold of it. */
    internals: { wake, ticked, abortTimeout, stopInterval, beginInterval, abortInterval },
  };
}

export function registerTimersPromises(
  register: RegisterIntrinsic,
  { internals }: Pick<ReturnType<typeof makeTimersPromises>, 'internals'>,
): void {
  register('omosix:timers/promises', { ...internals, Sleep }, { plainInstances: true });
}
