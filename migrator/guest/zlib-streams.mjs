/** The streams of `node:zlib`, which move in the middle of their work. */
import zlib from 'node:zlib';
import coding from './coder.cjs';
import { finished, Transform } from './stream.mjs';

/** How flushes are ranked: of two, the one that does more. */
const RANK = [0, 2, 3, 4, 5, 1];
const more = (a, b) => (RANK[a] > RANK[b] ? a : b);
const ZLIB = { flush: 0, finishFlush: 4, fullFlush: 3 };
const OTHERS = { flush: 0, finishFlush: 2, fullFlush: 1 };
const EMPTY = Buffer.alloc(0);
/** On an empty chunk: that so much is to be flushed. */
const FLUSH = Symbol('flush');

const hide = (object, values) => {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(object, name, { value, writable: true, configurable: true });
};

/** In a later turn, as what Node's threads have done. */
function process(stream, chunk, flag, done) {
  if (stream.destroyed) {
    done();
    return;
  }
  const { coder } = stream;
  let pieces;
  try {
    pieces = coder.write(chunk, flag);
  } catch (error) {
    stream.destroy(error);
    return;
  }
  stream.bytesWritten += coder.taken;
  give(stream, pieces, 0, done);
}

/** Each in a turn of its own. */
function give(stream, pieces, at, done) {
  if (stream.destroyed) {
    done();
    return;
  }
  if (at < pieces.length) stream.push(pieces[at]);
  if (at + 1 < pieces.length) setImmediate(give, stream, pieces, at + 1, done);
  // What follows is not its own.
  else if (stream.coder.isOver) stream.push(null);
  else done();
}

class ZlibBase extends Transform {
  constructor(name, options, { flush, finishFlush, fullFlush }) {
    // With Node's own checks.
    const coder = new coding.Coder(name, options);
    super({ autoDestroy: true, ...options, encoding: null, objectMode: false, writableObjectMode: false });
    hide(this, {
      coder,
      _chunkSize: coder.chunkSize,
      _defaultFlushFlag: options?.flush ?? flush,
      _finishFlushFlag: options?.finishFlush ?? finishFlush,
      _defaultFullFlushFlag: fullFlush,
    });
    this.bytesWritten = 0;
  }
  get _closed() {
    return this.destroyed;
  }
  get bytesRead() {
    return this.bytesWritten;
  }
  set bytesRead(value) {
    this.bytesWritten = value;
  }
  reset() {
    return this.coder.reset();
  }
  flush(kind, callback) {
    let flag = kind;
    let then = callback;
    if (typeof kind === 'function' || (kind === undefined && !callback)) {
      then = kind;
      flag = this._defaultFullFlushFlag;
    }
    if (this.writableFinished) {
      if (then) globalThis.process.nextTick(then);
    } else if (this.writableEnded) {
      if (then) this.once('end', then);
    } else {
      const marker = Buffer.alloc(0);
      marker[FLUSH] = flag;
      this.write(marker, '', then);
    }
  }
  close(callback) {
    if (callback) finished(this, callback);
    this.destroy();
  }
  _transform(chunk, _encoding, done) {
    let flag = chunk[FLUSH] ?? this._defaultFlushFlag;
    if (this.writableEnded && this.writableLength === chunk.byteLength)
      flag = more(flag, this._finishFlushFlag);
    setImmediate(process, this, chunk, flag, done);
  }
  _flush(done) {
    this._transform(EMPTY, '', done);
  }
  _final(done) {
    done();
  }
  _destroy(error, done) {
    this.coder.close();
    done(error);
  }
}

class Zlib extends ZlibBase {
  constructor(name, options) {
    super(name, options, ZLIB);
    hide(this, { _level: options?.level ?? -1, _strategy: options?.strategy ?? 0 });
  }
  params(level, strategy, callback) {
    if (this._level === level && this._strategy === strategy) {
      globalThis.process.nextTick(callback);
      return;
    }
    this.flush(zlib.constants.Z_SYNC_FLUSH, () => {
      if (this.destroyed) return;
      this.coder.params(level, strategy);
      hide(this, { _level: level, _strategy: strategy });
      callback?.();
    });
  }
}

export class Deflate extends Zlib {
  constructor(options) {
    super('Deflate', options);
  }
}
export class Inflate extends Zlib {
  constructor(options) {
    super('Inflate', options);
  }
}
export class Gzip extends Zlib {
  constructor(options) {
    super('Gzip', options);
  }
}
export class Gunzip extends Zlib {
  constructor(options) {
    super('Gunzip', options);
  }
}
export class DeflateRaw extends Zlib {
  constructor(options) {
    // As Node does: zlib cannot do 8.
    super('DeflateRaw', options?.windowBits === 8 ? { ...options, windowBits: 9 } : options);
  }
}
export class InflateRaw extends Zlib {
  constructor(options) {
    super('InflateRaw', options);
  }
}
export class Unzip extends Zlib {
  constructor(options) {
    super('Unzip', options);
  }
}
export class BrotliCompress extends ZlibBase {
  constructor(options) {
    super('BrotliCompress', options, OTHERS);
  }
}
export class BrotliDecompress extends ZlibBase {
  constructor(options) {
    super('BrotliDecompress', options, OTHERS);
  }
}
export class ZstdCompress extends ZlibBase {
  constructor(options) {
    super('ZstdCompress', options, OTHERS);
  }
}
export class ZstdDecompress extends ZlibBase {
  constructor(options) {
    super('ZstdDecompress', options, OTHERS);
  }
}

export const createDeflate = (options) => new Deflate(options);
export const createInflate = (options) => new Inflate(options);
export const createGzip = (options) => new Gzip(options);
export const createGunzip = (options) => new Gunzip(options);
export const createDeflateRaw = (options) => new DeflateRaw(options);
export const createInflateRaw = (options) => new InflateRaw(options);
export const createUnzip = (options) => new Unzip(options);
export const createBrotliCompress = (options) => new BrotliCompress(options);
export const createBrotliDecompress = (options) => new BrotliDecompress(options);
export const createZstdCompress = (options) => new ZstdCompress(options);
export const createZstdDecompress = (options) => new ZstdDecompress(options);
