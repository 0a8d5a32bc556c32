import { isArrayBufferView } from 'node:util/types';
import { nodeError } from '../errors.ts';
import { bytesOf, contentOf, utils, validators } from './checks.ts';

/** What a read or a write is about: a part of the guest's bytes, and where in the file; null goes on where the last one ended. */
export interface Region {
  target: Uint8Array;
  position: number | null;
  /** What the guest gave, and gets back. */
  given: unknown;
}

interface Part {
  offset?: number | null;
  length?: number | null;
  position?: number | bigint | null;
}

const DEFAULT_READ_BYTES = 16 * 1024;
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The arguments of `read` after the descriptor, in all their forms. */
export function readRegion(args: unknown[], form: 'sync' | 'callback' | 'promise'): Region {
  let [buffer, second, third, fourth] = args;
  if (form !== 'sync' && !isArrayBufferView(buffer) && args.length <= 1) {
    if (buffer !== undefined) validators.validateObject(buffer, 'options', NULLABLE);
    second = buffer;
    buffer = (second as { buffer?: unknown } | null | undefined)?.buffer ?? Buffer.alloc(DEFAULT_READ_BYTES);
  }
  validators.validateBuffer(buffer);
  const size = (buffer as ArrayBufferView).byteLength;
  let part: Part = { offset: second as number, length: third as number, position: fourth as number };
  if (isObject(second) || (form !== 'promise' && args.length <= 2)) {
    if (second !== undefined) validators.validateObject(second, 'options', NULLABLE);
    part = (second ?? {}) as Part;
  } else if (form !== 'promise' && part.length === undefined) part.length = 0;
  const offset = part.offset ?? 0;
  validators.validateInteger(offset, 'offset', 0);
  const length = (part.length ?? size - offset) | 0;
  if (length === 0) return { target: new Uint8Array(0), position: null, given: buffer };
  if (size === 0)
    throw nodeError('ERR_INVALID_ARG_VALUE', 'buffer', buffer, 'is empty and cannot be written');
  utils.validateOffsetLengthRead(offset, length, size);
  let position = part.position ?? -1;
  if (form === 'promise') position = Number.isSafeInteger(position) ? position : -1;
  else utils.validatePosition(position, 'position', length);
  return {
    target: bytesOf(buffer).subarray(offset, offset + length),
    position: Number(position) === -1 ? null : Number(position),
    given: buffer,
  };
}
/** `kValidateObjectAllowNullable`. */
const NULLABLE = 1;

/** The arguments of `write` after the descriptor: bytes, or text with a position and an encoding. */
export function writeRegion(args: unknown[]): Region {
  const [data, second, third, fourth] = args;
  if (!isArrayBufferView(data)) {
    utils.validateStringAfterArrayBufferView(data, 'buffer');
    const encoding = typeof third === 'string' ? third : 'utf8';
    validators.validateEncoding(data, encoding);
    return { target: contentOf(data, encoding), position: placeOf(second), given: data };
  }
  const part: Part = isObject(second)
    ? second
    : { offset: second as number, length: third as number, position: fourth as number };
  const offset = part.offset ?? 0;
  validators.validateInteger(offset, 'offset', 0);
  const length = typeof part.length === 'number' ? part.length : data.byteLength - offset;
  utils.validateOffsetLengthWrite(offset, length, data.byteLength);
  const target = bytesOf(data).subarray(offset, offset + length);
  return { target, position: placeOf(part.position), given: data };
}

const placeOf = (position: unknown): number | null =>
  typeof position === 'number' && position >= 0 ? position : null;

/** Of `readv` and `writev`: views one after the other. */
export interface Vector {
  views: Uint8Array[];
  bytes: number;
  position: number | null;
  given: unknown;
}

export function vectorOf([buffers, position]: unknown[]): Vector {
  utils.validateBufferArray(buffers);
  const views = (buffers as ArrayBufferView[]).map(bytesOf);
  const bytes = views.reduce((sum, { length }) => sum + length, 0);
  return { views, bytes, position: placeOf(position), given: buffers };
}

/** Fills them with what has been read. */
export function spread(bytes: Uint8Array, views: Uint8Array[]): void {
  let at = 0;
  for (const view of views) {
    if (at >= bytes.length) return;
    view.set(bytes.subarray(at, at + view.length));
    at += view.length;
  }
}

export const joined = ({ views }: Vector): Uint8Array =>
  views.length === 1 ? views[0]! : new Uint8Array(Buffer.concat(views));
