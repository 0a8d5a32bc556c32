/** `Readable.toWeb` and `Readable.fromWeb`. */
import Stream from '../stream.mjs';
import { ByteLengthQueuingStrategy, CountQueuingStrategy, ReadableStream } from './streams.mjs';

const { finished, Readable } = Stream;

export const strategyFor = (isObjects, highWaterMark) =>
  isObjects ? new CountQueuingStrategy({ highWaterMark }) : new ByteLengthQueuingStrategy({ highWaterMark });

/** What a web stream is told where one of Node's closes too early. */
export function told(error) {
  if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') return error;
  const aborted = new Error('The operation was aborted', { cause: error });
  return Object.assign(aborted, { name: 'AbortError', code: 'ABORT_ERR' });
}

export function toWeb(readable, options = {}) {
  if (Stream.isDestroyed(readable) || !Stream.isReadable(readable)) {
    const over = new ReadableStream();
    over.cancel();
    return over;
  }
  const isObjects = readable.readableObjectMode;
  let controller;
  let isCancelled = false;
  readable.pause();
  const forget = finished(readable, (error) => {
    forget();
    readable.on('error', () => {});
    if (isCancelled) return;
    if (error) controller.error(told(error));
    else controller.close();
  });
  readable.on('data', (chunk) => {
    controller.enqueue(Buffer.isBuffer(chunk) && !isObjects ? new Uint8Array(chunk) : chunk);
    if (controller.desiredSize <= 0) readable.pause();
  });
  return new ReadableStream(
    {
      start(given) {
        controller = given;
      },
      pull() {
        readable.resume();
      },
      cancel(reason) {
        isCancelled = true;
        Stream.destroy(readable, reason);
      },
    },
    options.strategy ?? strategyFor(isObjects, readable.readableHighWaterMark),
  );
}

export function fromWeb(stream, options = {}) {
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  const reader = stream.getReader();
  let isClosed = false;
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,
    read() {
      reader.read().then(
        ({ done, value }) => readable.push(done ? null : value),
        (error) => readable.destroy(error),
      );
    },
    destroy(error, done) {
      const over = () => process.nextTick(done, error);
      if (isClosed) over();
      else reader.cancel(error).then(over, over);
    },
  });
  reader.closed.then(
    () => {
      isClosed = true;
    },
    (error) => {
      isClosed = true;
      readable.destroy(error);
    },
  );
  return readable;
}
