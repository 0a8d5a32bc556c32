/** In the place of undici's own: what sends its requests, unless the program has put another there. */
import { Dispatcher } from './dispatcher.mjs';

const KEY = Symbol.for('undici.globalDispatcher.1');
let ours;

export function getGlobalDispatcher() {
  if (globalThis[KEY]) return globalThis[KEY];
  ours ??= new Dispatcher();
  return ours;
}
export function setGlobalDispatcher(value) {
  Object.defineProperty(globalThis, KEY, { value, writable: true, enumerable: false, configurable: false });
}
