/** `node:async_hooks`: storages and resources on contexts that the task's own jobs and promises carry. */
import { type Context, contextNow, enterContext } from '../context.ts';
import { carriable } from '../promise/resolving.ts';
import { nodeError } from './errors.ts';
import type { RegisterIntrinsic } from './index.ts';
import { copyOf } from './native/copy.ts';

const { apply } = Reflect;

/** In another context, back in the one before in any case. */
function within<R>(context: Context, fn: Function, self: unknown, args: unknown[]): R {
  const before = contextNow();
  enterContext(context);
  try {
    return apply(fn, self, args) as R;
  } finally {
    enterContext(before);
  }
}

const runHere = (context: Context, fn: Function, ...args: unknown[]): unknown =>
  within(context, fn, undefined, args);
const snapshotted = (context: Context, fn: Function, ...args: unknown[]): unknown =>
  within(context, fn, undefined, args);

interface StorageOptions {
  defaultValue?: unknown;
  name?: string;
}

class AsyncLocalStorage {
  defaultValue: unknown;
  name: string;
  constructor({ defaultValue, name = '' }: StorageOptions = {}) {
    this.defaultValue = defaultValue;
    this.name = name;
    for (const key of ['defaultValue', 'name']) Object.defineProperty(this, key, { enumerable: false });
  }
  static bind(fn: Function): Function {
    assertFunction(fn, 'fn');
    return carriable(runHere, contextNow(), fn);
  }
  static snapshot(): Function {
    return carriable(snapshotted, contextNow());
  }
  getStore(): unknown {
    const context = contextNow();
    return context?.has(this) ? context.get(this) : this.defaultValue;
  }
  enterWith(store: unknown): void {
    enterContext(withStore(this, store));
  }
  run(store: unknown, fn: Function, ...args: unknown[]): unknown {
    if (Object.is(store, this.getStore())) return apply(fn, null, args);
    return within(withStore(this, store), fn, null, args);
  }
  exit(fn: Function, ...args: unknown[]): unknown {
    return within(withStore(this, undefined), fn, null, args);
  }
  disable(): void {
    const kept = new Map(contextNow());
    kept.delete(this);
    enterContext(kept);
  }
}

const withStore = (storage: object, store: unknown): Context => new Map(contextNow()).set(storage, store);

function assertFunction(fn: unknown, name: string): void {
  if (typeof fn !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', name, 'Function', fn);
}

const CONTEXT = Symbol('context');

class AsyncResource {
  [CONTEXT]: Context;
  type: string;
  constructor(type: string) {
    if (typeof type !== 'string') throw nodeError('ERR_INVALID_ARG_TYPE', 'type', 'string', type);
    this[CONTEXT] = contextNow();
    this.type = type;
    for (const key of [CONTEXT, 'type']) Object.defineProperty(this, key, { enumerable: false });
  }
  static bind(fn: Function, type?: string, self?: unknown): Function {
    return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, self);
  }
  bind(fn: Function, self?: unknown): Function {
    assertFunction(fn, 'fn');
    return carriable(runInScope, this, fn, self);
  }
  runInAsyncScope(fn: Function, self?: unknown, ...args: unknown[]): unknown {
    return within(this[CONTEXT], fn, self, args);
  }
  emitDestroy(): this {
    return this;
  }
  asyncId(): number {
    return 1;
  }
  triggerAsyncId(): number {
    return 0;
  }
}

const runInScope = (resource: AsyncResource, fn: Function, self: unknown, ...args: unknown[]): unknown =>
  resource.runInAsyncScope(fn, self, ...args);

/** Of what has no id of Node's: the top level. Elsewhere it is one of where the task runs. */
const BOOTSTRAP_ID = 1;

export function makeAsyncHooks(native: object, topLevel: () => 'CommonJS' | 'module' | null): object {
  const module = copyOf(native) as Record<string, unknown> & typeof import('node:async_hooks');
  const { executionAsyncId: idHere, executionAsyncResource: resourceHere } = module;
  const bootstrap = {};
  const own = {
    AsyncLocalStorage,
    AsyncResource,
    executionAsyncId(): number {
      const top = topLevel();
      if (top === null) return idHere();
      return top === 'CommonJS' ? BOOTSTRAP_ID : 0;
    },
    executionAsyncResource: (): object => (topLevel() === null ? resourceHere() : bootstrap),
  };
  // Node's own may be behind getters.
  for (const [name, value] of Object.entries(own))
    Object.defineProperty(module, name, { value, writable: true, enumerable: true, configurable: true });
  return module;
}

/** What the heap may hold of it. */
export function registerAsyncHooks(register: RegisterIntrinsic): void {
  register('omosix:async_hooks', { runHere, snapshotted, runInScope, CONTEXT });
  register('omosix:async_hooks.AsyncLocalStorage', AsyncLocalStorage, { plainInstances: true });
  register('omosix:async_hooks.AsyncResource', AsyncResource, { plainInstances: true });
}
