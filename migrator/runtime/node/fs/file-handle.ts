import { EventEmitter } from 'node:events';
import type { Holder } from '../../loop/state.ts';
import { barePromise } from '../../promise/promise.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { AsyncFs, Completion } from './async.ts';
import { contentWith, wantedOf } from './content.ts';
import { readRegion, vectorOf, writeRegion } from './regions.ts';

/** A promise of what a call completes with: data, so that the task can move meanwhile. */
export function promised<T>(
  start: (completion: Completion) => void,
  as: string,
  holder?: Holder,
): Promise<T> {
  const promise = barePromise();
  if (holder) holder.busy++;
  try {
    start({ promise, as, ...(holder && { holder }) });
  } catch (error) {
    if (holder) holder.busy--;
    rejectPromise(promise, error);
  }
  return promise as Promise<T>;
}

/** As a class without what its types say of Node's internals. */
const Emitter = EventEmitter as unknown as new () => { emit(event: string): boolean };

export interface Handle {
  readonly fd: number;
  readFile(options?: unknown): Promise<unknown>;
  writeFile(data: unknown, options?: unknown): Promise<unknown>;
  close(): Promise<unknown>;
}
export interface HandleClasses {
  FileHandle: new (fd: number) => Handle;
  HandleState: new (fd: number) => Holder;
}

/** `FileHandle`, over a descriptor at home. Its classes are made for each task. */
export function makeFileHandle(fs: AsyncFs, streams: Record<string, unknown>): HandleClasses {
  class FileHandle extends Emitter {
    declare readonly state: { fd: number; busy: number; closing: object | null; idle: () => void };
    constructor(fd: number) {
      super();
      Object.defineProperty(this, 'state', { value: new HandleState(fd) });
    }
    get fd(): number {
      return this.state.fd;
    }
    getAsyncId(): number {
      return this.state.fd;
    }
    read(...args: unknown[]): Promise<unknown> {
      return call(this, 'read', 'read', (fd, done) =>
        fs.read(fd, readRegion(trimmed(args), 'promise'), done),
      );
    }
    readv(...args: unknown[]): Promise<unknown> {
      return call(this, 'readv', 'readv', (fd, done) => fs.readv(fd, vectorOf(args), done));
    }
    write(...args: unknown[]): Promise<unknown> {
      return call(this, 'write', 'write', (fd, done) => {
        const [data] = args as [{ byteLength?: number } | undefined];
        if (data?.byteLength === 0) fs.complete(done, [0, data]);
        else fs.write(fd, writeRegion(args), done);
      });
    }
    writev(...args: unknown[]): Promise<unknown> {
      return call(this, 'writev', 'writev', (fd, done) => fs.writev(fd, vectorOf(args), done));
    }
    readFile(options?: unknown): Promise<unknown> {
      return call(this, 'readFile', 'first', (fd, done) => fs.readFile(wantedOf(fd, options), done));
    }
    writeFile(data: unknown, options?: unknown): Promise<unknown> {
      return call(this, 'writeFile', 'nothing', (fd, done) =>
        fs.writeFile(contentWith(fd, data, options, false), done),
      );
    }
    appendFile(data: unknown, options?: unknown): Promise<unknown> {
      return this.writeFile(data, options);
    }
    stat(options?: unknown): Promise<unknown> {
      return simple(this, 'fstat', options);
    }
    truncate(length?: number): Promise<unknown> {
      return simple(this, 'ftruncate', length);
    }
    chmod(mode: unknown): Promise<unknown> {
      return simple(this, 'fchmod', mode);
    }
    chown(uid: unknown, gid: unknown): Promise<unknown> {
      return simple(this, 'fchown', uid, gid);
    }
    utimes(atime: unknown, mtime: unknown): Promise<unknown> {
      return simple(this, 'futimes', atime, mtime);
    }
    sync(): Promise<unknown> {
      return simple(this, 'fsync');
    }
    datasync(): Promise<unknown> {
      return simple(this, 'fdatasync');
    }
    close(): Promise<unknown> {
      const { state } = this;
      if (state.closing) return state.closing as Promise<unknown>;
      const promise = barePromise();
      if (state.fd === -1) {
        resolvePromise(promise, undefined);
        return promise as Promise<unknown>;
      }
      state.closing = promise;
      if (state.busy === 0) state.idle();
      this.emit('close');
      return promise as Promise<unknown>;
    }
    createReadStream(options?: object): unknown {
      return new (streams.ReadStream as new (...args: unknown[]) => object)(undefined, {
        ...options,
        fd: this,
      });
    }
    createWriteStream(options?: object): unknown {
      return new (streams.WriteStream as new (...args: unknown[]) => object)(undefined, {
        ...options,
        fd: this,
      });
    }
  }

  /** What is open, and what is under way on it: it is closed when nothing is. */
  class HandleState implements Holder {
    fd: number;
    busy = 0;
    closing: object | null = null;
    constructor(fd: number) {
      this.fd = fd;
    }
    idle(): void {
      if (!this.closing || this.fd === -1) return;
      const { fd, closing } = this;
      this.fd = -1;
      fs.simple('close', [fd], { promise: closing, as: 'nothing' });
    }
  }

  function call(
    handle: FileHandle,
    name: string,
    as: string,
    start: (fd: number, completion: Completion) => void,
  ): Promise<unknown> {
    const { state } = handle;
    const open = state.fd !== -1;
    return promised(
      (completion) => {
        if (!open) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall: name });
        start(state.fd, completion);
      },
      as,
      open ? state : undefined,
    );
  }
  const simple = (handle: FileHandle, name: string, ...args: unknown[]): Promise<unknown> =>
    call(handle, name, 'first', (fd, done) => fs.simple(name, [fd, ...args], done));

  const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose;
  if (dispose)
    Object.defineProperty(FileHandle.prototype, dispose, {
      value: FileHandle.prototype.close,
      writable: true,
      configurable: true,
    });

  const bare = (values: object) => Object.assign(Object.create(null) as object, values);
  fs.addPick('first', ([value]) => value);
  fs.addPick('nothing', () => undefined);
  fs.addPick('read', ([bytesRead, buffer]) => bare({ bytesRead, buffer }));
  fs.addPick('readv', ([bytesRead, buffers]) => bare({ bytesRead, buffers }));
  fs.addPick('write', ([bytesWritten, buffer]) => bare({ bytesWritten, buffer }));
  fs.addPick('writev', ([bytesWritten, buffers]) => bare({ bytesWritten, buffers }));
  fs.addPick('read, promisified', ([bytesRead, buffer]) => ({ bytesRead, buffer }));
  fs.addPick('readv, promisified', ([bytesRead, buffers]) => ({ bytesRead, buffers }));
  fs.addPick('write, promisified', ([bytesWritten, buffer]) => ({ bytesWritten, buffer }));
  fs.addPick('writev, promisified', ([bytesWritten, buffer]) => ({ bytesWritten, buffer }));
  fs.addPick('handle', ([fd]) => new FileHandle(fd as number));
  return { FileHandle, HandleState };
}

/** Arguments that were not given, as `undefined` at the end. */
function trimmed(args: unknown[]): unknown[] {
  const last = args.findLastIndex((value) => value !== undefined);
  return args.slice(0, last + 1);
}
