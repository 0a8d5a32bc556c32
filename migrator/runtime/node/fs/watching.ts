import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { EMPTY } from '../../../../protocol/frame.ts';
import type { WatchEvent } from '../../../../protocol/syscalls.ts';
import { emitterJob } from '../../loop/jobs.ts';
import { errorOf } from '../../loop/reply-error.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import { carriable } from '../../promise/resolving.ts';
import type { Task } from '../../task.ts';
import type { AsyncFs } from './async.ts';
import { encodedName, pathOf, utils, validators } from './checks.ts';
import { statsOf } from './stats.ts';

const DEFAULT_INTERVAL_MS = 5007;

/** What the runtime knows of a watch that is kept at home: plain data. `id` is null before it has begun. */
export interface Watch {
  id: number | null;
  isOpen: boolean;
  keepsAlive: boolean;
  encoding: string | null;
  isBig: boolean;
  /** Gets what has happened, or an error. */
  tell: Function;
}

/** Watches: what is common to `watch`, `watchFile` and `fs.promises.watch`. The task asks its home what has happened, from wherever it is. */
export class Watching {
  private readonly task: Task;
  private readonly fs: AsyncFs;

  constructor(task: Task, fs: AsyncFs) {
    this.task = task;
    this.fs = fs;
    fs.addOp('watched', ({ value }) => [value]);
  }

  ask(watch: Watch): void {
    const completion = { fn: carriable(this.arrived, watch), of: watch };
    this.fs.start('fs.watched', [watch.id], EMPTY, 'watched', null, completion);
  }

  end(watch: Watch): void {
    watch.isOpen = false;
    if (watch.id !== null) this.task.syscalls.async('fs.unwatch', [watch.id], EMPTY, { kind: 'ignored' });
  }

  readonly arrived = (watch: Watch, error: unknown, events: WatchEvent[] | null): void => {
    if (!watch.isOpen || error || events === null) return;
    for (const event of events) {
      if ('error' in event) watch.tell('error', errorOf(event.error));
      else if ('now' in event)
        watch.tell('change', statsOf(event.now, watch.isBig), statsOf(event.before, watch.isBig));
      else watch.tell('change', event.type, nameOf(event.filename, watch.encoding));
    }
    this.ask(watch);
  };
}

const nameOf = (name: string | null, encoding: string | null) =>
  name === null ? null : encodedName(name, encoding);

interface EmitterLike {
  emit(event: string, ...args: unknown[]): boolean;
  addListener(event: string, listener: Function): unknown;
  removeListener(event: string, listener: Function): unknown;
  removeAllListeners(event: string): unknown;
  listenerCount(event: string): number;
}
/** As a class without what its types say of Node's internals. */
const Emitter = EventEmitter as unknown as new () => EmitterLike;

export interface WatchParts {
  watch(filename: unknown, given?: unknown, listener?: unknown): object;
  watchFile(filename: unknown, given: unknown, listener?: unknown): object;
  unwatchFile(filename: unknown, listener?: unknown): void;
  classes: Record<string, unknown>;
  internals: Record<string, unknown>;
}

/** `fs.watch`, `fs.watchFile`, `fs.unwatchFile`. */
export function makeWatch(task: Task, watching: Watching): WatchParts {
  const emit = (emitter: EmitterLike, ...args: unknown[]): void =>
    void task.state.ready.push(emitterJob(emitter, args));

  class Watcher extends Emitter {
    declare watch: Watch;
    constructor(id: number, options: { persistent?: unknown; bigint?: unknown }, encoding: string | null) {
      super();
      const watch: Watch = {
        id,
        isOpen: true,
        keepsAlive: options.persistent !== false,
        encoding,
        isBig: options.bigint === true,
        tell: carriable(emit, this),
      };
      Object.defineProperty(this, 'watch', { value: watch });
      watching.ask(watch);
    }
    ref(): this {
      this.watch.keepsAlive = true;
      return this;
    }
    unref(): this {
      this.watch.keepsAlive = false;
      return this;
    }
  }

  class FSWatcher extends Watcher {
    close(): void {
      if (!this.watch.isOpen) return;
      watching.end(this.watch);
      emit(this, 'close');
    }
  }

  class StatWatcher extends Watcher {
    stop(): void {
      if (!this.watch.isOpen) return;
      watching.end(this.watch);
      emit(this, 'stop');
    }
  }

  const closeWatcher = (watcher: FSWatcher): void => watcher.close();

  function watch(filename: unknown, given?: unknown, listener?: unknown): FSWatcher {
    const options = utils.getOptions(given, {});
    const path = pathOf(filename);
    const heard = typeof given === 'function' ? given : listener;
    const { recursive = false, encoding = null, signal } = options;
    let id: number;
    try {
      id = task.syscalls.sync('fs.watch', [path, { recursive: recursive === true }]).value;
    } catch (error) {
      if (error === UNWIND) throw error;
      throw Object.assign(error as Error, { filename: path });
    }
    const watcher = new FSWatcher(id, options as { persistent?: unknown }, encoding);
    if (heard) watcher.addListener('change', heard as Function);
    if (signal) {
      const { aborted } = signal as AbortSignal;
      const close = carriable(closeWatcher, watcher);
      if (aborted)
        task.state.ready.push({ fn: close, self: undefined, args: [], timer: null, joined: false });
      else (signal as AbortSignal).addEventListener('abort', close as never);
    }
    return watcher;
  }

  /** One for a file, whoever asks. */
  const watchers = (): Map<string, object> => {
    task.state.statWatchers ??= new Map();
    return task.state.statWatchers;
  };

  function watchFile(filename: unknown, given: unknown, second?: unknown): StatWatcher {
    const path = resolve(task.state.process.cwd, String(pathOf(filename)));
    const isGiven = typeof given === 'object' && given !== null;
    const options = (isGiven ? given : {}) as { interval?: number; persistent?: boolean; bigint?: boolean };
    const listener = isGiven ? second : given;
    validators.validateFunction(listener, 'listener');
    let watcher = watchers().get(path) as StatWatcher | undefined;
    if (!watcher) {
      const intervalMs = Math.max(1, Math.trunc(options.interval ?? DEFAULT_INTERVAL_MS));
      const id = task.syscalls.sync('fs.watchFile', [path, { intervalMs }]).value;
      watcher = new StatWatcher(id, options, null);
      watchers().set(path, watcher);
    }
    watcher.addListener('change', listener as Function);
    return watcher;
  }

  function unwatchFile(filename: unknown, listener?: unknown): void {
    const path = resolve(task.state.process.cwd, String(pathOf(filename)));
    const watcher = watchers().get(path) as StatWatcher | undefined;
    if (!watcher) return;
    if (typeof listener === 'function') watcher.removeListener('change', listener as Function);
    else watcher.removeAllListeners('change');
    if (watcher.listenerCount('change') > 0) return;
    watcher.stop();
    watchers().delete(path);
  }

  return {
    watch,
    watchFile,
    unwatchFile,
    classes: { FSWatcher, StatWatcher },
    internals: { emit, closeWatcher },
  };
}
