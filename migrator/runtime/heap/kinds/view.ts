import { Buffer } from 'node:buffer';
import { isDataView, isSharedArrayBuffer } from 'node:util/types';
import { Serializer } from 'node:v8';
import { type Kind, KindCode } from '../kind.ts';
import { isLaidOutLike } from '../peek.ts';
import {
  bufferBytes,
  construct,
  constructors,
  getPrototypeOf,
  resizeBuffer,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
  typedArrayValues,
  viewBuffer,
  viewBytes,
  viewOffset,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import { Refusal } from '../uncapturable.ts';
import { isDetached, maxBytesOf, mayChangeLength } from './array-buffer.ts';

const { assign } = Object;
const PristineArrayBuffer = ArrayBuffer;
const PristineSerializer = Serializer;
const bufferPrototype = Buffer.prototype;
const makeBuffer = Buffer.from;

/**
 * Typed arrays, DataView, Node's Buffer.
 *
 *     prototype, type name, buffer, offset, length (undefined: up to the buffer's end, wherever that is), props
 */
export const view: Kind = {
  code: KindCode.VIEW,
  write(w, view) {
    writeProto(w, view);
    const name = typedArrayName(view);
    if (name === undefined && !isDataView(view)) throw new Refusal('a view of unknown type');
    const buffer = name === undefined ? viewBuffer(view) : typedArrayBuffer(view);
    const { offset, length } = extentOf(view, name, buffer);
    w.value(name ?? 'DataView');
    w.value(buffer);
    w.value(offset);
    w.value(length);
    // A typed array has no further elements; a DataView may have properties that look like some.
    if (name === undefined) writeProps(w, view, getPrototypeOf(view));
    else if (isLaidOutLike(view, exampleOf(name, view, mayChangeLength(buffer)))) w.raw(0);
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

interface Extent {
  offset: number;
  length: number | undefined;
}

function extentOf(view: object, name: string | undefined, buffer: ArrayBufferLike): Extent {
  if (isDetached(buffer)) return { offset: 0, length: 0 };
  if (!mayChangeLength(buffer)) return shownExtent(view, name);
  if (!isOutOfBounds(view, name)) return changingExtent(view, name, buffer);
  // Such a view shows nothing of itself until its buffer is long enough again.
  const bytes = bufferBytes(buffer);
  resizeBuffer(buffer, maxBytesOf(buffer));
  const extent = changingExtent(view, name, buffer);
  resizeBuffer(buffer, bytes);
  return extent;
}

const shownExtent = (view: object, name: string | undefined): { offset: number; length: number } =>
  name === undefined
    ? { offset: viewOffset(view), length: viewBytes(view) }
    : { offset: typedArrayOffset(view), length: typedArrayLength(view) };

function changingExtent(view: object, name: string | undefined, buffer: ArrayBufferLike): Extent {
  const extent = shownExtent(view, name);
  return isTracking(view, buffer) ? { ...extent, length: undefined } : extent;
}

function isOutOfBounds(view: object, name: string | undefined): boolean {
  try {
    name === undefined ? viewBytes(view) : typedArrayValues(view);
    return false;
  } catch {
    return true;
  }
}

/** Only V8's own serialised form tells: it ends with the view's flags. */
function isTracking(view: object, buffer: ArrayBufferLike): boolean {
  const serializer = new PristineSerializer();
  if (isSharedArrayBuffer(buffer)) assign(serializer, { _getSharedArrayBufferId: () => 0 });
  else serializer.transferArrayBuffer(0, buffer);
  serializer.writeValue(view);
  return (serializer.releaseBuffer().at(-1)! & 1) !== 0;
}

const examples = new Map<string, object>();

/** An empty view that has nothing but what it must: to ask a large one for its keys would name each of its elements. */
function exampleOf(name: string, view: object, isResizable: boolean): object {
  const isBuffer = getPrototypeOf(view) === bufferPrototype;
  const key = `${isBuffer ? 'Buffer' : name} ${isResizable}`;
  const found = examples.get(key);
  if (found) return found;
  const buffer: ArrayBuffer = isResizable
    ? (construct(PristineArrayBuffer, [0, { maxByteLength: 8 }]) as ArrayBuffer)
    : new PristineArrayBuffer(0);
  const made: object = isBuffer ? makeBuffer(buffer) : construct(constructors.get(name)!, [buffer]);
  examples.set(key, made);
  return made;
}

const isIndex = (key: PropertyKey): boolean =>
  typeof key === 'string' &&
  key.charCodeAt(0) >= 48 &&
  key.charCodeAt(0) <= 57 &&
  String(Number(key)) === key;
