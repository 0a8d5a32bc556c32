/** Structured clones between threads: V8's own form, as Node uses for it. */
import type v8 from 'node:v8';
import { unsupported } from '../unsupported.ts';

type V8 = typeof v8;
// Taken before the program runs.
const CloneError = DOMException;
const clone = structuredClone;

export const dataCloneError = (message: string): Error => new CloneError(message, 'DataCloneError');

/** An array buffer leaves its owner: its content has been copied. */
export function detach(buffer: ArrayBuffer): void {
  try {
    clone(buffer, { transfer: [buffer] });
  } catch {
    // One that cannot be detached stays.
  }
}

interface Hooks {
  _getDataCloneError(message: string): Error;
  _getSharedArrayBufferId(): never;
  _writeHostObject(object: object): never;
}

function notShared(): never {
  throw unsupported('sharing a SharedArrayBuffer between threads', 'post its content, or an ArrayBuffer');
}

/** V8 shows a function's compiled text. */
export function worded(message: string, value: unknown): string {
  const seen = new Set<unknown>();
  const find = (at: unknown): Function | undefined => {
    if (typeof at === 'function') return at;
    if (typeof at !== 'object' || at === null || seen.has(at)) return undefined;
    seen.add(at);
    for (const key of Object.keys(at)) {
      const found = find((at as Record<string, unknown>)[key]);
      if (found) return found;
    }
    return undefined;
  };
  if (message.startsWith('#<') || message.startsWith('Symbol(')) return message;
  const culprit = find(value);
  return culprit ? `${Function.prototype.toString.call(culprit)} could not be cloned.` : message;
}

export interface Cloning {
  /** Array buffers of `marks` are not written but named by their place: they stand for what is no data. */
  serialize(value: unknown, marks: readonly ArrayBuffer[]): Uint8Array;
  deserialize(bytes: Uint8Array, marks: readonly ArrayBuffer[]): unknown;
}

/** `load` gives `node:v8`, when it is first needed. */
export function makeCloning(load: () => object): Cloning {
  let native: V8 | undefined;
  const v8Module = (): V8 => {
    native ??= load() as V8;
    return native;
  };
  return {
    serialize(value, marks) {
      const serializer = new (v8Module().Serializer)();
      const hooks: Hooks = {
        _getDataCloneError: (message) => dataCloneError(worded(message, value)),
        _getSharedArrayBufferId: notShared,
        _writeHostObject(object) {
          const { name } = object.constructor ?? { name: 'Object' };
          throw dataCloneError(`#<${name}> could not be cloned.`);
        },
      };
      Object.assign(serializer, hooks);
      for (let i = 0; i < marks.length; i++) serializer.transferArrayBuffer(i, marks[i]!);
      serializer.writeHeader();
      serializer.writeValue(value);
      return serializer.releaseBuffer();
    },
    deserialize(bytes, marks) {
      const deserializer = new (v8Module().Deserializer)(bytes);
      for (let i = 0; i < marks.length; i++) deserializer.transferArrayBuffer(i, marks[i]!);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
}
