import { carriable } from '../../promise/resolving.ts';
import { when } from '../../promise/when.ts';
import type { AsyncFs, Completion } from './async.ts';
import { abortError, contentOf } from './checks.ts';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;
type Iterated = Partial<Iterable<unknown> & AsyncIterable<unknown>>;

/** What `writeFile` takes besides text and bytes. */
export function isIterable(data: unknown): data is Iterated {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

/** A file that is written with what an iterable gives, piece by piece as it comes. */
class Pouring {
  fd: number;
  encoding: string | null | undefined;
  signal: AbortSignal | undefined;
  /** It was opened for this, and is closed at the end. */
  isOwn: boolean;
  iterator: AnyIterator;
  completion: Completion;
  rest: Uint8Array = new Uint8Array(0);
  constructor(
    fd: number,
    iterator: AnyIterator,
    options: { encoding?: string | null; signal?: unknown },
    isOwn: boolean,
    completion: Completion,
  ) {
    this.fd = fd;
    this.iterator = iterator;
    this.encoding = options.encoding;
    this.signal = options.signal as AbortSignal | undefined;
    this.isOwn = isOwn;
    this.completion = completion;
  }
}

/** Iterators of arrays that the engine itself makes do not move. */
class Items {
  items: unknown[];
  at = 0;
  constructor(items: unknown[]) {
    this.items = items;
  }
  next(): IteratorResult<unknown> {
    if (this.at >= this.items.length) return { value: undefined, done: true };
    return { value: this.items[this.at++], done: false };
  }
}

export function makePouring(fs: AsyncFs) {
  const finish = (pouring: Pouring, error: unknown): void => {
    const { completion, fd, isOwn } = pouring;
    if (!isOwn) return error ? fs.fail(completion, error) : fs.complete(completion, []);
    fs.simple('close', [fd], { fn: carriable(closed, pouring, error) });
  };
  const closed = ({ completion }: Pouring, error: unknown, failed: unknown): void => {
    if (error ?? failed) fs.fail(completion, error ?? failed);
    else fs.complete(completion, []);
  };
  const failed = (pouring: Pouring, error: unknown): void => finish(pouring, error);

  const more = (pouring: Pouring): void => {
    if (pouring.signal?.aborted) return finish(pouring, abortError(pouring.signal.reason));
    try {
      when(pouring.iterator.next(), carriable(came, pouring), carriable(failed, pouring));
    } catch (error) {
      finish(pouring, error);
    }
  };
  const came = (pouring: Pouring, { value, done }: IteratorResult<unknown>): void => {
    if (done) return finish(pouring, null);
    try {
      if (pouring.signal?.aborted) return finish(pouring, abortError(pouring.signal.reason));
      pouring.rest = contentOf(value, pouring.encoding);
      write(pouring);
    } catch (error) {
      pouring.iterator.return?.();
      finish(pouring, error);
    }
  };
  const write = (pouring: Pouring): void => {
    const { rest, fd } = pouring;
    if (rest.length === 0) return more(pouring);
    fs.write(fd, { target: rest, position: null, given: null }, { fn: carriable(written, pouring) });
  };
  const written = (pouring: Pouring, error: unknown, bytes: number): void => {
    if (error) return finish(pouring, error);
    pouring.rest = pouring.rest.subarray(bytes);
    write(pouring);
  };
  const opened = (
    data: Iterated,
    options: { encoding?: string | null; signal?: unknown },
    completion: Completion,
    error: unknown,
    fd: number,
  ): void => {
    if (error) fs.fail(completion, error);
    else pour(fd, data, options, true, completion);
  };

  function pour(
    fd: number,
    data: Iterated,
    options: { encoding?: string | null; signal?: unknown },
    isOwn: boolean,
    completion: Completion,
  ): void {
    const iterator = Array.isArray(data)
      ? new Items(data)
      : (data[Symbol.asyncIterator]?.() ?? data[Symbol.iterator]!());
    more(new Pouring(fd, iterator, options, isOwn, completion));
  }
  return { pour, opened, internals: { Pouring, Items, closed, failed, came, written, opened } };
}
