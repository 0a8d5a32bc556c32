/** `node:stream`. */
import Stream from 'readable-stream/lib/stream.js';
import { duplexPair } from './duplex-pair.mjs';
import { nodeMajor } from './node-major.mjs';

// From Node 22 on.
if (nodeMajor >= 22) Stream.setDefaultHighWaterMark(false, 64 * 1024);

Stream.duplexPair = duplexPair;
Stream._isArrayBufferView = ArrayBuffer.isView;

// The standard streams are made without this library; of `instanceof Writable` see bundle/guest-modules.ts.
const { stdin, stdout, stderr } = process;
function takesFor(Class, known) {
  const before = Class[Symbol.hasInstance];
  Object.defineProperty(Class, Symbol.hasInstance, {
    value(object) {
      return before.call(this, object) || (this === Class && known.includes(object));
    },
    configurable: true,
  });
}
takesFor(Stream, [stdin, stdout, stderr]);
takesFor(Stream.Readable, [stdin]);

// What works on anything that can be iterated.
const HELPERS =
  'asIndexedPairs compose drop every filter find flatMap forEach map reduce some take toArray wrap'.split(
    ' ',
  );
const ofStdin = Object.getPrototypeOf(stdin);
for (const name of HELPERS)
  if (typeof Stream.Readable.prototype[name] === 'function')
    Object.defineProperty(ofStdin, name, {
      value: Stream.Readable.prototype[name],
      writable: true,
      configurable: true,
    });

export { Stream as default, Stream as 'module.exports' };
export const {
  _isArrayBufferView,
  _isUint8Array,
  _uint8ArrayToBuffer,
  addAbortSignal,
  compose,
  destroy,
  Duplex,
  finished,
  getDefaultHighWaterMark,
  isDestroyed,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable,
  PassThrough,
  pipeline,
  promises,
  Readable,
  setDefaultHighWaterMark,
  Transform,
  Writable,
} = Stream;
export { duplexPair, Stream };
