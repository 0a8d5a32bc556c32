import { createRequire } from 'node:module';
import { types } from 'node:util';
import v8 from 'node:v8';
import vm from 'node:vm';
import { HOST_FILE } from '../../../migrator/host/bootstrap.ts';
import type { Wire } from './memory-channel.ts';

/** Node's own globals: a realm has none of them, so the host's code gets them as parameters. */
const nodeGlobals = (() => {
  const bare = new Set<string>(
    vm.runInContext('Object.getOwnPropertyNames(globalThis)', vm.createContext()) as string[],
  );
  return Object.getOwnPropertyNames(globalThis).filter((name) => /^[a-zA-Z]+$/.test(name) && !bare.has(name));
})();
const GIVEN = [...new Set([...nodeGlobals, 'require', 'wire', 'nativeRequire'])];

/** The one function of Node's that tests need: it detaches buffers. */
const OWN_CLONE = '(native) => function structuredClone(value, options) { return native(value, options); }';

const nativeRequire = createRequire(import.meta.url);

/** The host's code, compiled once; each realm runs it anew. */
export class RealmScript {
  private readonly script: vm.Script;

  constructor(text: string) {
    this.script = new vm.Script(
      `(function (${GIVEN.join(', ')}) {'use strict';delete globalThis.$start;${text}\n})`,
      {
        filename: HOST_FILE,
      },
    );
  }

  /** Lives a host's life in a fresh realm, until its agent ends it by throwing, or for too long. */
  live(wire: Wire, timeoutMs: number): void {
    const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY as unknown as vm.Context);
    const hooks: (() => void)[] = [];
    realm.structuredClone = (vm.runInContext(OWN_CLONE, realm) as (native: unknown) => unknown)(
      structuredClone,
    );
    const life = this.script.runInContext(realm) as (...given: unknown[]) => void;
    const given: Record<string, unknown> = {
      // What the runtime changes is not to be everybody's.
      performance: {
        now: () => performance.now(),
        timeOrigin: performance.timeOrigin,
        mark: performance.mark.bind(performance),
        measure: performance.measure.bind(performance),
      },
      process: processFor(),
      require: (name: string) => required(name, realm, hooks),
      nativeRequire,
      wire,
    };
    const start = GIVEN.map((name) => given[name] ?? Reflect.get(globalThis, name));
    Object.defineProperty(realm, '$start', { value: () => life(...start), configurable: true });
    try {
      // By a script, since only a script's time can be limited.
      new vm.Script('$start()').runInContext(realm, { timeout: timeoutMs });
    } finally {
      listeners.clear();
      for (const stop of hooks) stop();
    }
  }
}

/** Of the realm that lives now. */
const listeners = new Map<string, (...args: unknown[]) => void>();
for (const event of ['uncaughtException', 'unhandledRejection', 'warning'])
  process.on(event, (...args) => listeners.get(event)?.(...args));

function processFor(): object {
  return Object.create(process, {
    on: {
      value(event: string, listener: (...args: unknown[]) => void) {
        listeners.set(event, listener);
      },
    },
  });
}

function required(name: string, realm: vm.Context, hooks: (() => void)[]): unknown {
  if (name === 'node:vm') return { Script: scriptFor(realm) };
  if (name === 'node:v8')
    return {
      ...v8,
      deserialize: (bytes: Uint8Array) => inRealm(v8.deserialize(bytes), realm),
      promiseHooks: {
        onInit(hook: v8.Init) {
          const stop = v8.promiseHooks.onInit(hook) as unknown as () => void;
          hooks.push(stop);
          return stop;
        },
      },
    };
  return name === 'node:stream' ? STREAMS : nativeRequire(name);
}

/** Of Node's streams a hundred functions hang, which each realm would have to learn, and no test uses. */
const STREAMS = { Readable: class {}, Writable: class {} };

/** V8 makes what it reads in Node's own realm. */
function inRealm(value: unknown, realm: vm.Context): unknown {
  if (Array.isArray(value)) {
    const copy = new realm.Array() as unknown[];
    for (const each of value) copy.push(inRealm(each, realm));
    return copy;
  }
  if (types.isTypedArray(value)) return new realm[value[Symbol.toStringTag]](value);
  return value;
}

function scriptFor(realm: vm.Context): unknown {
  return class {
    private readonly script: vm.Script;
    constructor(text: string, options: vm.ScriptOptions) {
      this.script = new vm.Script(text, options);
    }
    runInThisContext(): unknown {
      return this.script.runInContext(realm);
    }
  };
}
