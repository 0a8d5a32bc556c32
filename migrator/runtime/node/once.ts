/** `emitter.once` of newer versions of Node.js keeps a closure of Node's own; ours keeps data, as the older ones did. */
import { EventEmitter } from 'node:events';
import { boundPartsOf } from '../heap/stamp.ts';
import { carriable } from '../promise/resolving.ts';
import { validators } from './fs/checks.ts';

const { apply, defineProperty } = Reflect;

interface Once {
  target: EventEmitter;
  type: string | symbol;
  listener: (...args: unknown[]) => void;
  wrapper: ((...args: unknown[]) => void) | undefined;
  isFired: boolean;
}

function fire(once: Once, ...args: unknown[]): unknown {
  if (once.isFired) return undefined;
  once.isFired = true;
  once.target.removeListener(once.type, once.wrapper!);
  return apply(once.listener, once.target, args);
}

function wrapped(target: EventEmitter, type: string | symbol, listener: Once['listener']): Once['listener'] {
  const once: Once = { target, type, listener, wrapper: undefined, isFired: false };
  const wrapper = carriable(fire, once) as Once['listener'];
  once.wrapper = wrapper;
  defineProperty(wrapper, 'listener', {
    value: listener,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return wrapper;
}

/** What Node's own binds to its state: a function that nothing else leads to. */
export function onceWrapper(): Function | undefined {
  const emitter = new EventEmitter().once('event', () => {});
  return boundPartsOf(emitter.rawListeners('event')[0]!)?.target;
}

/** Before the builtins are recorded. */
export function patchOnce(): void {
  if (onceWrapper()) return;
  const methods = {
    once(this: EventEmitter, type: string | symbol, listener: Once['listener']): EventEmitter {
      validators.validateFunction(listener, 'listener');
      return this.on(type, wrapped(this, type, listener));
    },
    prependOnceListener(this: EventEmitter, type: string | symbol, listener: Once['listener']): EventEmitter {
      validators.validateFunction(listener, 'listener');
      return this.prependListener(type, wrapped(this, type, listener));
    },
  };
  for (const [name, value] of Object.entries(methods))
    defineProperty(EventEmitter.prototype, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}
