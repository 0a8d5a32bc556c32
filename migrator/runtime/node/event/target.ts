/** `EventTarget` (WHATWG DOM 2.7), with Node's ways: who listens is a list of plain data. */
import { named, shownAs } from '../class-looks.ts';
import { nodeError } from '../errors.ts';
import { EVENT, eventState, GuestEvent, isObject } from './event.ts';

/** One who listens. The list goes on behind one that was taken out while an event is being told. */
interface Listening {
  callback: Function | { handleEvent?: unknown };
  once: boolean;
  capture: boolean;
  passive: boolean;
  /** The attribute `onabort` and the like: the callback may change, the place stays. */
  isHandler: boolean;
  isRemoved: boolean;
  next: Listening | null;
}
interface ListenerOptions {
  once?: unknown;
  capture?: unknown;
  passive?: unknown;
  signal?: { aborted: boolean; addEventListener: Function } | null;
}

/** What a target needs of the task: an error in a listener is thrown by itself, in the next tick. */
export interface TargetTask {
  throwLater(error: unknown): void;
  /** A bound function that the heap can carry; `target` must be registered. */
  removeLater: (target: object, type: string, callback: unknown, capture: boolean) => Function;
  warn(warning: Error): void;
}
let task: TargetTask;
export function useTargetTask(theTask: TargetTask): void {
  task = theTask;
}

export const LISTENERS = Symbol('listeners');
/** A method that hears when the listeners of a type come or go. */
export const CHANGED = Symbol('changed');

/** How many may listen before a warning, where the program has set it. */
export const MOST = Symbol('maxListeners');

/** What `events.getEventListeners` gives; undefined of what is no target of ours. */
export function listenersOf(target: unknown, type: string): unknown[] | undefined {
  if (!(target instanceof GuestEventTarget)) return undefined;
  const found: unknown[] = [];
  for (let each = target[LISTENERS].get(type) ?? null; each; each = each.next)
    if (!each.isRemoved) found.push(each.callback);
  return found;
}
export function mostListenersOf(target: unknown): number | undefined {
  return target instanceof GuestEventTarget ? (target[MOST] ?? -1) : undefined;
}
export function setMostListeners(target: unknown, count: number): boolean {
  if (!(target instanceof GuestEventTarget)) return false;
  Object.defineProperty(target, MOST, { value: count, writable: true, configurable: true });
  return true;
}

export class GuestEventTarget {
  declare [MOST]?: number;
  /** By type, the first of each list. */
  [LISTENERS]: Map<string, Listening>;

  constructor() {
    this[LISTENERS] = new Map();
  }

  addEventListener(type: unknown, listener: unknown, options: ListenerOptions | boolean = {}): void {
    listsOf(this);
    if (arguments.length < 2) throw nodeError('ERR_MISSING_ARGS', 'type', 'listener');
    const { once, capture, passive, signal } = optionsOf(options);
    if (signal !== undefined && !isSignal(signal))
      throw nodeError('ERR_INVALID_ARG_TYPE', 'options.signal', 'AbortSignal', signal);
    if (!isListener(listener)) {
      const words = `addEventListener called with ${String(listener)} which has no effect.`;
      task.warn(
        Object.assign(new Error(words), { name: 'AddEventListenerArgumentTypeWarning', target: this, type }),
      );
      return;
    }
    const key = String(type);
    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', task.removeLater(this, key, listener, capture), { once: true });
    }
    const made: Listening = {
      callback: listener,
      once,
      capture,
      passive,
      isHandler: false,
      isRemoved: false,
      next: null,
    };
    append(this, key, made);
  }

  removeEventListener(type: unknown, listener: unknown, options: ListenerOptions | boolean = {}): void {
    listsOf(this);
    if (arguments.length < 2) throw nodeError('ERR_MISSING_ARGS', 'type', 'listener');
    if (isListener(listener)) remove(this, String(type), listener, optionsOf(options).capture);
  }

  dispatchEvent(event: unknown): boolean {
    listsOf(this);
    if (arguments.length < 1) throw nodeError('ERR_MISSING_ARGS', 'event');
    if (!isObject(event) || !event[EVENT as never])
      throw nodeError('ERR_INVALID_ARG_TYPE', 'event', 'Event', event);
    const state = eventState(event);
    if (state.isDispatched) throw nodeError('ERR_EVENT_RECURSION', state.type);
    dispatch(this, event);
    return !(state.cancelable && state.defaultPrevented);
  }
}
named(GuestEventTarget, 'EventTarget');
shownAs(GuestEventTarget, () => ({}));

function listsOf(target: unknown): Map<string, Listening> {
  const lists = isObject(target) ? (target as unknown as GuestEventTarget)[LISTENERS] : undefined;
  if (!lists) throw nodeError('ERR_INVALID_THIS', 'EventTarget');
  return lists;
}
export const isTarget = (value: unknown): value is GuestEventTarget =>
  isObject(value) && (value as unknown as GuestEventTarget)[LISTENERS] !== undefined;
const isSignal = (value: unknown): boolean => isObject(value) && 'aborted' in value;

function optionsOf(options: unknown) {
  if (options === null || options === undefined) return { once: false, capture: false, passive: false };
  if (typeof options === 'boolean') return { once: false, capture: options, passive: false };
  if (!isObject(options)) throw nodeError('ERR_INVALID_ARG_TYPE', 'options', 'Object', options);
  const { once, capture, passive, signal } = options as ListenerOptions;
  return { once: !!once, capture: !!capture, passive: !!passive, signal };
}

function isListener(value: unknown): value is Listening['callback'] {
  if (value === undefined || value === null) return false;
  if (isObject(value)) return true;
  throw nodeError('ERR_INVALID_ARG_TYPE', 'listener', 'EventListener', value);
}

function append(target: GuestEventTarget, type: string, made: Listening): void {
  const lists = target[LISTENERS];
  let last = lists.get(type);
  if (!last) lists.set(type, made);
  else {
    for (; ; last = last.next) {
      if (isSame(last, made)) return;
      if (!last.next) break;
    }
    last.next = made;
  }
  changed(target, type);
}
const isSame = (a: Listening, b: Listening): boolean =>
  a.callback === b.callback && a.capture === b.capture && !a.isHandler && !b.isHandler;

export function remove(target: GuestEventTarget, type: string, callback: unknown, capture: boolean): void {
  for (let at = target[LISTENERS].get(type) ?? null; at; at = at.next)
    if (at.callback === callback && at.capture === capture) return takeOut(target, type, at);
}

function takeOut(target: GuestEventTarget, type: string, gone: Listening): void {
  const lists = target[LISTENERS];
  gone.isRemoved = true;
  const first = lists.get(type);
  if (first !== gone) {
    for (let at = first ?? null; at; at = at.next) if (at.next === gone) at.next = gone.next;
  } else if (gone.next) lists.set(type, gone.next);
  else lists.delete(type);
  changed(target, type);
}

function changed(target: object, type: string): void {
  (target as { [CHANGED]?(type: string): void })[CHANGED]?.(type);
}

export function dispatch(target: GuestEventTarget, event: object): void {
  const lists = listsOf(target);
  const state = eventState(event);
  state.target = target;
  state.isDispatched = true;
  for (let at = lists.get(state.type) ?? null; at; ) {
    const { next } = at;
    if (!at.isRemoved && !state.stopsAtOnce) {
      if (at.once) takeOut(target, state.type, at);
      tell(at.callback, target, event);
    }
    at = next;
  }
  state.isDispatched = false;
}

function tell(callback: Listening['callback'], target: object, event: object): void {
  try {
    let result: unknown;
    if (typeof callback === 'function') result = Reflect.apply(callback, target, [event]);
    else if (callback.handleEvent)
      result = Reflect.apply(callback.handleEvent as Function, callback, [event]);
    if (!isObject(result)) return;
    const { then } = result as { then?: unknown };
    if (typeof then === 'function') Reflect.apply(then, result, [undefined, task.throwLater]);
  } catch (error) {
    task.throwLater(error);
  }
}

/** Trusted, as those of the runtime's own are. */
export function trustedEvent(type: string): GuestEvent {
  const event = new GuestEvent(type);
  event[EVENT].isTrusted = true;
  return event;
}

/** An attribute such as `onabort`: one callback, which keeps its place among the listeners. */
export function handlerAttribute(type: string): PropertyDescriptor {
  const find = (target: object): Listening | null => {
    let at = listsOf(target).get(type) ?? null;
    while (at && !at.isHandler) at = at.next;
    return at;
  };
  const name = `on${type}`;
  const accessor = {
    get [name](): unknown {
      return find(this)?.callback ?? null;
    },
    set [name](value: unknown) {
      const known = find(this);
      const target = this as unknown as GuestEventTarget;
      if (typeof value !== 'function' && !isObject(value)) {
        if (known) takeOut(target, type, known);
      } else if (known) known.callback = value as Function;
      else
        append(target, type, {
          callback: value as Function,
          once: false,
          capture: false,
          passive: false,
          isHandler: true,
          isRemoved: false,
          next: null,
        });
    },
  };
  return { ...Object.getOwnPropertyDescriptor(accessor, name)!, enumerable: true, configurable: true };
}
