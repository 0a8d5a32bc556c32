import { hold } from '../context.ts';
import { append, setForEach } from '../heap/pristine.ts';
import { addTo, takeMany } from '../list.ts';
import { addMicrotask, handOver } from '../loop/microtasks.ts';
import type { RuntimeState } from '../loop/state.ts';
import { type AsyncDriver, AsyncTask } from './async.ts';
import { AsyncGeneratorState, AwaitedReturn, Request, Yielded } from './async-generator.ts';
import { AsyncQueue, queueInternals } from './async-queue.ts';
import { Delegate } from './delegate.ts';
import { Element, Gathering } from './elements.ts';
import { FromSync, fromSyncInternals } from './from-sync.ts';
import { fieldsOf, GuestPromise, performThen, trackRejections } from './promise.ts';
import { Resolving } from './resolving.ts';
import { installStatics } from './statics.ts';
import { Callback, Follow, PENDING, Reaction } from './work.ts';

const nativeMicrotask = queueMicrotask;

/** What promises need of the task. */
export interface PromiseTask {
  state(): RuntimeState;
  /** The main program awaited something that was rejected. */
  mainFailed(error: unknown): void;
}

/** `Promise` in the place of V8's own, and its jobs in the task's event loop. */
export class Promises {
  private readonly driver: AsyncDriver;
  private readonly task: PromiseTask;
  private readonly mainFailed = (error: unknown): void => this.task.mainFailed(error);

  constructor(driver: AsyncDriver, task: PromiseTask) {
    this.driver = driver;
    this.task = task;
    installStatics(Promise);
    Object.defineProperty(globalThis, 'Promise', {
      value: GuestPromise,
      writable: true,
      enumerable: false,
      configurable: true,
    });
    trackRejections({
      rejected: (promise) => void task.state().rejections.pending.add(promise),
      handled: (promise) => this.handled(promise),
    });
  }

  /** By path, so that the heap may hold them. */
  internals(): { functions: object; classes: Record<string, { prototype: object }>; driver: object } {
    const { driver, mainFailed } = this;
    return {
      functions: {
        ...fromSyncInternals,
        ...queueInternals,
        drain: driver.drain,
        mainFailed,
      },
      classes: {
        FromSync,
        Reaction,
        Follow,
        Callback,
        Resolving,
        Gathering,
        Element,
        AsyncTask,
        AsyncGeneratorState,
        AwaitedReturn,
        Request,
        Yielded,
        Delegate,
        AsyncQueue,
      },
      driver,
    };
  }

  /** The main program's promise: its rejection ends the task. */
  followMain(promise: object): void {
    this.task.state().main = promise;
    performThen(promise, new Reaction(null, this.mainFailed, null));
  }

  /** Rejections that nobody has handled by now, each told once. */
  takeUnhandled(): { promise: object; reason: unknown }[] {
    const { rejections } = this.task.state();
    const found: { promise: object; reason: unknown }[] = [];
    setForEach(rejections.pending, (promise: object) => {
      append(found, { promise, reason: fieldsOf(promise).value });
      rejections.told.add(promise);
    });
    rejections.pending = new Set();
    return found;
  }

  /** Told of, and handled since. */
  takeHandledLate(): object[] {
    return takeMany(this.task.state().rejections.late);
  }

  private handled(promise: object): void {
    const { rejections } = this.task.state();
    if (rejections.pending.delete(promise)) return;
    if (rejections.told.delete(promise)) addTo(rejections.late, promise);
  }

  /** V8's own promises have come into use: from now on its queue keeps the order of all microtasks. */
  useNativeQueue(): void {
    handOver((work, code, value) => nativeMicrotask(() => void this.driver.run(work, code, value)));
  }
}

/** `queueMicrotask`. */
export const queueCallback = (fn: Function): void => addMicrotask(hold(new Callback(fn)), PENDING, undefined);
