import nativeFs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Node's own complaint about an argument: its functions check arguments before the permission model, or anything else, is asked. */
function complain(path: unknown): never {
  nativeFs.openSync(path as string, 'r');
  throw new TypeError('The "path" argument is not valid');
}

/** A path argument as text. */
export function pathOf(path: unknown): string {
  if (typeof path === 'string') return path.includes('\0') ? complain(path) : path;
  if (path instanceof URL) return fileURLToPath(path);
  if (path instanceof Uint8Array)
    return pathOf(Buffer.from(path.buffer, path.byteOffset, path.length).toString());
  return complain(path);
}

export function fdOf(fd: unknown): number {
  if (typeof fd === 'number' && Number.isInteger(fd) && fd >= 0 && fd <= 2 ** 31 - 1) return fd;
  nativeFs.fstatSync(fd as number);
  throw new RangeError('The value of "fd" is out of range');
}

export const isFd = (file: unknown): file is number => typeof file === 'number';

/** Permission bits given as a number or an octal text. */
export function modeOf(mode: unknown, otherwise: number): number {
  if (mode === undefined || mode === null) return otherwise;
  return typeof mode === 'string' ? Number.parseInt(mode, 8) : Number(mode);
}

/** Seconds since the epoch, as `utimes` takes them. */
export function secondsOf(time: unknown): number {
  return time instanceof Date ? time.getTime() / 1000 : Number(time);
}

export interface EncodingOptions {
  encoding: string | null;
  [option: string]: unknown;
}

/** Options given as an object, an encoding alone, or not at all. */
export function optionsOf(options: unknown, encoding: string | null = null): EncodingOptions {
  if (typeof options === 'string') return checked({ encoding: options });
  if (options === undefined || options === null || typeof options === 'function') return { encoding };
  return checked({ encoding, ...(options as object) });
}

function checked(options: EncodingOptions): EncodingOptions {
  const { encoding } = options;
  if (encoding && encoding !== 'buffer' && !Buffer.isEncoding(encoding)) {
    throw Object.assign(
      new TypeError(`The argument 'encoding' is invalid encoding. Received '${encoding}'`),
      { code: 'ERR_INVALID_ARG_VALUE' },
    );
  }
  return options;
}

export function encoded(bytes: Uint8Array, encoding: string | null): Buffer | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding as BufferEncoding) : buffer;
}

/** Names and paths come as text; `encoding: 'buffer'` wants bytes. */
export function encodedName(name: string, encoding: string | null): Buffer | string {
  if (encoding === 'buffer') return Buffer.from(name);
  return encoding && encoding !== 'utf8' && encoding !== 'utf-8'
    ? Buffer.from(name).toString(encoding as BufferEncoding)
    : name;
}

/** What is written: text in an encoding, or any view on bytes. */
export function bytesOf(data: unknown, encoding: string | null = 'utf8'): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, (encoding ?? 'utf8') as BufferEncoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw Object.assign(
    new TypeError(
      `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data === null ? 'null' : `type ${typeof data}`}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}
