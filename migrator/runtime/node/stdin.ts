import { EventEmitter } from 'node:events';
import { constants } from 'node:fs';
import { EMPTY } from '../../../protocol/frame.ts';
import { emitJobs, job } from '../loop/jobs.ts';
import { enqueue } from '../loop/queue.ts';
import { errorOf } from '../loop/reply-error.ts';
import type { LineReaderState, Listeners, Poured, Reply } from '../loop/state.ts';
import { AsyncQueue, end, fail, push } from '../promise/async-queue.ts';
import { carriable } from '../promise/resolving.ts';
import type { Task } from '../task.ts';
import { emitterMethods, mostOf } from './emitter.ts';
import { abortError, validators } from './fs/checks.ts';
import { feedLines, finishLines } from './line-reader.ts';
import { decodeChunk } from './utf8-stream.ts';

/** What Node asks of a pipe or file at a time. */
const CHUNK_BYTES = 64 * 1024;

type Chunk = Uint8Array | string;
export interface Stdin {
  stream: object;
  /** What the heap may hold of it. */
  internals: object;
  /** A read has ended. */
  arrived(reply: Reply): void;
  /** Somebody reads lines: the stream flows. */
  addLineReader(reader: LineReaderState): void;
}

/**
 * `process.stdin`: reads on demand, one read under way. Everything it knows is plain data in the task's state, so a
 * program that reads by events can move between any two of them.
 */
export function makeStdin(task: Task): Stdin {
  const state = () => task.state.stdin;
  const listeners = (event: string): number => task.state.listeners.stdin.get(event)?.length ?? 0;

  function want(): void {
    const stdin = state();
    stdin.wanted = true;
    if (stdin.reading || stdin.ended || stdin.destroyed) return;
    stdin.reading = true;
    task.syscalls.async('stdin.read', [CHUNK_BYTES], EMPTY, { kind: 'stdin' });
  }

  /** It flows from the next tick on, as in Node: who asks for that may listen first. */
  function resume(): void {
    const stdin = state();
    if (stdin.flowing && stdin.resuming) return;
    const isNews = !stdin.flowing;
    stdin.flowing = true;
    stdin.resuming = true;
    enqueue(task.state.ticks, job(flow, undefined, [isNews]));
  }
  function flow(isNews: boolean): void {
    const stdin = state();
    stdin.resuming = false;
    if (isNews) emitJobs(task.state, 'stdin', stream, 'resume', []);
    if (!stdin.flowing) return;
    deliver();
    if (!stdin.ended) want();
  }

  /** Hands on what is there, a chunk at a time since each may be the last that is wanted now; then the end. */
  function deliver(): void {
    const stdin = state();
    if (stdin.flowing && stdin.buffered.length > 0) {
      const full = stdin.pipes.find(({ target }) => target.writableNeedDrain);
      if (full) {
        stdin.flowing = false;
        full.target.once!('drain', drained);
        return;
      }
      hand(stdin.buffered.shift()!);
      task.state.ready.push({ ...job(deliver, undefined, []), joined: true });
      return;
    }
    if (stdin.announce) {
      stdin.announce = false;
      emitJobs(task.state, 'stdin', stream, 'readable', []);
    }
    if (!stdin.ended || stdin.endEmitted || stdin.buffered.length > 0 || stdin.flowing === false) return;
    stdin.endEmitted = true;
    for (const reader of stdin.lineReaders.splice(0)) finishLines(task.state, reader);
    for (const pipe of stdin.pipes.splice(0))
      if (pipe.end)
        task.state.ready.push({
          fn: pipe.target.end,
          self: pipe.target,
          args: [],
          timer: null,
          joined: false,
        });
    emitJobs(task.state, 'stdin', stream, 'end', []);
    if (closes()) emitJobs(task.state, 'stdin', stream, 'close', []);
  }

  /** Node leaves a file open that is its standard input; a pipe or terminal it closes. */
  function closes(): boolean {
    const { value } = task.syscalls.sync('fs.fstat', [0]);
    const type = Number(value.mode) & constants.S_IFMT;
    return type === constants.S_IFIFO || type === constants.S_IFSOCK || task.state.spec.stdin.isTTY;
  }

  /** Who is piped to takes more. */
  function drained(): void {
    resume();
  }

  function hand(chunk: Chunk): void {
    emitJobs(task.state, 'stdin', stream, 'data', [chunk]);
    for (const { target } of state().pipes)
      task.state.ready.push({
        fn: target.write as Function,
        self: target,
        args: [chunk],
        timer: null,
        joined: false,
      });
    for (const reader of state().lineReaders)
      feedLines(task.state, reader, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
  }

  function decoded(bytes: Uint8Array, last: boolean): Chunk | undefined {
    const stdin = state();
    const encoding = stdin.encoding ?? (stdin.lineReaders.length > 0 ? 'utf8' : null);
    if (encoding === null) return bytes.length > 0 ? Buffer.from(bytes) : undefined;
    const { text, carry } = decodeChunk(stdin.carry, bytes, encoding as BufferEncoding);
    stdin.carry = last ? EMPTY : carry;
    const all =
      last && carry.length > 0 ? text + Buffer.from(carry).toString(encoding as BufferEncoding) : text;
    return all === '' ? undefined : all;
  }

  function arrived({ value, error, tail }: Reply): void {
    const stdin = state();
    stdin.reading = false;
    if (stdin.destroyed) return;
    if (error) {
      const failure = errorOf(error);
      stdin.ended = true;
      if (!emitJobs(task.state, 'stdin', stream, 'error', [failure]))
        task.loop.uncaught(failure, 'uncaughtException');
      return;
    }
    if (value === true) stdin.ended = true;
    const chunk = decoded(tail, stdin.ended);
    if (chunk !== undefined) stdin.buffered.push(chunk);
    if (listeners('readable') > 0) stdin.announce = true;
    deliver();
    if (stdin.flowing && !stdin.ended) want();
  }

  const emitter = emitterMethods({
    listeners: (): Listeners => task.state.listeners.stdin,
    most: mostOf(task, 'stdin'),
    changed: (_self, event, count) => {
      if (count === 0) return;
      if (event === 'data' && state().flowing !== false && listeners('readable') === 0) resume();
      if (event === 'readable') {
        state().flowing = false;
        want();
      }
    },
  });
  const methods = {
    ...emitter,
    setEncoding(encoding: string = 'utf8') {
      state().encoding = Buffer.isEncoding(encoding) ? encoding.toLowerCase() : 'utf8';
      state().buffered = state().buffered.flatMap((chunk) =>
        typeof chunk === 'string' ? chunk : (decoded(chunk, false) ?? []),
      );
      return stream;
    },
    resume() {
      resume();
      return stream;
    },
    pause() {
      const stdin = state();
      if (stdin.flowing !== false) emitter.emit.call(stream, 'pause');
      stdin.flowing = false;
      stdin.wanted = false;
      return stream;
    },
    isPaused: () => state().flowing === false,
    read(bytes?: number): Chunk | null {
      const stdin = state();
      const all = take(bytes);
      if (stdin.ended && stdin.buffered.length === 0 && !stdin.endEmitted) {
        stdin.flowing = true;
        enqueue(task.state.ticks, job(deliver, undefined, []));
      } else want();
      return all;
    },
    unshift(chunk: Chunk) {
      state().buffered.unshift(chunk);
    },
    pipe(target: Poured, options?: { end?: boolean }) {
      const isOutput = target === outputs().stdout || target === outputs().stderr;
      state().pipes.push({ target, end: !isOutput && options?.end !== false });
      target.emit?.('pipe', stream);
      resume();
      return target;
    },
    unpipe(target?: object) {
      const { pipes } = state();
      const left = target === undefined ? pipes : pipes.filter((pipe) => pipe.target === target);
      state().pipes = pipes.filter((pipe) => !left.includes(pipe));
      for (const { target } of left) target.emit?.('unpipe', stream, { hasUnpiped: false });
      return stream;
    },
    destroy() {
      state().destroyed = true;
      emitJobs(task.state, 'stdin', stream, 'close', []);
      return stream;
    },
    ref() {
      state().ref = true;
      return stream;
    },
    unref() {
      state().ref = false;
      return stream;
    },
    [Symbol.asyncIterator]: () => iterated(true),
    iterator(options?: { destroyOnReturn?: boolean }) {
      if (options !== undefined) validators.validateObject(options, 'options');
      return iterated(options?.destroyOnReturn !== false);
    },
  };

  function iterated(destroys: boolean): AsyncQueue {
    state().flowing = false;
    const queue = new AsyncQueue();
    queue.more = more;
    const heard = { readable: carriable(readable, queue), error: carriable(fail, queue) };
    for (const [event, listener] of Object.entries(heard)) methods.on.call(stream, event, listener);
    queue.leave = carriable(left, heard, destroys);
    // What a loop before it has left is over.
    if (state().destroyed) fail(queue, abortError(undefined));
    return queue;
  }
  /** A loop over it has ended. */
  function left(heard: Record<string, Function>, destroys: boolean): void {
    for (const [event, listener] of Object.entries(heard)) methods.off.call(stream, event, listener);
    if (destroys && !state().endEmitted) methods.destroy();
  }

  /** A loop over it asks. */
  function more(queue: AsyncQueue): void {
    const chunk = take();
    if (chunk !== null) push(queue, chunk);
    else if (state().ended) end(queue);
    else want();
  }
  function readable(queue: AsyncQueue): void {
    if (queue.waiting.length > 0) more(queue);
  }

  function take(bytes?: number): Chunk | null {
    const stdin = state();
    if (stdin.buffered.length === 0) return null;
    const chunks = stdin.buffered.splice(0);
    const all: Chunk =
      typeof chunks[0] === 'string' ? chunks.join('') : Buffer.concat(chunks as Uint8Array[]);
    if (bytes === undefined || bytes >= all.length)
      return bytes !== undefined && bytes > all.length && !stdin.ended
        ? (stdin.buffered.push(all), null)
        : all;
    stdin.buffered.push(typeof all === 'string' ? all.slice(bytes) : all.subarray(bytes));
    return typeof all === 'string' ? all.slice(0, bytes) : all.subarray(0, bytes);
  }

  const setRawMode = task.shims.restartable('node:process.stdin.setRawMode', (mode: unknown): object => {
    const isRaw = !!mode;
    task.syscalls.sync('tty.setRawMode', [0, isRaw]);
    state().isRaw = isRaw;
    return stream;
  });

  const isTerminal = (): boolean => task.state.spec.stdin.isTTY;
  const outputs = (): { stdout: object; stderr: object } =>
    (globalThis as unknown as { process: { stdout: object; stderr: object } }).process;
  const stream: object = Object.create(
    Object.create(EventEmitter.prototype, Object.getOwnPropertyDescriptors(methods)),
    {
      fd: { value: 0, enumerable: true },
      isTTY: { get: () => isTerminal() || undefined, configurable: true },
      // As in Node, where only a tty.ReadStream has these.
      isRaw: { get: () => (isTerminal() ? (state().isRaw ?? false) : undefined), configurable: true },
      setRawMode: { get: () => (isTerminal() ? setRawMode : undefined), configurable: true },
      readable: { get: () => !state().endEmitted && !state().destroyed },
      readableEnded: { get: () => state().endEmitted },
      readableFlowing: { get: () => state().flowing },
      readableEncoding: { get: () => state().encoding },
      readableLength: { get: () => state().buffered.reduce((sum, chunk) => sum + chunk.length, 0) },
      readableHighWaterMark: { get: () => CHUNK_BYTES },
      readableObjectMode: { get: () => false },
      readableAborted: { get: () => state().destroyed && !state().endEmitted },
      destroyed: { get: () => state().destroyed },
      closed: { get: () => state().destroyed },
      errored: { get: () => null },
    },
  );

  return {
    stream,
    arrived,
    /** What the heap may hold of it. */
    internals: { more, readable, drained, flow, deliver, left, setRawMode },
    addLineReader(reader) {
      state().lineReaders.push(reader);
      resume();
    },
  };
}
