/** What undici takes of `node:zlib`: decoders whose state is data (fflate). Brotli has none in JavaScript: it is decoded when it is whole. */
import { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { Gunzip, Inflate, Unzlib } from 'fflate/esm/browser.js';

const DATA_ERROR = { errno: -3, code: 'Z_DATA_ERROR' };
/** By fflate's codes. */
const WORDS = [
  'unexpected end of file',
  'invalid block type',
  'invalid code lengths set',
  'invalid distance too far back',
];
const failure = ({ code }) => Object.assign(new Error(WORDS[code] ?? 'incorrect header check'), DATA_ERROR);

/** A stream that ends in the middle has been decoded as far as it went, as with zlib's Z_SYNC_FLUSH. */
class Inflating extends Transform {
  #inflate;
  constructor(Decoder) {
    super();
    this.#inflate = new Decoder((bytes) => {
      if (bytes.length > 0) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    });
  }
  /** In a later turn, as zlib's threads answer. */
  _transform(chunk, _encoding, done) {
    setImmediate(() => {
      let error = null;
      try {
        this.#inflate.push(chunk, false);
      } catch (thrown) {
        error = failure(thrown);
      }
      done(error);
    });
  }
  flush(kind, done = kind) {
    this.write(Buffer.alloc(0), done);
  }
}

/** `decode` has the whole at once. */
class Whole extends Transform {
  #chunks = [];
  #decode;
  constructor(decode) {
    super();
    this.#decode = decode;
  }
  _transform(chunk, _encoding, done) {
    this.#chunks.push(chunk);
    done();
  }
  _flush(done) {
    let whole = null;
    let error = null;
    try {
      whole = this.#decode(Buffer.concat(this.#chunks));
    } catch (thrown) {
      error = thrown;
    }
    done(error, whole);
  }
}

export const createGunzip = () => new Inflating(Gunzip);
export const createInflate = () => new Inflating(Unzlib);
export const createInflateRaw = () => new Inflating(Inflate);
export const createBrotliDecompress = (options) =>
  new Whole((bytes) => zlib.brotliDecompressSync(bytes, options));
export const { constants } = zlib;
export const Z_DEFAULT_WINDOWBITS = 15;
