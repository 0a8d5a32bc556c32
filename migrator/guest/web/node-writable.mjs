/** `Writable.toWeb` and `Writable.fromWeb`. */
import Stream from '../stream.mjs';
import { strategyFor, told } from './node-readable.mjs';
import { WritableStream } from './streams.mjs';

const { finished, Writable } = Stream;

function later() {
  const settle = {};
  settle.promise = new Promise((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return settle;
}

export function toWeb(writable) {
  let controller;
  let drained = null;
  let closed = null;
  const forget = finished(writable, (error) => {
    forget();
    writable.on('error', () => {});
    if (error) {
      drained?.reject(told(error));
      closed?.reject(told(error));
      controller.error(told(error));
    } else if (closed) closed.resolve();
    else controller.error(told({ code: 'ERR_STREAM_PREMATURE_CLOSE' }));
  });
  writable.on('drain', () => {
    drained?.resolve();
    drained = null;
  });
  return new WritableStream(
    {
      start(given) {
        controller = given;
      },
      write(chunk) {
        if (!writable.writableNeedDrain && writable.write(chunk)) return undefined;
        drained = later();
        return drained.promise;
      },
      abort(reason) {
        Stream.destroy(writable, reason);
      },
      close() {
        if (writable.writableEnded) return undefined;
        closed = later();
        writable.end();
        return closed.promise;
      },
    },
    strategyFor(writable.writableObjectMode, writable.writableHighWaterMark),
  );
}

export function fromWeb(stream, options = {}) {
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  const writer = stream.getWriter();
  let isClosed = false;
  const tell = (promise, done) =>
    promise.then(
      () => process.nextTick(done),
      (error) => process.nextTick(done, error),
    );
  const writable = new Writable({
    objectMode,
    highWaterMark,
    decodeStrings,
    signal,
    write(chunk, _encoding, done) {
      tell(
        writer.ready.then(() => writer.write(chunk)),
        done,
      );
    },
    final(done) {
      if (isClosed) done();
      else tell(writer.close(), done);
    },
    destroy(error, done) {
      const over = () => process.nextTick(done, error);
      if (isClosed) over();
      else (error ? writer.abort(error) : writer.close()).then(over, over);
    },
  });
  writer.closed.then(
    () => {
      isClosed = true;
      if (!writable.writableEnded) writable.destroy(told({ code: 'ERR_STREAM_PREMATURE_CLOSE' }));
    },
    (error) => {
      isClosed = true;
      writable.destroy(error);
    },
  );
  return writable;
}
