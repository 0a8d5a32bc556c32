import { Buffer } from 'node:buffer';
import { isDataView, isSharedArrayBuffer } from 'node:util/types';
import { type Kind, KindCode } from '../kind.ts';
import { isLaidOutLike } from '../peek.ts';
import {
  bufferBytes,
  construct,
  constructors,
  getPrototypeOf,
  isResizable,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
  viewBuffer,
  viewBytes,
  viewOffset,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import { Refusal } from '../uncapturable.ts';

const PristineUint8Array = Uint8Array;
const PristineArrayBuffer = ArrayBuffer;
const bufferPrototype = Buffer.prototype;
const makeBuffer = Buffer.from;

/**
 * Its bytes travel beside the graph. Buffers of Node's that share a pool share it again: the pool comes along whole.
 *
 *     prototype, number of the buffer, props
 */
export const arrayBuffer: Kind = {
  code: KindCode.ARRAY_BUFFER,
  write(w, object) {
    const buffer = object as ArrayBuffer;
    if (isSharedArrayBuffer(buffer)) throw new Refusal('a SharedArrayBuffer');
    if (isResizable(buffer)) throw new Refusal('a resizable ArrayBuffer');
    writeProto(w, buffer);
    w.raw(w.buffer(bytesOf(buffer)));
    writeProps(w, buffer, getPrototypeOf(buffer));
  },
  needs: needsProto,
  allocate(r) {
    const proto = r.raw();
    const bytes = r.buffers[r.raw()];
    if (!bytes) throw damaged('a buffer is missing');
    const whole = bytes.buffer;
    const isWhole = bytes.byteLength === whole.byteLength && whole instanceof PristineArrayBuffer;
    r.back(2);
    // Received in memory of its own it is adopted as it is.
    if (isWhole && r.early(proto) === PristineArrayBuffer.prototype) return whole;
    const made = constructAs(r, PristineArrayBuffer, () => [bytes.byteLength]) as ArrayBuffer;
    new PristineUint8Array(made).set(bytes);
    return made;
  },
  fill(r, buffer) {
    r.skip(2);
    readProps(r, buffer);
  },
};

function bytesOf(buffer: ArrayBuffer): Uint8Array {
  try {
    return new PristineUint8Array(buffer, 0, bufferBytes(buffer));
  } catch {
    throw new Refusal('a detached ArrayBuffer');
  }
}

/**
 * Typed arrays, DataView, Node's Buffer.
 *
 *     prototype, type name, buffer, offset, length, props
 */
export const view: Kind = {
  code: KindCode.VIEW,
  write(w, view) {
    writeProto(w, view);
    const name = typedArrayName(view);
    if (name === undefined && !isDataView(view)) throw new Refusal('a view of unknown type');
    w.value(name ?? 'DataView');
    w.value(name === undefined ? viewBuffer(view) : typedArrayBuffer(view));
    w.value(name === undefined ? viewOffset(view) : typedArrayOffset(view));
    w.value(name === undefined ? viewBytes(view) : typedArrayLength(view));
    // A typed array has no further elements; a DataView may have properties that look like some.
    if (name === undefined) writeProps(w, view, getPrototypeOf(view));
    else if (isLaidOutLike(view, exampleOf(name, view))) w.raw(0);
    else writeProps(w, view, getPrototypeOf(view), isIndex);
  },
  needs(r) {
    const needed = needsProto(r);
    r.raw();
    return [...needed, r.refOf(r.raw())].filter((number) => number >= 0);
  },
  allocate(r) {
    const proto = r.raw();
    const name = r.string();
    const args = [r.object(), r.value(), r.value()] as [ArrayBuffer, number, number];
    const base = constructors.get(name);
    if (!base) throw damaged(`this host has no ${name}`);
    r.back(5);
    try {
      if (r.early(proto) === bufferPrototype) return makeBuffer(...args);
    } catch {
      throw damaged('a Buffer does not fit');
    }
    return constructAs(r, base, () => args);
  },
  fill(r, view) {
    r.skip(5);
    readProps(r, view);
  },
};

const examples = new Map<string, object>();

/** An empty view that has nothing but what it must: to ask a large one for its keys would name each of its elements. */
function exampleOf(name: string, view: object): object {
  const isBuffer = getPrototypeOf(view) === bufferPrototype;
  const key = isBuffer ? 'Buffer' : name;
  const found = examples.get(key);
  if (found) return found;
  const made: object = isBuffer
    ? makeBuffer(new PristineArrayBuffer(0))
    : construct(constructors.get(name)!, [new PristineArrayBuffer(0)]);
  examples.set(key, made);
  return made;
}

const isIndex = (key: PropertyKey): boolean =>
  typeof key === 'string' &&
  key.charCodeAt(0) >= 48 &&
  key.charCodeAt(0) <= 57 &&
  String(Number(key)) === key;
