import { EventEmitter } from 'node:events';
import { emitTicks, job } from '../loop/jobs.ts';
import { enqueue } from '../loop/queue.ts';
import type { Listeners } from '../loop/state.ts';
import type { Task } from '../task.ts';
import { emitterMethods, mostOf } from './emitter.ts';
import { nodeError } from './errors.ts';
import { nodeMajor } from './node-major.ts';
import { writeOut } from './output.ts';
import { terminalMethods } from './terminal-methods.ts';

/** Node's high-water mark of such a stream. Its writes are done when they return, so there is never a 'drain'. */
const HIGH_WATER_BYTES = (nodeMajor >= 22 ? 64 : 16) * 1024;

export interface OutputStream {
  stream: object;
  /** Its own, whatever the program has put in its place. */
  write: Function;
  /** What only a terminal has: the heap may hold it of any. */
  ofTerminal: object;
}

/** `process.stdout` and `process.stderr`. Writes are synchronous, as Node's are to files, pipes and terminals. */
export function makeOutputStream(task: Task, fd: 1 | 2): OutputStream {
  const name = fd === 1 ? 'stdout' : 'stderr';
  const spec = () => task.state.spec[name];

  const bytesOf = (chunk: unknown, encoding: unknown): Uint8Array => {
    if (typeof chunk === 'string')
      return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
    if (chunk instanceof Uint8Array) return chunk;
    if (chunk === null) throw nodeError('ERR_STREAM_NULL_VALUES');
    if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const received =
      typeof chunk === 'object'
        ? `an instance of ${chunk.constructor?.name}`
        : `type ${typeof chunk} (${String(chunk)})`;
    throw Object.assign(
      new TypeError(
        `The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${received}`,
      ),
      {
        code: 'ERR_INVALID_ARG_TYPE',
      },
    );
  };

  const write = task.shims.restartable(
    `node:process.${name}.write`,
    (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
      const bytes = bytesOf(chunk, encoding);
      const error = writeOut(task, fd, bytes, false);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function')
        enqueue(task.state.ticks, job(callback, undefined, [error ?? null]));
      return error === null;
    },
  );

  const end = task.shims.restartable(
    `node:process.${name}.end`,
    (chunk?: unknown, encoding?: unknown, done?: unknown): object => {
      const callback = [chunk, encoding, done].find((each) => typeof each === 'function') as
        | Function
        | undefined;
      if (chunk !== undefined && chunk !== null && typeof chunk !== 'function')
        writeOut(task, fd, bytesOf(chunk, encoding), false);
      task.state.output.ended[fd] = true;
      if (callback) enqueue(task.state.ticks, job(callback, undefined, []));
      emitTicks(task.state, name, stream, 'finish', []);
      return stream;
    },
  );

  const ofTerminal = terminalMethods(task, fd, write);
  const emitter = emitterMethods({
    listeners: (): Listeners => task.state.listeners[name],
    most: mostOf(task, name),
  });
  const methods = {
    ...emitter,
    write,
    end,
    // Each write is out at once; what is asked for is only counted.
    cork() {
      const { output } = task.state;
      output.corked ??= { 1: 0, 2: 0 };
      output.corked[fd]++;
    },
    uncork() {
      const { corked } = task.state.output;
      if (corked) corked[fd] = Math.max(0, corked[fd] - 1);
    },
    pipe(target: object): object {
      emitter.emit.call(stream, 'error', nodeError('ERR_STREAM_CANNOT_PIPE'));
      return target;
    },
    _write(chunk: unknown, encoding: unknown, done: unknown): void {
      write(chunk, encoding, done);
    },
    destroy: () => stream,
    setDefaultEncoding: () => stream,
    ref: () => stream,
    unref: () => stream,
  };

  const stream: object = Object.create(
    Object.create(EventEmitter.prototype, Object.getOwnPropertyDescriptors(methods)),
    {
      fd: { value: fd, enumerable: true },
      _type: { value: 'fs' },
      // As under Node, a failed stream is open again as soon as it has told of it.
      writable: {
        get: () =>
          !task.state.output.ended[fd] && !task.state.output.failing.some((failed) => failed.fd === fd),
      },
      writableEnded: { get: () => task.state.output.ended[fd] },
      writableFinished: { get: () => task.state.output.ended[fd] },
      writableLength: { get: () => 0 },
      writableNeedDrain: { get: () => false },
      writableHighWaterMark: { get: () => HIGH_WATER_BYTES },
      writableObjectMode: { get: () => false },
      writableCorked: { get: () => task.state.output.corked?.[fd] ?? 0 },
      writableAborted: { get: () => false },
      destroyed: { get: () => false },
      closed: { get: () => false },
      errored: { get: () => null },
      // Not a terminal: `undefined`, as in Node, where only a tty.WriteStream has these.
      isTTY: { get: () => spec().isTTY || undefined, configurable: true },
      columns: { get: () => (spec().isTTY ? (spec().columns ?? undefined) : undefined), configurable: true },
      rows: { get: () => (spec().isTTY ? (spec().rows ?? undefined) : undefined), configurable: true },
      ...Object.fromEntries(
        Object.entries(ofTerminal).map(([key, value]) => [
          key,
          { get: () => (spec().isTTY ? value : undefined), configurable: true },
        ]),
      ),
    },
  );
  return { stream, write, ofTerminal };
}
