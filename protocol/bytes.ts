/**
 * Bytes without methods that a guest could have replaced: it shares its host's realm, and node's own code keeps its builtins likewise
 * (`primordials`). Elements of a typed array are nobody's to replace.
 */
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const Bytes = Uint8Array;
const typedArray = getPrototypeOf(Bytes.prototype)!;

const getterOf = (key: string): (() => unknown) => getOwnPropertyDescriptor(typedArray, key)!.get!;
const byteLength = getterOf('byteLength');
const byteOffset = getterOf('byteOffset');
const buffer = getterOf('buffer');
const { set } = Bytes.prototype;

export const bytesOf = (view: Uint8Array): number => apply(byteLength, view, []) as number;

/** `target.set(source, at)` */
export function copyTo(target: Uint8Array, source: Uint8Array, at: number): void {
  apply(set, target, [source, at]);
}

/** `view.subarray(from, to)`, but always a plain Uint8Array; the bounds are the caller's to know. */
export function part(view: Uint8Array, from: number, to: number): Uint8Array {
  const offset = (apply(byteOffset, view, []) as number) + from;
  return new Bytes(apply(buffer, view, []) as ArrayBuffer, offset, to - from);
}

export function putU32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

/** Big-endian; the four bytes are there. */
export const u32At = (view: Uint8Array, at: number): number =>
  ((view[at]! << 24) | (view[at + 1]! << 16) | (view[at + 2]! << 8) | view[at + 3]!) >>> 0;
