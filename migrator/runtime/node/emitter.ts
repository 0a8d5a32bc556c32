import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import type { EmitterName, Listener, Listeners } from '../loop/state.ts';
import { carriable } from '../promise/resolving.ts';
import type { Task } from '../task.ts';
import { nodeError } from './errors.ts';

/** What an emitter of ours keeps its listeners in, and what it does when they change. */
export interface EmitterStore {
  listeners(self: object): Listeners;
  /** What `setMaxListeners` has set; its default is 10, or `EventEmitter.defaultMaxListeners`. */
  most?: { get(): number | undefined; set(count: number): void };
  changed?(self: object, event: string | symbol, count: number): void;
}

type Event = string | symbol;

/** Where `process` and the standard streams keep how many may listen. */
export const mostOf = (task: Task, name: EmitterName): EmitterStore['most'] => ({
  get: () => task.state.maxListeners?.[name],
  set(count) {
    task.state.maxListeners = { ...task.state.maxListeners, [name]: count };
  },
});

/** What `rawListeners` shows of one that listens once: it leaves when it is called. */
export function fireOnce(
  self: { off(event: Event, fn: unknown): void },
  event: Event,
  fn: Function,
  ...args: unknown[]
): unknown {
  self.off(event, fn);
  return Reflect.apply(fn, self, args);
}

/**
 * The methods of EventEmitter on listeners that are plain data in the task's state. Events that the runtime raises do
 * not pass here: each listener is a job of the loop then.
 */
export function emitterMethods(store: EmitterStore) {
  const of = (self: object, event: Event): Listener[] => store.listeners(self).get(event) ?? [];

  function put(self: object, event: Event, listeners: Listener[]): void {
    if (listeners.length > 0) store.listeners(self).set(event, listeners);
    else store.listeners(self).delete(event);
    store.changed?.(self, event, listeners.length);
  }

  function add(self: object, event: Event, fn: unknown, once: boolean, first: boolean): void {
    if (typeof fn !== 'function') {
      throw Object.assign(
        new TypeError(`The "listener" argument must be of type function. Received ${inspect(fn)}`),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
    }
    tell(self, 'newListener', event, fn);
    const before = of(self, event);
    const listener = { fn, once };
    put(self, event, first ? [listener, ...before] : [...before, listener]);
  }

  /** As Node's emitters tell of themselves. */
  function tell(self: object, what: 'newListener' | 'removeListener', event: Event, fn: unknown): void {
    for (const listener of of(self, what)) Reflect.apply(listener.fn, self, [event, fn]);
  }

  return {
    on(this: object, event: Event, fn: unknown) {
      add(this, event, fn, false, false);
      return this;
    },
    addListener(this: object, event: Event, fn: unknown) {
      add(this, event, fn, false, false);
      return this;
    },
    once(this: object, event: Event, fn: unknown) {
      add(this, event, fn, true, false);
      return this;
    },
    prependListener(this: object, event: Event, fn: unknown) {
      add(this, event, fn, false, true);
      return this;
    },
    prependOnceListener(this: object, event: Event, fn: unknown) {
      add(this, event, fn, true, true);
      return this;
    },
    off(this: object, event: Event, fn: unknown) {
      const before = of(this, event);
      const at = before.findLastIndex((listener) => listener.fn === fn);
      if (at < 0) return this;
      put(this, event, before.toSpliced(at, 1));
      tell(this, 'removeListener', event, fn);
      return this;
    },
    removeListener(this: object, event: Event, fn: unknown) {
      const before = of(this, event);
      const at = before.findLastIndex((listener) => listener.fn === fn);
      if (at < 0) return this;
      put(this, event, before.toSpliced(at, 1));
      tell(this, 'removeListener', event, fn);
      return this;
    },
    removeAllListeners(this: object, event?: Event) {
      for (const each of event === undefined ? [...store.listeners(this).keys()] : [event])
        put(this, each, []);
      return this;
    },
    emit(this: object, event: Event, ...args: unknown[]) {
      const now = of(this, event);
      if (now.length === 0) {
        if (event === 'error') throw args[0];
        return false;
      }
      if (now.some((listener) => listener.once))
        put(
          this,
          event,
          now.filter((listener) => !listener.once),
        );
      for (const { fn } of now) Reflect.apply(fn, this, args);
      return true;
    },
    listenerCount(this: object, event: Event) {
      return of(this, event).length;
    },
    listeners(this: object, event: Event) {
      return of(this, event).map(({ fn }) => fn);
    },
    rawListeners(this: object, event: Event) {
      return of(this, event).map(({ fn, once }) =>
        once ? Object.assign(carriable(fireOnce, this, event, fn), { listener: fn }) : fn,
      );
    },
    eventNames(this: object) {
      return [...store.listeners(this).keys()];
    },
    setMaxListeners(this: object, count: number) {
      if (typeof count !== 'number' || count < 0 || Number.isNaN(count))
        throw nodeError('ERR_OUT_OF_RANGE', 'setMaxListeners', 'a non-negative number', count);
      store.most?.set(count);
      return this;
    },
    getMaxListeners() {
      return store.most?.get() ?? EventEmitter.defaultMaxListeners;
    },
  };
}
