import * as native from 'node:timers';
import { inspect } from 'node:util';
import { hold } from '../context.ts';
import { addTo } from '../list.ts';
import { job } from '../loop/jobs.ts';
import { enqueue } from '../loop/queue.ts';
import type { Immediate, Timer } from '../loop/state.ts';
import { insertTimer, refTimer, removeTimer, timerDelay } from '../loop/timers.ts';
import type { Task } from '../task.ts';
import { refusing } from './unsupported.ts';

function callback(fn: unknown): Function {
  if (typeof fn === 'function') return fn;
  throw Object.assign(
    new TypeError(`The "callback" argument must be of type function. Received ${inspect(fn)}`),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}

/** setTimeout and the others, on the loop's own timers. */
export function makeTimers(task: Task) {
  class Timeout {
    /** Not enumerable, so that printing a Timeout does not print the runtime. */
    declare readonly timer: Timer;
    constructor(timer: Timer) {
      Object.defineProperty(this, 'timer', { value: timer });
      timer.handle = this;
    }
    ref(): this {
      refTimer(task.state.timers, this.timer, true);
      return this;
    }
    unref(): this {
      refTimer(task.state.timers, this.timer, false);
      return this;
    }
    hasRef(): boolean {
      return this.timer.ref;
    }
    refresh(): this {
      const { timers } = task.state;
      if (this.timer.active || this.timer.fn) {
        if (timers.byId.has(this.timer.id)) removeTimer(timers, this.timer);
        insertTimer(timers, this.timer, task.loop.nowMs());
      }
      return this;
    }
    close(): this {
      clearTimeout(this);
      return this;
    }
    [Symbol.toPrimitive](): number {
      return this.timer.id;
    }
  }

  class NodeImmediate {
    declare readonly immediate: Immediate;
    constructor(immediate: Immediate) {
      Object.defineProperty(this, 'immediate', { value: immediate });
      immediate.handle = this;
    }
    ref(): this {
      this.immediate.ref = true;
      return this;
    }
    unref(): this {
      this.immediate.ref = false;
      return this;
    }
    hasRef(): boolean {
      return this.immediate.ref;
    }
  }
  Object.defineProperty(NodeImmediate, 'name', { value: 'Immediate' });

  function start(fn: unknown, delay: unknown, repeat: boolean, args: unknown[]): Timeout {
    const { timers } = task.state;
    const timer: Timer = {
      kind: 'timer',
      id: ++timers.lastId,
      fn: callback(fn),
      args,
      delayMs: timerDelay(delay),
      repeat,
      startMs: 0,
      active: false,
      ref: true,
      handle: null,
    };
    insertTimer(timers, hold(timer), task.loop.nowMs());
    return new Timeout(timer);
  }

  function clearTimeout(handle: unknown): void {
    const { timers } = task.state;
    const timer =
      handle instanceof Timeout
        ? handle.timer
        : typeof handle === 'number' || typeof handle === 'string'
          ? timers.byId.get(Number(handle))
          : undefined;
    if (!timer) return;
    if (timers.byId.has(timer.id)) removeTimer(timers, timer);
    // In its own callback it is in no list: this keeps an interval from going on.
    else timer.active = false;
  }

  function setImmediate(fn: unknown, ...args: unknown[]): NodeImmediate {
    const immediate: Immediate = {
      kind: 'immediate',
      fn: callback(fn),
      args,
      active: true,
      ref: true,
      handle: null,
    };
    addTo(task.state.immediates, hold(immediate));
    return new NodeImmediate(immediate);
  }

  return {
    Timeout,
    Immediate: NodeImmediate,
    functions: {
      setTimeout: function setTimeout(fn: unknown, delay?: unknown, ...args: unknown[]) {
        return start(fn, delay, false, args);
      },
      setInterval: function setInterval(fn: unknown, delay?: unknown, ...args: unknown[]) {
        return start(fn, delay, true, args);
      },
      setImmediate,
      clearTimeout,
      clearInterval: function clearInterval(handle: unknown) {
        clearTimeout(handle);
      },
      clearImmediate: function clearImmediate(handle: unknown) {
        if (handle instanceof NodeImmediate) handle.immediate.active = false;
      },
    },
    /** `process.nextTick`. */
    nextTick: function nextTick(fn: unknown, ...args: unknown[]) {
      if (!task.state.process.exiting) enqueue(task.state.ticks, job(callback(fn), undefined, args));
    },
  };
}
export type TimersApi = ReturnType<typeof makeTimers>;

/** Deprecated for long, and gone in later versions. */
export const refusedOfTimers = (): Record<string, Function> =>
  Object.fromEntries(
    ['_unrefActive', 'active', 'enroll', 'unenroll']
      .filter((name) => name in native)
      .map((name) => [name, refusing(`timers.${name}`)]),
  );
