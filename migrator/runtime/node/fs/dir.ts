import { EMPTY } from '../../../../protocol/frame.ts';
import type { Reply } from '../../loop/state.ts';
import { barePromise } from '../../promise/promise.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import type { AsyncFs, Completion } from './async.ts';
import { entriesOf, listingOf } from './calls.ts';
import { pathOf, utils, validators } from './checks.ts';

const DEFAULT_BUFFER = 32;

function prepare(path: unknown, given: unknown) {
  const name = pathOf(path);
  const options = utils.getOptions(given, { encoding: 'utf8' });
  const { bufferSize = DEFAULT_BUFFER, recursive = false } = options;
  const listing = { ...listingOf(options), withFileTypes: true };
  const args = [name, { recursive: recursive === true, raw: listing.raw }];
  return { args, extra: { listing, bufferSize, path: typeof name === 'string' ? name : `${path}` } };
}
type Extra = ReturnType<typeof prepare>['extra'];

/**
 * `fs.Dir`. All entries are read when it is opened: POSIX leaves open which later changes are seen, and what is data here
 * moves with a task that is in the middle of them.
 */
export class Dir {
  /** Not the program's to see. */
  declare entriesLeft: unknown[];
  declare closed: boolean;
  declare name: string;
  constructor(name: string, entries: unknown[]) {
    for (const [key, value] of Object.entries({ name, entriesLeft: entries, closed: false }))
      Object.defineProperty(this, key, { value, writable: true });
  }
  get path(): string {
    return this.name;
  }
  readSync(): unknown {
    if (this.closed) throw nodeError('ERR_DIR_CLOSED');
    return this.entriesLeft.shift() ?? null;
  }
  closeSync(): void {
    if (this.closed) throw nodeError('ERR_DIR_CLOSED');
    this.closed = true;
  }
  entries(): DirEntries {
    return new DirEntries(this);
  }
}

/** What `for await` over a directory asks; it closes it at the end. */
export class DirEntries {
  declare dir: Dir;
  constructor(dir: Dir) {
    Object.defineProperty(this, 'dir', { value: dir });
  }
  next(): object {
    return settled(() => {
      const value = this.dir.closed ? null : this.dir.readSync();
      if (value === null && !this.dir.closed) this.dir.closeSync();
      return { value: value ?? undefined, done: value === null };
    });
  }
  return(value?: unknown): object {
    return settled(() => {
      if (!this.dir.closed) this.dir.closeSync();
      return { value, done: true };
    });
  }
  throw(error: unknown): object {
    return settled(() => {
      if (!this.dir.closed) this.dir.closeSync();
      throw error;
    });
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
}

function settled(compute: () => unknown): object {
  const promise = barePromise();
  try {
    resolvePromise(promise, compute());
  } catch (error) {
    rejectPromise(promise, error);
  }
  return promise;
}

/** `opendir` in its forms, and the methods of `Dir` that may have a callback. */
export function makeOpendir(task: Task, fs: AsyncFs) {
  const dirOf = (reply: Reply, { listing, path, bufferSize }: Extra) => {
    validators.validateInteger(bufferSize, 'options.bufferSize', 1, 2 ** 32 - 1);
    return new Dir(path, entriesOf(reply, listing));
  };
  fs.addOp('opendir', (reply, extra) => [dirOf(reply, extra as Extra)]);
  const withCallback = (name: string, plain: (dir: Dir) => unknown) =>
    Object.defineProperty(Dir.prototype, name, {
      value: {
        [name](this: Dir, callback?: unknown): object | undefined {
          if (callback === undefined) return settled(() => plain(this));
          validators.validateFunction(callback, 'callback');
          try {
            fs.complete({ fn: callback as Function }, [plain(this)]);
          } catch (error) {
            fs.fail({ fn: callback as Function }, error);
          }
          return undefined;
        },
      }[name],
      writable: true,
      configurable: true,
    });
  withCallback('read', (dir) => dir.readSync());
  withCallback('close', (dir) => dir.closeSync());
  for (const [key, value] of [
    [Symbol.asyncIterator, Dir.prototype.entries],
    [Symbol.asyncDispose, (Dir.prototype as unknown as { close: unknown }).close],
  ] as const)
    if (key) Object.defineProperty(Dir.prototype, key, { value, writable: true, configurable: true });
  return {
    sync(path: unknown, options?: unknown): Dir {
      const { args, extra } = prepare(path, options);
      return dirOf(task.syscalls.sync('fs.opendir', args as never) as Reply, extra);
    },
    start(path: unknown, options: unknown, completion: Completion): void {
      const { args, extra } = prepare(path, options);
      fs.start('fs.opendir', args, EMPTY, 'opendir', extra, completion);
    },
  };
}
