/** `node:zlib`: Node's own where the task runs. What its streams work with is told again in other hosts (story.ts); the streams are guest code. */

import { types } from 'node:util';
import type zlib from 'node:zlib';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import { refusing } from '../unsupported.ts';
import { copyOf, type Module } from './copy.ts';
import { later } from './later.ts';
import { retoldClass } from './retold.ts';

type AnyFunction = (...args: unknown[]) => unknown;

const ONCE =
  'deflate inflate gzip gunzip deflateRaw inflateRaw unzip brotliCompress brotliDecompress zstdCompress zstdDecompress';

export function makeZlib(task: Task, native: object): Module {
  const out = copyOf(native);
  const all = native as Record<string, AnyFunction | undefined>;
  for (const name of ONCE.split(' ')) {
    const sync = all[`${name}Sync`];
    if (sync)
      Object.defineProperty(out, name, {
        value: later(task, name, checked(sync)),
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  // They would complete on Node's own event loop. A program that names one gets what is compiled with it.
  for (const name of Object.keys(out))
    if (name.startsWith('create') && typeof out[name] === 'function')
      Object.defineProperty(out, name, {
        value: refusing(`zlib.${name}`),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    else if (/^[A-Z]\w+[a-z]$/.test(name) && typeof out[name] === 'function')
      Object.defineProperty(out, name, {
        value: refusing(`zlib.${name}`),
        writable: true,
        enumerable: true,
        configurable: true,
      });
  return out;
}

/** A stream of Node's own would be given it. */
const checked =
  (sync: AnyFunction): AnyFunction =>
  (data, ...more) => {
    if (typeof data === 'string' || types.isArrayBufferView(data) || types.isAnyArrayBuffer(data))
      return sync(data, ...more);
    throw nodeError('ERR_INVALID_ARG_TYPE', 'chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  };

/** A stream of zlib's as far as one works with it at once; Node's packages do so, too. */
interface Inner {
  _handle: { close(): void; params(level: number, strategy: number): void };
  _outOffset: number;
  _chunkSize: number;
  _maxOutputLength: number;
  bytesWritten: number;
  close(): void;
  reset(): void;
  on(event: string, listener: () => void): void;
  removeAllListeners(event: string): void;
  _processChunk(chunk: Uint8Array, flush: number): Buffer;
}

const NOTHING = (): void => {};

class Coder {
  private lengthOfLast = 0;
  private readonly inner: Inner;
  private readonly close_: () => void;
  private offset = 0;
  constructor(native: typeof zlib, name: string, options: object | undefined) {
    const create = (native as unknown as Record<string, (options: object | undefined) => unknown>)[
      `create${name}`
    ]!;
    this.inner = create(options) as Inner;
    // That counts for what is done at once.
    this.inner._maxOutputLength = Number.POSITIVE_INFINITY;
    const handle = this.inner._handle;
    this.close_ = handle.close.bind(handle);
    // What works at once closes it, as if there were no more to come.
    handle.close = NOTHING;
  }
  /** Of the last piece, how much was taken. */
  get taken(): number {
    return this.inner.bytesWritten;
  }
  /** It wants no more. */
  get isOver(): boolean {
    return this.taken < this.lengthOfLast;
  }
  get chunkSize(): number {
    return this.inner._chunkSize;
  }
  /** In pieces of the lengths that Node's streams give. */
  write(chunk: Uint8Array, flush: number): Buffer[] {
    const { inner } = this;
    const handle = inner._handle;
    inner._outOffset = this.offset;
    let whole: Buffer;
    this.lengthOfLast = chunk.byteLength;
    try {
      whole = inner._processChunk(chunk, flush);
    } finally {
      inner._handle = handle;
      inner.removeAllListeners('error');
      // It tells of what has been thrown once more.
      inner.on('error', NOTHING);
    }
    const pieces: Buffer[] = [];
    for (let at = 0; at < whole.length; ) {
      const piece = Buffer.from(whole.subarray(at, at + inner._chunkSize - this.offset));
      pieces[pieces.length] = piece;
      at += piece.length;
      this.offset = (this.offset + piece.length) % inner._chunkSize;
    }
    return pieces;
  }
  params(level: number, strategy: number): void {
    this.inner._handle.params(level, strategy);
  }
  reset(): void {
    this.inner.reset();
  }
  close(): void {
    this.close_();
  }
}

/** What the streams are made of. */
export function zlibParts(native: typeof zlib): { Coder: Function } {
  return {
    Coder: retoldClass({
      name: 'Coder',
      native: Coder,
      make: ([name, options]) => new Coder(native, name as string, options as object | undefined),
      told: ['write', 'params', 'reset', 'close'],
      end: 'close',
      tooLong: 'zlib stream that has been fed more than 4 MiB and is not finished',
    }),
  };
}
