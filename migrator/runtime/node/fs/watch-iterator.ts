import { EMPTY } from '../../../../protocol/frame.ts';
import type { WirePath } from '../../../../protocol/syscalls.ts';
import { AsyncQueue, end, fail, push } from '../../promise/async-queue.ts';
import { carriable } from '../../promise/resolving.ts';
import type { AsyncFs } from './async.ts';
import { abortError, pathOf, utils } from './checks.ts';
import type { Watch, Watching } from './watching.ts';

/** What `fs.promises.watch` was called with, until it begins. */
interface Begin {
  path: WirePath;
  recursive: boolean;
  signal: AbortSignal | undefined;
  watch: Watch;
}

/** `fs.promises.watch`: begins when it is first asked. */
export function makeWatchIterator(fs: AsyncFs, watching: Watching) {
  const begin = (start: Begin, queue: AsyncQueue): void => {
    const { path, recursive, signal } = start;
    if (signal?.aborted) return fail(queue, abortError(signal.reason));
    signal?.addEventListener('abort', carriable(aborted, queue, start) as never);
    const completion = { fn: carriable(begun, queue, start) };
    fs.start('fs.watch', [path, { recursive }], EMPTY, 'watchBegun', null, completion);
  };
  fs.addOp('watchBegun', ({ value }) => [value]);
  const begun = (queue: AsyncQueue, { watch, path }: Begin, error: unknown, id: number): void => {
    if (error) return fail(queue, Object.assign(error as Error, { filename: path }));
    watch.id = id;
    if (watch.isOpen) watching.ask(watch);
    else watching.end(watch);
  };
  const happened = (queue: AsyncQueue, type: string, ...args: unknown[]): void => {
    if (type === 'error') fail(queue, args[0]);
    else push(queue, { eventType: args[0], filename: args[1] });
  };
  const left = ({ watch }: Begin): void => {
    if (watch.isOpen) watching.end(watch);
  };
  const aborted = (queue: AsyncQueue, { signal }: Begin): void => {
    if (!queue.isEnded) fail(queue, abortError(signal!.reason));
    end(queue);
  };

  function watch(filename: unknown, given?: unknown): AsyncQueue {
    const { persistent, recursive, encoding, signal } = utils.getOptions(given ?? {}, {});
    const queue = new AsyncQueue();
    const start: Begin = {
      path: pathOf(filename),
      recursive: recursive === true,
      signal: signal as AbortSignal | undefined,
      watch: {
        id: null,
        isOpen: true,
        keepsAlive: persistent !== false,
        encoding: encoding ?? null,
        isBig: false,
        tell: carriable(happened, queue),
      },
    };
    queue.begin = carriable(begin, start);
    queue.leave = carriable(left, start);
    return queue;
  }
  return { watch, internals: { begin, begun, happened, left, aborted } };
}
