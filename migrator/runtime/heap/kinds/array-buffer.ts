import { isSharedArrayBuffer } from 'node:util/types';
import { type Kind, KindCode } from '../kind.ts';
import {
  bufferBytes,
  bufferMaxBytes,
  getPrototypeOf,
  isGrowable,
  isResizable,
  resizeBuffer,
  sharedBytes,
  sharedMaxBytes,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';

const PristineUint8Array = Uint8Array;
const PristineArrayBuffer = ArrayBuffer;
const PristineSharedArrayBuffer = SharedArrayBuffer;
const clone = structuredClone;

const Trait = { SHARED: 1, RESIZABLE: 2, DETACHED: 4 } as const;

/**
 * Its bytes travel beside the graph. Buffers of Node's that share a pool share it again: the pool comes along whole. No other thread
 * runs the task's code, so a SharedArrayBuffer is one like the others.
 *
 *     prototype, traits, number of the buffer, largest length in bytes, props
 */
export const arrayBuffer: Kind = {
  code: KindCode.ARRAY_BUFFER,
  write(w, object) {
    const buffer = object as ArrayBuffer;
    const traits = traitsOf(buffer);
    writeProto(w, buffer);
    w.raw(traits);
    w.raw(traits & Trait.DETACHED ? 0 : w.buffer(bytesOf(buffer, traits)));
    w.value(traits & Trait.RESIZABLE ? maxBytesOf(buffer) : undefined);
    writeProps(w, buffer, getPrototypeOf(buffer));
  },
  needs: needsProto,
  allocate(r) {
    const proto = r.raw();
    const traits = r.raw();
    const bytes = traits & Trait.DETACHED ? new PristineUint8Array(0) : r.buffers[r.raw()];
    if (!bytes) throw damaged('a buffer is missing');
    if (traits === 0) {
      const whole = bytes.buffer;
      const isWhole = bytes.byteLength === whole.byteLength && whole instanceof PristineArrayBuffer;
      // Received in memory of its own it is adopted as it is.
      if (isWhole && r.early(proto) === PristineArrayBuffer.prototype) return whole;
    }
    if (traits & Trait.DETACHED) r.raw();
    const maxByteLength = r.value() as number | undefined;
    if (maxByteLength !== undefined && !(maxByteLength <= MAX_BYTES && maxByteLength >= bytes.byteLength))
      throw damaged('a buffer is larger than it may be');
    r.back(ALLOCATED_WORDS);
    const base = traits & Trait.SHARED ? PristineSharedArrayBuffer : PristineArrayBuffer;
    const options = maxByteLength === undefined ? [] : [{ maxByteLength }];
    const isOpen = (traits & Trait.RESIZABLE) !== 0 && (traits & Trait.SHARED) === 0;
    // While views are made it is as long as it may become: some may lie beyond its end.
    const length = isOpen ? maxByteLength : bytes.byteLength;
    const made = constructAs(r, base, () => [length, ...options]) as ArrayBuffer;
    if (bytes.byteLength > 0) new PristineUint8Array(made).set(bytes);
    if (isOpen) r.last.push(() => resizeBuffer(made, bytes.byteLength));
    return made;
  },
  fill(r, buffer) {
    r.raw();
    const traits = r.raw();
    r.skip(2);
    readProps(r, buffer);
    if (traits & Trait.DETACHED) r.last.push(() => clone(buffer, { transfer: [buffer as ArrayBuffer] }));
  },
};

const ALLOCATED_WORDS = 4;
const MAX_BYTES = 2 ** 40;

function traitsOf(buffer: ArrayBuffer): number {
  if (isSharedArrayBuffer(buffer)) return Trait.SHARED | (isGrowable(buffer) ? Trait.RESIZABLE : 0);
  return (isResizable(buffer) ? Trait.RESIZABLE : 0) | (isDetached(buffer) ? Trait.DETACHED : 0);
}

/** Its length can still be changed. */
export const mayChangeLength = (buffer: ArrayBufferLike): boolean =>
  isSharedArrayBuffer(buffer) ? isGrowable(buffer) : isResizable(buffer);

export const maxBytesOf = (buffer: ArrayBufferLike): number =>
  isSharedArrayBuffer(buffer) ? sharedMaxBytes(buffer) : bufferMaxBytes(buffer);

export function isDetached(buffer: ArrayBufferLike): boolean {
  if (isSharedArrayBuffer(buffer) || bufferBytes(buffer) > 0) return false;
  try {
    new PristineUint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function bytesOf(buffer: ArrayBuffer, traits: number): Uint8Array {
  return new PristineUint8Array(buffer, 0, traits & Trait.SHARED ? sharedBytes(buffer) : bufferBytes(buffer));
}
