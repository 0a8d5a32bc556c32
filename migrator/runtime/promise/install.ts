import { job } from '../loop/jobs.ts';
import { enqueue } from '../loop/queue.ts';
import type { Job, RuntimeState } from '../loop/state.ts';
import { type AsyncDriver, AsyncTask } from './async.ts';
import { fieldsOf, performThen, Reaction, setPromiseHost } from './fields.ts';
import { FromSync, fromSyncInternals } from './from-sync.ts';
import { GuestPromise } from './promise.ts';
import { Resolving, resolvingInternals } from './resolving.ts';
import { Element, Gathering, installStatics, staticInternals } from './statics.ts';

const nativeMicrotask = queueMicrotask;

/** What promises need of the task. */
export interface PromiseTask {
  state(): RuntimeState;
  /** V8's own promises are in use too: then its queue keeps the order of all jobs. */
  usesNative(): boolean;
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
    setPromiseHost({
      reaction: (reaction, how, value) => this.addJob(job(driver.react, driver, [reaction, how, value])),
      thenable: (promise, thenable, then) =>
        this.addJob(job(driver.follow, driver, [promise, thenable, then])),
      rejected: (promise) => void task.state().rejections.pending.push(promise),
      handled: (promise) => this.handled(promise),
    });
  }

  /** By path, so that the heap may hold them. */
  internals(): { functions: object; classes: Record<string, { prototype: object }>; driver: object } {
    const { driver, mainFailed } = this;
    return {
      functions: {
        ...resolvingInternals,
        ...staticInternals,
        ...fromSyncInternals,
        react: driver.react,
        follow: driver.follow,
        mainFailed,
      },
      classes: { FromSync, Reaction, Resolving, Gathering, Element, AsyncTask },
      driver,
    };
  }

  /** The main program's promise: its rejection ends the task. */
  followMain(promise: object): void {
    this.task.state().main = promise;
    const reaction = new Reaction();
    reaction.onRejected = this.mainFailed;
    performThen(promise, reaction);
  }

  /** Rejections that nobody has handled by now, each told once. */
  takeUnhandled(): { promise: object; reason: unknown }[] {
    const { rejections } = this.task.state();
    const found = rejections.pending.splice(0);
    for (const promise of found) rejections.told.add(promise);
    return found.map((promise) => ({ promise, reason: fieldsOf(promise).value }));
  }

  /** Told of, and handled since. */
  takeHandledLate(): object[] {
    return this.task.state().rejections.late.splice(0);
  }

  private handled(promise: object): void {
    const { rejections } = this.task.state();
    const at = rejections.pending.indexOf(promise);
    if (at >= 0) rejections.pending.splice(at, 1);
    else if (rejections.told.delete(promise)) rejections.late.push(promise);
  }

  private addJob(each: Job): void {
    if (this.task.usesNative()) nativeMicrotask(() => void (each.fn as Function).apply(each.self, each.args));
    else enqueue(this.task.state().microtasks, each);
  }
}
