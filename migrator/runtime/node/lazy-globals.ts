/**
 * Globals that Node loads when they are first read, and then puts in the place of their getters. Those that cost nothing are loaded
 * before the program; for the others a getter of ours stays, which is the same before and after, so that nothing seems changed.
 */
import { unseen } from '../promise/unseen.ts';

const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

const CHEAP = [
  'atob',
  'btoa',
  'Blob',
  'File',
  'Performance',
  'PerformanceEntry',
  'PerformanceMark',
  'PerformanceMeasure',
  'PerformanceObserver',
  'PerformanceObserverEntryList',
  'PerformanceResourceTiming',
];

/**
 * Where `fetch` looks for what sends its requests. Node's own, which comes there with its classes (as soon as somebody looks at them, since
 * Node 22), would send from here and not from home: the program has none until it puts one there.
 */
const SENDER = Symbol.for('undici.globalDispatcher.1');
function forgetSender(): void {
  if (SENDER in globalThis) (globalThis as Record<symbol, unknown>)[SENDER] = undefined;
}

/** Tells that a global has been loaded, so that the heap may hold it; `also` are keys that Node has put on `globalThis` on the way. */
type Loaded = (name: string, value: unknown, also: PropertyKey[]) => void;

/** `load` gives a global by its name, where a snapshot speaks of it. */
export function installLazyGlobals(): { load(name: string): void; register(loaded: Loaded): void } {
  for (const name of CHEAP) void (globalThis as Record<string, unknown>)[name];
  const values = new Map<string, unknown>();
  const loaders = new Map<string, () => unknown>();
  let loaded: Loaded = () => {};

  function valueOf(name: string): unknown {
    if (values.has(name)) return values.get(name);
    const before = new Set(ownKeys(globalThis));
    const value = unseen(loaders.get(name)!);
    values.set(name, value);
    const also = ownKeys(globalThis).filter((key) => !before.has(key));
    if (also.includes(SENDER)) forgetSender();
    loaded(name, value, also);
    return value;
  }

  for (const [name, { get, set, configurable }] of Object.entries(
    Object.getOwnPropertyDescriptors(globalThis),
  )) {
    if (!get || !set || !configurable || !/^[A-Z]/.test(name) || name === 'Buffer') continue;
    const accessor = {
      get [name](): unknown {
        return valueOf(name);
      },
      set [name](value: unknown) {
        defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
      },
    };
    const ours = { ...getOwnPropertyDescriptor(accessor, name)!, enumerable: false, configurable: true };
    loaders.set(name, () => {
      const before = getOwnPropertyDescriptor(globalThis, name);
      const value = Reflect.apply(get, globalThis, []);
      // Node has put the value there.
      if (before) defineProperty(globalThis, name, before);
      else delete (globalThis as Record<string, unknown>)[name];
      return value;
    });
    defineProperty(globalThis, name, ours);
  }
  forgetSender();
  return {
    load: (name) => void (loaders.has(name) && valueOf(name)),
    register(theLoaded) {
      loaded = theLoaded;
    },
  };
}
