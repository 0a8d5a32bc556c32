/** `Blob` (W3C File API): bytes that never change. */
import { inspect } from 'node:util';
import home from '../home.cjs';
import { inner } from './inner.mjs';
import { native } from './native.mjs';
import { ReadableStream } from './streams.mjs';

const PIECE_BYTES = 64 * 1024;
const WRONG_TYPE = /[^\u0020-\u007e]/;
/** Under it `Blob` is given its bytes by ourselves, which it then shares. */
const BYTES = Symbol('bytes');

function bytesOf(source, endings) {
  if (isBlob(source)) return contentOf(source);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) return new Uint8Array(source);
  const text = String(source);
  return new TextEncoder().encode(endings === 'native' ? text.replaceAll('\r\n', '\n') : text);
}

function concatenated(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const within = (at, size) => (at < 0 ? Math.max(size + at, 0) : Math.min(at, size));

export class Blob {
  #bytes;
  #type;
  constructor(sources = [], options = {}) {
    if (sources?.[BYTES]) this.#bytes = sources[BYTES];
    else {
      if (sources === null || typeof sources?.[Symbol.iterator] !== 'function' || typeof sources === 'string')
        throw home.nodeError('ERR_INVALID_ARG_TYPE', 'sources', 'a sequence', sources);
      if (options !== null && typeof options !== 'object' && typeof options !== 'function')
        throw home.nodeError('ERR_INVALID_ARG_TYPE', 'options', 'a dictionary', options);
      const { endings = 'transparent' } = options ?? {};
      if (`${endings}` !== 'transparent' && `${endings}` !== 'native')
        throw home.nodeError('ERR_INVALID_ARG_VALUE', 'options.endings', endings);
      const pieces = [];
      for (const source of sources) pieces.push(bytesOf(source, `${endings}`));
      this.#bytes = concatenated(pieces);
    }
    const type = `${options?.type ?? ''}`;
    this.#type = WRONG_TYPE.test(type) ? '' : type.toLowerCase();
  }
  static content(blob) {
    return blob.#bytes;
  }
  static is(value) {
    return typeof value === 'object' && value !== null && #bytes in value;
  }
  get size() {
    return checked(this).#bytes.length;
  }
  get type() {
    return checked(this).#type;
  }
  slice(start = 0, end = this.size, type = '') {
    const bytes = checked(this).#bytes;
    const from = within(Math.trunc(start) || 0, bytes.length);
    const to = within(Math.trunc(end) || 0, bytes.length);
    return new Blob({ [BYTES]: bytes.subarray(from, Math.max(from, to)) }, { type });
  }
  async arrayBuffer() {
    return checked(this).#bytes.slice().buffer;
  }
  async text() {
    return new TextDecoder().decode(checked(this).#bytes);
  }
  async bytes() {
    return checked(this).#bytes.slice();
  }
  stream() {
    const bytes = checked(this).#bytes;
    let at = 0;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (at >= bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        const view = controller.byobRequest?.view;
        const piece = bytes.slice(at, at + (view?.byteLength ?? PIECE_BYTES));
        at += piece.length;
        if (view) {
          new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(piece);
          controller.byobRequest.respond(piece.length);
        } else controller.enqueue(piece);
      },
    });
  }
  [inspect.custom](depth, options) {
    if (depth < 0) return this;
    return `Blob ${inspect({ size: this.size, type: this.type }, inner(options))}`;
  }
}
const { is: isBlob, content: contentOf } = Blob;
delete Blob.is;
delete Blob.content;
// In some versions of Node.js only.
if (!('bytes' in native.Blob.prototype)) delete Blob.prototype.bytes;

function checked(blob) {
  if (!isBlob(blob)) throw home.nodeError('ERR_INVALID_THIS', 'Blob');
  return blob;
}
/** As the web's classes are: members can be enumerated, the tag is the name. */
export function looksLike(made, name, keys) {
  for (const key of keys)
    if (key in made.prototype) Object.defineProperty(made.prototype, key, { enumerable: true });
  Object.defineProperty(made.prototype, Symbol.toStringTag, { value: name, configurable: true });
}
looksLike(Blob, 'Blob', ['size', 'type', 'slice', 'stream', 'text', 'arrayBuffer', 'bytes']);

export { isBlob };
