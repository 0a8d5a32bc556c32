/** The web's events in the places of Node's own, whose listeners and signals no capture could read. */
import { job } from '../../loop/jobs.ts';
import { enqueue } from '../../loop/queue.ts';
import { carriable } from '../../promise/resolving.ts';
import type { Task } from '../../task.ts';
import type { RegisterIntrinsic } from '../index.ts';
import type { TimersApi } from '../timers.ts';
import { abortSignal, GuestAbortController, GuestAbortSignal, SIGNAL, timedOut, useTimer } from './abort.ts';
import { DETAIL, EVENT, GuestCustomEvent, GuestEvent } from './event.ts';
import { CHANGED, GuestEventTarget, LISTENERS, MOST, remove, useTargetTask } from './target.ts';

/** By the name of the global. */
export const eventClasses = {
  Event: GuestEvent,
  CustomEvent: GuestCustomEvent,
  EventTarget: GuestEventTarget,
  AbortSignal: GuestAbortSignal,
  AbortController: GuestAbortController,
};

function throwNow(error: unknown): never {
  throw error;
}

export function makeEvents(task: Task, { functions }: TimersApi, warn: (warning: Error) => void) {
  const throwLater = (error: unknown): void => enqueue(task.state.ticks, job(throwNow, undefined, [error]));
  useTargetTask({
    throwLater,
    removeLater: (...args) => carriable(remove, ...args),
    warn,
  });
  useTimer((signal, delayMs) => void functions.setTimeout(timedOut, delayMs, signal).unref());
  /** What the heap may hold of it. */
  const internals = {
    throwNow,
    throwLater,
    remove,
    timedOut,
    abortSignal,
    EVENT,
    DETAIL,
    LISTENERS,
    SIGNAL,
    CHANGED,
    MOST,
  };
  return {
    register(register: RegisterIntrinsic): void {
      register('omosix:event', internals);
      for (const [name, made] of Object.entries(eventClasses))
        register(`omosix:event.${name}`, made, { plainInstances: true });
    },
  };
}
