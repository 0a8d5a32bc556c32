import type { webcrypto } from 'node:crypto';
import { builtinModules } from 'node:module';
import { promisify } from 'node:util';
import { FinalizationRegistry } from '../finalization.ts';
import { queueCallback } from '../promise/install.ts';
import type { Task } from '../task.ts';
import { patchAtomics } from './atomics.ts';
import { makeDate, patchPerformance } from './clocks.ts';
import { eventClasses } from './event/index.ts';
import { installLazyGlobals } from './lazy-globals.ts';
import { CryptoKey } from './native/crypto-key.ts';
import { cloneStructured } from './structured-clone.ts';
import type { TimersApi } from './timers.ts';
import { refusing } from './unsupported.ts';
import { patchWebAssembly } from './web-assembly.ts';

/** `node -e` has these and every builtin module as globals; a program has none of them. */
const REMOVED = ['require', 'module', 'exports', '__filename', '__dirname'];
/** Globals that bear the name of a module. */
const KEPT = new Set(['console', 'process']);

/** Globals that would reach outside the process without the deputy. */
const REFUSED = [
  'fetch',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MessageChannel',
  'MessagePort',
  'Worker',
  'CompressionStream',
  'DecompressionStream',
];

const put = (name: string, value: unknown) =>
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });

const nativeMicrotask = queueMicrotask;

/** Puts the guest's API in the place of Node's. After this nothing of ours may use the globals for itself. */
export function installGlobals(
  task: Task,
  guest: {
    process: object;
    console: object;
    timers: TimersApi;
    timersPromises: Record<string, unknown>;
    import: (name: string) => object;
  },
): ReturnType<typeof installLazyGlobals> {
  for (const name of [...REMOVED, ...builtinModules])
    if (!KEPT.has(name)) delete (globalThis as Record<string, unknown>)[name];
  const lazy = installLazyGlobals();
  for (const name of REFUSED) if (name in globalThis) put(name, refusing(name));
  for (const [name, value] of Object.entries(guest.timers.functions)) put(name, value);
  const promised = guest.timersPromises;
  Object.defineProperty(guest.timers.functions.setTimeout, promisify.custom, { value: promised.setTimeout });
  Object.defineProperty(guest.timers.functions.setImmediate, promisify.custom, {
    value: promised.setImmediate,
  });

  put('process', guest.process);
  put('console', guest.console);
  put('$import', guest.import);
  put('Date', makeDate(task));
  put('FinalizationRegistry', FinalizationRegistry);
  patchPerformance(task);
  patchWebAssembly();
  patchAtomics(task);
  const { random } = task;
  Object.defineProperty(Math, 'random', {
    value: { random: () => random.next() }.random,
    writable: true,
    configurable: true,
  });

  const { queueMicrotask } = {
    queueMicrotask(fn: unknown) {
      // Its own error for what is no function.
      if (typeof fn === 'function') queueCallback(fn);
      else nativeMicrotask(fn as () => void);
    },
  };
  put('queueMicrotask', queueMicrotask);
  Object.defineProperty(cloneStructured, 'length', { value: 0, configurable: true });
  Object.defineProperty(globalThis, 'structuredClone', {
    value: cloneStructured,
    writable: true,
    enumerable: true,
    configurable: true,
  });

  for (const [name, value] of Object.entries(eventClasses)) put(name, value);
  put('CryptoKey', CryptoKey);
  // Loaded when it is used, as in Node.
  Object.defineProperty(globalThis, 'crypto', {
    get: () => (guest.import('crypto') as { webcrypto: typeof webcrypto }).webcrypto,
    configurable: true,
    enumerable: true,
  });
  return lazy;
}
