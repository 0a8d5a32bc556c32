/** `FileHandle.readableWebStream`, for programs that name it. */
import checks from './checks.cjs';
import home from './home.cjs';
import { ReadableStream } from './web/streams.mjs';

/** As Node reads: in bytes on demand, otherwise as its streams of files do. */
const BYTES_AT_ONCE = 16 * 1024;
const BUFFER_AT_ONCE = 64 * 1024;
/** From then on all are streams of bytes. */
const BYTES_ONLY_SINCE = 24;

const handed = new WeakSet();
const closing = new WeakSet();
const invalid = (words) => home.nodeError('ERR_INVALID_STATE', words);

function sourceOf(handle, hasBytes) {
  let controller;
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    controller.close();
    controller.byobRequest?.respond(0);
  };
  handle.once('close', over);
  const cancel = () => {
    isOver = true;
  };
  const start = (given) => {
    controller = given;
  };
  if (!hasBytes)
    return {
      start,
      cancel,
      async pull() {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(BUFFER_AT_ONCE), 0, BUFFER_AT_ONCE);
        if (isOver) return;
        if (bytesRead === 0) over();
        else controller.enqueue(buffer.buffer.slice(0, bytesRead));
      },
    };
  return {
    type: 'bytes',
    autoAllocateChunkSize: BYTES_AT_ONCE,
    start,
    cancel,
    async pull() {
      const { view } = controller.byobRequest;
      const { bytesRead } = await handle.read(view, 0, view.byteLength);
      if (isOver) return;
      if (bytesRead === 0) over();
      else controller.byobRequest.respond(bytesRead);
    },
  };
}

function readableWebStream(options = {}) {
  if (this.fd === -1) throw invalid('The FileHandle is closed');
  if (closing.has(this)) throw invalid('The FileHandle is closing');
  if (handed.has(this)) throw invalid('The FileHandle is locked');
  home.validateObject(options, 'options');
  handed.add(this);
  this.once('close', () => closing.add(this));
  const isOfBytes = Number.parseInt(process.versions.node, 10) >= BYTES_ONLY_SINCE;
  return new ReadableStream(sourceOf(this, isOfBytes || options.type === 'bytes'));
}

Object.defineProperty(checks.FileHandle.prototype, 'readableWebStream', {
  value: readableWebStream,
  writable: true,
  configurable: true,
});
