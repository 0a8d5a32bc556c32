/**
 * `Atomics.waitAsync`: V8 registers who waits, and answers on Node's own event loop. So the task waits there from now on, and what it
 * has of it is a promise of its own. As under node such a promise keeps nothing alive.
 */
import { EMPTY } from '../../../protocol/frame.ts';
import { addTo } from '../list.ts';
import { barePromise } from '../promise/promise.ts';
import { resolvePromise } from '../promise/settling.ts';
import { unseen } from '../promise/unseen.ts';
import type { Task } from '../task.ts';

type Waiting = { async: false; value: string } | { async: true; value: Promise<string> };
type WaitAsync = (...args: unknown[]) => Waiting;

const { then } = Promise.prototype;
const { apply } = Reflect;

/** Before the globals are recorded. */
export function patchAtomics(task: Task): void {
  const { waitAsync: native } = Atomics as unknown as { waitAsync?: WaitAsync };
  if (!native) return;
  const functions = {
    waitAsync(typedArray: unknown, index: unknown, value: unknown, timeout?: unknown): unknown {
      const waiting = unseen(() => native(typedArray, index, value, timeout));
      if (!waiting.async) return waiting;
      const wake = task.host.waitNatively(functions.waitAsync);
      const promise = barePromise();
      const settle = (outcome: unknown): void => {
        const record = { name: 'local' as const, fn: resolvePromise, args: [promise, outcome] };
        addTo(task.state.events, { record, tail: EMPTY });
        wake();
      };
      unseen(() => apply(then, waiting.value, [settle]));
      return { async: true, value: promise };
    },
  };
  Object.defineProperty(Atomics, 'waitAsync', {
    value: functions.waitAsync,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
