/** Node's own checks of arguments, in its own words. Taken before the program runs, which cannot change them. */
import { accessSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isUint8Array } from 'node:util/types';
import type { WirePath } from '../../../../protocol/syscalls.ts';

type Check = (value: unknown, name?: string, ...more: unknown[]) => void;

interface Utils {
  getOptions(options: unknown, otherwise?: object): EncodingOptions;
  getValidatedPath(path: unknown, name?: string): string | Uint8Array;
  getValidatedFd(fd: unknown, name?: string): number;
  getStatsFromBinding(fields: Float64Array | BigInt64Array): object;
  getStatFsFromBinding(fields: Float64Array | BigInt64Array): object;
  stringToFlags(flags: unknown, name?: string): number;
  stringToSymlinkType(type: unknown): number;
  toUnixTimestamp(time: unknown, name?: string): number;
  validateBufferArray: Check;
  validateCpOptions(options: unknown): CopyArguments;
  validateOffsetLengthRead(offset: number, length: number, bufferLength: number): void;
  validateOffsetLengthWrite(offset: number, length: number, byteLength: number): void;
  validatePosition: Check;
  validateRmdirOptions(options: unknown): { retryDelay: number; maxRetries: number; recursive: boolean };
  validateStringAfterArrayBufferView: Check;
}

interface Validators {
  parseFileMode(mode: unknown, name: string, otherwise?: number): number;
  validateAbortSignal: Check;
  validateArray: Check;
  validateBoolean: Check;
  validateBuffer: Check;
  validateEncoding(data: unknown, encoding: unknown): void;
  validateFunction: Check;
  validateInteger(value: unknown, name: string, min?: number, max?: number): void;
  validateNumber: Check;
  validateOneOf(value: unknown, name: string, oneOf: unknown[]): void;
  validateObject: Check;
  validateString: Check;
  validateUint32: Check;
}

export interface EncodingOptions {
  encoding?: string | null;
  [option: string]: unknown;
}

export interface CopyArguments {
  dereference: boolean;
  errorOnExist: boolean;
  filter?: Function;
  force: boolean;
  mode?: number;
  preserveTimestamps: boolean;
  recursive: boolean;
  verbatimSymlinks: boolean;
}

/** Hosts run with `--expose-internals`; only there are programs run. */
export function internal<Module>(name: string): Module {
  try {
    return createRequire('/')(`internal/${name}`) as Module;
  } catch {
    return {} as Module;
  }
}

export const utils = internal<Utils>('fs/utils');
export const validators = internal<Validators>('validators');

const MOST_USER_ID = 2 ** 32 - 1;
/** `X_OK | W_OK | R_OK`, and the three flags of `copyFile`. */
const MOST_MODE = 7;

/** A path argument as it travels: text, or its bytes where they are no text. */
export function pathOf(path: unknown, name = 'path'): WirePath {
  return wirePath(utils.getValidatedPath(path, name));
}

function wirePath(path: string | Uint8Array): WirePath {
  if (typeof path === 'string') return path;
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.length);
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

/** As `fs.realpath` takes one: of anything else, what it is as text. */
export function loosePathOf(path: unknown): WirePath {
  const text = path instanceof URL ? fileURLToPath(path) : typeof path === 'string' ? path : `${path}`;
  return pathOf(text);
}

export const fdOf = (fd: unknown): number => utils.getValidatedFd(fd);

/** As Node takes for a descriptor what may also be a path. */
export const isFd = (file: unknown): file is number => typeof file === 'number' && file === (file | 0);

export const fileOf = (file: unknown): WirePath | number => (isFd(file) ? fdOf(file) : pathOf(file));

/** Flags travel as they are: their numbers are the home's. */
export function flagsOf(flags: unknown, name = 'flags'): string | number {
  const number = utils.stringToFlags(flags, name);
  return typeof flags === 'string' ? flags : number;
}

/** Seconds since the epoch, as `utimes` takes them. */
export const secondsOf = (time: unknown, name?: string): number => utils.toUnixTimestamp(time, name);

export function ownerOf(id: unknown, name: string): number {
  validators.validateInteger(id, name, -1, MOST_USER_ID);
  return id as number;
}

/** What `access` and `copyFile` take. */
export function smallModeOf(mode: unknown): number {
  if (mode === undefined || mode === null) return 0;
  const isRight = typeof mode === 'number' && Number.isInteger(mode) && mode >= 0 && mode <= MOST_MODE;
  // Node checks it in C++, before anything is accessed, and has its own words there.
  if (!isRight) accessSync('/', mode as number);
  return mode as number;
}

export const modeOf = (mode: unknown, otherwise?: number): number =>
  validators.parseFileMode(mode, 'mode', otherwise);

export const encodingOf = (options: unknown): string | null => utils.getOptions(options, {}).encoding ?? null;

export function encoded(bytes: Uint8Array, encoding: string | null | undefined): Buffer | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding as BufferEncoding) : buffer;
}

/** Names and paths come as text; `raw` ones have a character for each byte. */
export function encodedName(name: string, encoding: string | null | undefined, raw = false): Buffer | string {
  if (!encoding || (!raw && (encoding === 'utf8' || encoding === 'utf-8'))) return name;
  return encoded(Buffer.from(name, raw ? 'latin1' : 'utf8'), encoding);
}

/** The bytes of any view. */
export function bytesOf(view: unknown): Uint8Array {
  const { buffer, byteOffset, byteLength } = view as ArrayBufferView;
  return isUint8Array(view) && !Buffer.isBuffer(view) ? view : new Uint8Array(buffer, byteOffset, byteLength);
}

/** What is written to a file: text in an encoding, or any view on bytes. */
export function contentOf(data: unknown, encoding: string | null | undefined, name = 'data'): Uint8Array {
  if (ArrayBuffer.isView(data)) return bytesOf(data);
  utils.validateStringAfterArrayBufferView(data, name);
  // Where Node does not check, what it does not know is UTF-8 to it.
  const known = encoding && Buffer.isEncoding(encoding) ? encoding : 'utf8';
  return Buffer.from(data as string, known);
}

const { AbortError } = internal<{ AbortError: new (message?: string, options?: object) => Error }>('errors');
export const abortError = (cause: unknown): Error => new AbortError(undefined, { cause });
