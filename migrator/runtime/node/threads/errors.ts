/** An error that ends a thread, on its way to the parent: class and own properties, as Node does. */
import { inspect } from 'node:util';
import type { Cloning } from './cloning.ts';

const CLASSES: Record<string, ErrorConstructor> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
const { getPrototypeOf, ownKeys, defineProperty } = Reflect;

type Sent =
  | { is: 'error'; name: string; properties: Record<string, unknown> }
  | { is: 'value'; value: unknown }
  | { is: 'text'; text: string };

function classOf(error: object): string {
  for (let at: object | null = error; at; at = getPrototypeOf(at))
    for (const [name, { prototype }] of Object.entries(CLASSES)) if (at === prototype) return name;
  return 'Error';
}

export function errorBytes(error: unknown, { serialize }: Cloning): Uint8Array {
  const attempt = (sent: Sent): Uint8Array | undefined => {
    try {
      return serialize(sent, []);
    } catch {
      return undefined;
    }
  };
  if (error instanceof Error) {
    const properties: Record<string, unknown> = {};
    for (const key of ['name', 'message', 'stack', ...ownKeys(error)]) {
      if (typeof key !== 'string') continue;
      const value: unknown = (error as unknown as Record<string, unknown>)[key];
      if (attempt({ is: 'value', value })) properties[key] = value;
    }
    const bytes = attempt({ is: 'error', name: classOf(error), properties });
    if (bytes) return bytes;
  }
  return attempt({ is: 'value', value: error }) ?? serialize({ is: 'text', text: inspect(error) }, []);
}

export function errorFrom(bytes: Uint8Array, { deserialize }: Cloning): unknown {
  const sent = deserialize(bytes, []) as Sent;
  if (sent.is === 'value') return sent.value;
  if (sent.is === 'text') return sent.text;
  const error = new (CLASSES[sent.name] ?? Error)();
  for (const [key, value] of Object.entries(sent.properties)) {
    if (key === 'name' && value === error.name) continue;
    const enumerable = key !== 'message' && key !== 'stack' && key !== 'name';
    defineProperty(error, key, { value, writable: true, enumerable, configurable: true });
  }
  return error;
}
