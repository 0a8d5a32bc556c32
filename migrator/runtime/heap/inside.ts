import { createRequire } from 'node:module';

/**
 * What V8 tells Node's own inspector about objects that no reflection opens: the entries of a WeakMap or WeakSet, target and handler of
 * a Proxy. Hosts run with `--expose-internals`; in a process without it, such objects cannot be carried.
 */
interface Inside {
  previewEntries(object: object): unknown[];
  getProxyDetails(proxy: object, both: true): [target: object | null, handler: object | null];
  getConstructorName(object: object): string;
}

function load(): Inside | undefined {
  const { emitWarning } = process;
  // Node warns of internals; nobody needs to hear it.
  process.emitWarning = () => {};
  try {
    const { internalBinding } = createRequire('/')('internal/test/binding') as {
      internalBinding(name: string): unknown;
    };
    const { previewEntries, getProxyDetails, getConstructorName } = internalBinding('util') as Inside;
    return { previewEntries, getProxyDetails, getConstructorName };
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

const inside = load();

/** Of a WeakSet its members, of a WeakMap keys and values in turn; those that are alive. Undefined where V8 cannot be asked. */
export const weakEntries = (collection: object): unknown[] | undefined => inside?.previewEntries(collection);

/** Both null once it is revoked. Undefined where V8 cannot be asked. */
export const proxyParts = (proxy: object): [target: object | null, handler: object | null] | undefined =>
  inside?.getProxyDetails(proxy, true);

/** The name of the constructor that made an object, whatever its prototype is now. */
export const constructorName = (object: object): string | undefined => inside?.getConstructorName(object);
