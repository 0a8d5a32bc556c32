/** CompressionStream and DecompressionStream, over what zlib's streams work with. */
import { inspect } from 'node:util';
import { TransformStream } from 'web-streams-polyfill/dist/ponyfill.mjs';
import checks from '../checks.cjs';
import coding from '../coder.cjs';
import { nodeMajor } from '../node-major.mjs';

const NO_FLUSH = 0;
const FINISH = 4;
const CODERS = {
  CompressionStream: { deflate: 'Deflate', 'deflate-raw': 'DeflateRaw', gzip: 'Gzip' },
  DecompressionStream: { deflate: 'Inflate', 'deflate-raw': 'InflateRaw', gzip: 'Gunzip' },
};

/** From Node 22 on. */
const isWrapped = nodeMajor >= 22;
const wrapped = (cause) => Object.assign(new TypeError(undefined, { cause }), { code: cause.code });

function pass(coder, controller, chunk, flush) {
  let pieces;
  try {
    pieces = coded(coder, chunk, flush);
  } catch (error) {
    throw isWrapped ? wrapped(error) : error;
  }
  for (const piece of pieces) controller.enqueue(new Uint8Array(piece));
}
const coded = (coder, chunk, flush) =>
  coder.write(typeof chunk === 'string' ? Buffer.from(chunk) : viewOf(chunk), flush);
const viewOf = (data) =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);

class Coding {
  #transform;
  constructor(kind, format) {
    const name = Object.hasOwn(CODERS[kind], format) ? CODERS[kind][format] : undefined;
    if (!name) throw new checks.codes.ERR_INVALID_ARG_VALUE('format', format);
    const coder = new coding.Coder(name, {});
    this.#transform = new TransformStream({
      transform: (chunk, controller) => pass(coder, controller, chunk, NO_FLUSH),
      flush: (controller) => pass(coder, controller, new Uint8Array(0), FINISH),
    });
  }
  get readable() {
    return this.#transform.readable;
  }
  get writable() {
    return this.#transform.writable;
  }
}
class CompressionStream extends Coding {
  constructor(format) {
    super('CompressionStream', format);
  }
}
class DecompressionStream extends Coding {
  constructor(format) {
    super('DecompressionStream', format);
  }
}
for (const made of [CompressionStream, DecompressionStream]) {
  const { name } = made;
  Object.defineProperty(made.prototype, Symbol.toStringTag, { value: name, configurable: true });
  Object.defineProperty(made.prototype, inspect.custom, {
    value(depth, options) {
      const { readable, writable } = this;
      return depth < 0
        ? this
        : `${name} ${inspect({ readable, writable }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
    },
    configurable: true,
  });
}

export const compression = { CompressionStream, DecompressionStream };
