/** Structured clones between threads: V8's own form, as Node uses for it. */
import type v8 from 'node:v8';
import { bytesOf, copyTo, part } from '../../../../protocol/bytes.ts';
import type { SharedMemory } from '../../loop/ports.ts';
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

const notShared = (): Error =>
  unsupported(
    'sharing memory between workers that are tasks of their own',
    'with omrun --shared-memory they are threads of one host, and do not move',
  );

/** First byte of a message whose content is kept for who has these bytes; no version of V8's form begins so. */
const TICKET = 0;

function ticketed(ticket: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + bytesOf(ticket));
  bytes[0] = TICKET;
  copyTo(bytes, ticket, 1);
  return bytes;
}

interface Kept {
  value: unknown;
  marks: ArrayBuffer[];
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
  return culprit ? `${shortened(Function.prototype.toString.call(culprit))} could not be cloned.` : message;
}

/** As V8 shows a function in a message. */
const LONGEST = 128;
const shortened = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, 111)}...<omitted>...${text.slice(-2)}` : text;

export interface Cloning {
  /** Array buffers of `marks` are not written but named by their place: they stand for what is no data. */
  serialize(value: unknown, marks: readonly ArrayBuffer[]): Uint8Array;
  /** The same of what threads of one process may share; `isForAll`: more than one will read it. */
  serializeShared(value: unknown, marks: readonly ArrayBuffer[], isForAll: boolean): Uint8Array;
  /** Where the sender's marks have come, too, they take the places of those. */
  deserialize(bytes: Uint8Array, marks: ArrayBuffer[]): unknown;
}

/** `load` gives `node:v8`, when it is first needed; `shared` what threads of this process share, null where they are tasks of their own. */
export function makeCloning(load: () => object, shared: () => SharedMemory | null): Cloning {
  let native: V8 | undefined;
  const v8Module = (): V8 => {
    native ??= load() as V8;
    return native;
  };
  /** What V8 writes as bytes; what it cannot, Node may have another way for. */
  const serialize: Cloning['serialize'] = (value, marks) => {
    const serializer = new (v8Module().Serializer)();
    const hooks: Hooks = {
      _getDataCloneError: (message) => dataCloneError(worded(message, value)),
      _getSharedArrayBufferId() {
        throw notShared();
      },
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
  };
  return {
    serialize,
    serializeShared(value, marks, isForAll) {
      try {
        return serialize(value, marks);
      } catch (error) {
        const memory = shared();
        if (!memory) throw error;
        return ticketed(putIn(memory, { value, marks: [...marks] }, isForAll, error));
      }
    },
    deserialize(bytes, marks) {
      if (bytes[0] === TICKET) {
        const kept = shared()!.take(part(bytes, 1, bytesOf(bytes))) as Kept;
        for (let i = 0; i < marks.length; i++) marks[i] = kept.marks[i]!;
        return kept.value;
      }
      const deserializer = new (v8Module().Deserializer)(bytes);
      for (let i = 0; i < marks.length; i++) deserializer.transferArrayBuffer(i, marks[i]!);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
}

/** @throws what was wrong before, in words that do not show compiled code */
function putIn(memory: SharedMemory, kept: Kept, isForAll: boolean, before: unknown): Uint8Array {
  try {
    return memory.put(kept, isForAll);
  } catch (error) {
    if ((before as { name?: unknown }).name === 'DataCloneError') throw before;
    throw dataCloneError(worded((error as Error).message, kept.value));
  }
}
