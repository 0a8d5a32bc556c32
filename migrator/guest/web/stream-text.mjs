/** `TextEncoderStream` and `TextDecoderStream` (WHATWG Encoding 7). */
import { inspect } from 'node:util';
import { TransformStream } from 'web-streams-polyfill/dist/ponyfill.mjs';
import home from '../home.cjs';
import { inner } from './inner.mjs';

const isHigh = (code) => code >= 0xd800 && code <= 0xdbff;

export class TextEncoderStream {
  #transform;
  #pending = '';
  constructor() {
    this.#transform = new TransformStream({
      transform: (chunk, controller) => this.#encode(`${chunk}`, controller),
      flush: (controller) => {
        if (this.#pending) controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
      },
    });
  }
  /** Half of a pair waits for the other one. */
  #encode(chunk, controller) {
    let text = this.#pending + chunk;
    this.#pending = '';
    if (text !== '' && isHigh(text.charCodeAt(text.length - 1))) {
      this.#pending = text.at(-1);
      text = text.slice(0, -1);
    }
    if (text !== '') controller.enqueue(new TextEncoder().encode(text));
  }
  static is(value) {
    return typeof value === 'object' && value !== null && #transform in value;
  }
  get encoding() {
    return checked(this, isEncoder, 'TextEncoderStream') && 'utf-8';
  }
  get readable() {
    return checked(this, isEncoder, 'TextEncoderStream').#transform.readable;
  }
  get writable() {
    return checked(this, isEncoder, 'TextEncoderStream').#transform.writable;
  }
}

export class TextDecoderStream {
  #decoder;
  #transform;
  constructor(encoding = 'utf-8', options = {}) {
    this.#decoder = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        const text = this.#decoder.decode(chunk, { stream: true });
        if (text) controller.enqueue(text);
      },
      flush: (controller) => {
        const text = this.#decoder.decode();
        if (text) controller.enqueue(text);
        controller.terminate();
      },
    });
  }
  static is(value) {
    return typeof value === 'object' && value !== null && #transform in value;
  }
  get encoding() {
    return checked(this, isDecoder, 'TextDecoderStream').#decoder.encoding;
  }
  get fatal() {
    return checked(this, isDecoder, 'TextDecoderStream').#decoder.fatal;
  }
  get ignoreBOM() {
    return checked(this, isDecoder, 'TextDecoderStream').#decoder.ignoreBOM;
  }
  get readable() {
    return checked(this, isDecoder, 'TextDecoderStream').#transform.readable;
  }
  get writable() {
    return checked(this, isDecoder, 'TextDecoderStream').#transform.writable;
  }
}
const isEncoder = TextEncoderStream.is;
const isDecoder = TextDecoderStream.is;
delete TextEncoderStream.is;
delete TextDecoderStream.is;

function checked(self, is, name) {
  if (!is(self)) throw home.nodeError('ERR_INVALID_THIS', name);
  return self;
}

const SHOWN = new Map([
  [TextEncoderStream, ['encoding', 'readable', 'writable']],
  [TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable']],
]);
for (const [made, keys] of SHOWN) {
  for (const key of keys) Object.defineProperty(made.prototype, key, { enumerable: true });
  Object.defineProperties(made.prototype, {
    [Symbol.toStringTag]: { value: made.name, configurable: true },
    [inspect.custom]: {
      value(depth, options) {
        if (depth < 0) return this;
        const parts = Object.fromEntries(keys.map((key) => [key, this[key]]));
        return `${made.name} ${inspect(parts, inner(options))}`;
      },
      writable: true,
      configurable: true,
    },
  });
}
