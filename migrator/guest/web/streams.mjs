/** `node:stream/web`: the WHATWG's streams, made of web-streams-polyfill with Node's words. */
import { inspect } from 'node:util';
import {
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
} from 'web-streams-polyfill/dist/ponyfill.mjs';
import { inner } from './inner.mjs';
import { compression } from './stream-compression.mjs';
import { answerForReadable, answerForWritable } from './stream-state.mjs';
import { TextDecoderStream, TextEncoderStream } from './stream-text.mjs';

answerForReadable(ReadableStream);
answerForWritable(WritableStream);

const shown = new Map([
  [
    ReadableStream,
    (s) => ({
      locked: s.locked,
      state: s._state,
      supportsBYOB: s._readableStreamController instanceof ReadableByteStreamController,
    }),
  ],
  [WritableStream, (s) => ({ locked: s.locked, state: s._state })],
  [TransformStream, (s) => ({ readable: s.readable, writable: s.writable, backpressure: s._backpressure })],
  [
    ReadableStreamDefaultReader,
    (r) => ({
      stream: r._ownerReadableStream,
      readRequests: r._readRequests.length,
      close: r._closedPromise,
    }),
  ],
  [
    ReadableStreamBYOBReader,
    (r) => ({
      stream: r._ownerReadableStream,
      requests: r._readIntoRequests.length,
      close: r._closedPromise,
    }),
  ],
  [ReadableStreamDefaultController, () => ({})],
  [ReadableByteStreamController, () => ({})],
  [
    ReadableStreamBYOBRequest,
    (r) => ({ view: r.view, controller: r._associatedReadableByteStreamController }),
  ],
  [
    WritableStreamDefaultWriter,
    (w) => ({
      stream: w._ownerWritableStream,
      close: w._closedPromise,
      ready: w._readyPromise,
      desiredSize: w._ownerWritableStream && w.desiredSize,
    }),
  ],
  [WritableStreamDefaultController, (c) => ({ stream: c._controlledWritableStream })],
  [TransformStreamDefaultController, (c) => ({ stream: c._controlledTransformStream })],
  [ByteLengthQueuingStrategy, (s) => ({ highWaterMark: s.highWaterMark })],
  [CountQueuingStrategy, (s) => ({ highWaterMark: s.highWaterMark })],
]);
for (const [made, parts] of shown)
  Object.defineProperty(made.prototype, inspect.custom, {
    value(depth, options) {
      if (depth < 0) return this;
      return `${made.name} ${inspect(parts(this), inner(options))}`;
    },
    writable: true,
    configurable: true,
  });

const classes = {
  ReadableStream,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableByteStreamController,
  ReadableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  TextEncoderStream,
  TextDecoderStream,
  ...compression,
};
export const { CompressionStream, DecompressionStream } = compression;
export {
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  classes as default,
  classes as 'module.exports',
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  TextDecoderStream,
  TextEncoderStream,
  TransformStream,
  TransformStreamDefaultController,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
};
