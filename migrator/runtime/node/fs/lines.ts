import { AsyncQueue, end, fail, push } from '../../promise/async-queue.ts';
import { carriable } from '../../promise/resolving.ts';
import type { AsyncFs } from './async.ts';

const CHUNK_BYTES = 64 * 1024;
const LINE_END = /\r?\n|\r(?!\n)|\u2028|\u2029/;
const LF = 10;

/** The lines of a file that is being read, and what is left of the last chunk. */
interface Lines {
  fd: number;
  encoding: BufferEncoding;
  rest: Uint8Array;
  isReading: boolean;
  position: number | null;
  /** Where to stop. */
  left: number;
  /** The handle: it is closed at the end. */
  handle: { close(): unknown } | null;
}

/** `FileHandle.readLines`: read as it is asked for, so that it moves in the middle. */
export function makeLines(fs: AsyncFs) {
  const more = (lines: Lines, queue: AsyncQueue): void => {
    if (lines.isReading || queue.isEnded) return;
    lines.isReading = true;
    const target = Buffer.alloc(Math.min(CHUNK_BYTES, lines.left));
    const region = { target, position: lines.position, given: target };
    fs.read(lines.fd, region, { fn: carriable(came, lines, queue) });
  };
  const came = (lines: Lines, queue: AsyncQueue, error: unknown, bytes: number, chunk: Buffer): void => {
    lines.isReading = false;
    if (error) return fail(queue, error);
    if (lines.position !== null) lines.position += bytes;
    lines.left -= bytes;
    const all = Buffer.concat([lines.rest, chunk.subarray(0, bytes)]);
    const whole = bytes === 0 ? all.length : all.lastIndexOf(LF) + 1;
    lines.rest = all.subarray(whole);
    if (whole > 0) {
      const found = all.toString(lines.encoding, 0, whole).split(LINE_END);
      if (found.at(-1) === '') found.pop();
      for (const line of found) push(queue, line);
    }
    if (bytes > 0) {
      if (queue.waiting.length > 0) more(lines, queue);
      return;
    }
    end(queue);
    lines.handle?.close();
  };
  const readLines = (
    handle: { fd: number; close(): unknown },
    given: { encoding?: BufferEncoding; start?: number; end?: number; autoClose?: boolean } = {},
  ): AsyncQueue => {
    const { encoding = 'utf8', start, end: last = Number.POSITIVE_INFINITY, autoClose = true } = given;
    const queue = new AsyncQueue();
    const lines: Lines = {
      fd: handle.fd,
      encoding,
      rest: new Uint8Array(0),
      isReading: false,
      position: start ?? null,
      left: last - (start ?? 0) + 1,
      handle: autoClose ? handle : null,
    };
    queue.more = carriable(more, lines);
    return queue;
  };
  return { readLines, internals: { more, came } };
}
