/** Emitters whose listeners are called by compiled code, so that a task can move in the middle of one. */
import { EventEmitter } from 'node:events';

export { MovableEmitter } from './movable-emitter.mjs';

export class MessageEvent extends Event {
  constructor(type, { data = null, origin = '', lastEventId = '', source = null, ports = [], ...rest } = {}) {
    super(type, rest);
    Object.assign(this, { data, origin, lastEventId, source, ports });
  }
}

/** Both `EventTarget` and an emitter, as Node's ports are: `on` gets the value, `addEventListener` the event. */
export class MovableTarget extends EventTarget {
  #listeners = new Map();

  #add(type, fn, { once = false, gets, signal }) {
    if (typeof fn !== 'function' && typeof fn?.handleEvent !== 'function') {
      if (gets === 'event') return;
      new EventEmitter().on(type, fn);
    }
    if (signal?.aborted) return;
    const list = this.#listeners.get(type) ?? [];
    if (list.some((each) => each.fn === fn && each.gets !== 'handler')) return;
    this.#listeners.set(type, [...list, { fn, once, gets }]);
    signal?.addEventListener('abort', () => this.#remove(type, fn), { once: true });
    this.listenersChanged(type, list.length + 1, list.length);
  }
  #remove(type, fn) {
    const list = this.#listeners.get(type) ?? [];
    const rest = list.filter((each) => each.fn !== fn);
    if (rest.length === list.length) return;
    this.#listeners.set(type, rest);
    this.listenersChanged(type, rest.length, list.length);
  }
  listenersChanged() {}

  /** Calls who listens; `value` is what `on` gets. */
  tell(type, value, event) {
    const list = this.#listeners.get(type) ?? [];
    for (const { fn, once, gets } of list) {
      if (once) this.#remove(type, fn);
      if (gets === 'value') fn.call(this, value);
      else if (typeof fn === 'function') fn.call(this, event());
      else fn.handleEvent(event());
    }
    return list.length > 0;
  }

  addEventListener(type, fn, options) {
    const { once, signal } = typeof options === 'object' && options !== null ? options : {};
    this.#add(type, fn, { once, signal, gets: 'event' });
  }
  removeEventListener(type, fn) {
    this.#remove(type, fn);
  }
  dispatchEvent(event) {
    showTarget(event, this);
    this.tell(event.type, event, () => event);
    return !event.defaultPrevented;
  }
  on(type, fn) {
    this.#add(type, fn, { gets: 'value' });
    return this;
  }
  addListener(type, fn) {
    return this.on(type, fn);
  }
  once(type, fn) {
    this.#add(type, fn, { once: true, gets: 'value' });
    return this;
  }
  off(type, fn) {
    this.#remove(type, fn);
    return this;
  }
  removeListener(type, fn) {
    return this.off(type, fn);
  }
  removeAllListeners(type) {
    for (const each of type === undefined ? [...this.#listeners.keys()] : [type])
      for (const { fn } of this.#listeners.get(each) ?? []) this.#remove(each, fn);
    return this;
  }
  emit(type, value) {
    return this.tell(type, value, () => eventOf(type, value, this));
  }
  listenerCount(type) {
    return this.#listeners.get(type)?.length ?? 0;
  }
  eventNames() {
    return [...this.#listeners].filter(([, list]) => list.length > 0).map(([type]) => type);
  }
  setMaxListeners() {}
  getMaxListeners() {
    return 10;
  }

  handler(type) {
    return this.#listeners.get(type)?.find(({ gets }) => gets === 'handler')?.fn ?? null;
  }
  setHandler(type, fn) {
    const known = this.handler(type);
    if (known) this.#remove(type, known);
    if (typeof fn === 'function' || typeof fn === 'object') this.#addHandler(type, fn);
  }
  #addHandler(type, fn) {
    if (fn === null) return;
    const list = this.#listeners.get(type) ?? [];
    this.#listeners.set(type, [...list, { fn, once: false, gets: 'handler' }]);
    this.listenersChanged(type, list.length + 1, list.length);
  }
}

function showTarget(event, target) {
  for (const name of ['target', 'currentTarget', 'srcElement'])
    Object.defineProperty(event, name, { value: target, configurable: true });
}

export function eventOf(type, value, target, ports = []) {
  const event =
    type === 'message' || type === 'messageerror'
      ? new MessageEvent(type, { data: value, ports })
      : new Event(type);
  showTarget(event, target);
  return event;
}
