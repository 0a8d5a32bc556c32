/** An emitter whose listeners are called by compiled code, so that a task can move in the middle of one. */
import { EventEmitter } from 'node:events';

export class MovableEmitter extends EventEmitter {
  emit(type, ...values) {
    const listeners = this.rawListeners(type);
    if (listeners.length === 0) {
      if (type === 'error') return super.emit(type, ...values);
      return false;
    }
    for (const listener of listeners) listener.call(this, ...values);
    return true;
  }
  once(type, listener) {
    return this.on(type, onceWrapper(this, type, listener));
  }
  prependOnceListener(type, listener) {
    return this.prependListener(type, onceWrapper(this, type, listener));
  }
}

function onceWrapper(emitter, type, listener) {
  if (typeof listener !== 'function') return listener;
  const wrapper = (...values) => {
    emitter.removeListener(type, wrapper);
    return listener.call(emitter, ...values);
  };
  wrapper.listener = listener;
  return wrapper;
}
