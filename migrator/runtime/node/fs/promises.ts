import { barePromise } from '../../promise/promise.ts';
import { rejectPromise } from '../../promise/settling.ts';
import type { AsyncFs, Completion } from './async.ts';
import { fsCalls } from './calls.ts';
import { optionsOf } from './paths.ts';

/** `node:fs/promises`. */
export function makeFsPromises(fs: AsyncFs, constants: object) {
  /** A promise of what a call completes with: data, so that the task can move meanwhile. */
  function promised<T>(start: (completion: Completion) => void, as: string): Promise<T> {
    const promise = barePromise();
    try {
      start({ promise, as });
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise as Promise<T>;
  }
  class FileHandle {
    readonly fd: number;
    constructor(fd: number) {
      this.fd = fd;
    }
    read(buffer?: unknown, ...rest: unknown[]): Promise<{ bytesRead: unknown; buffer: unknown }> {
      const isView = ArrayBuffer.isView(buffer);
      const options = (isView ? undefined : (buffer as Record<string, unknown> | undefined)) ?? {};
      const target = isView ? buffer : (options.buffer ?? Buffer.alloc(16384));
      return promised(
        (completion) => fs.read(this.fd, target, isView ? rest : [options], completion),
        'read',
      );
    }
    write(data: unknown, ...rest: unknown[]): Promise<{ bytesWritten: unknown; buffer: unknown }> {
      return promised((completion) => fs.write(this.fd, data, rest, completion), 'write');
    }
    readFile(options?: unknown): Promise<unknown> {
      return promised((completion) => fs.readFile(this.fd, options, completion), 'first');
    }
    writeFile(data: unknown, options?: unknown): Promise<unknown> {
      return promised((completion) => fs.writeFile(this.fd, data, options, 'w', completion), 'first');
    }
    appendFile(data: unknown, options?: unknown): Promise<unknown> {
      return promised((completion) => fs.writeFile(this.fd, data, options, 'a', completion), 'first');
    }
    stat(options?: unknown): Promise<unknown> {
      return simple('fstat', this.fd, options);
    }
    truncate(length?: number): Promise<unknown> {
      return simple('ftruncate', this.fd, length);
    }
    chmod(mode: unknown): Promise<unknown> {
      return simple('fchmod', this.fd, mode);
    }
    utimes(atime: unknown, mtime: unknown): Promise<unknown> {
      return simple('futimes', this.fd, atime, mtime);
    }
    sync(): Promise<unknown> {
      return simple('fsync', this.fd);
    }
    datasync(): Promise<unknown> {
      return simple('fdatasync', this.fd);
    }
    close(): Promise<unknown> {
      return simple('close', this.fd);
    }
    [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')](): Promise<unknown> {
      return this.close();
    }
    async *readLines(options?: unknown): AsyncGenerator<string> {
      const text = String(await this.readFile({ ...optionsOf(options), encoding: 'utf8' }));
      const lines = text.split(/\r\n|\n|\r/);
      if (lines.at(-1) === '') lines.pop();
      yield* lines;
    }
  }

  fs.addPick('first', ([value]) => value);
  fs.addPick('read', ([bytesRead, buffer]) => ({ bytesRead, buffer }));
  fs.addPick('write', ([bytesWritten, buffer]) => ({ bytesWritten, buffer }));
  fs.addPick('handle', ([fd]) => new FileHandle(fd as number));

  const simple = (name: string, ...args: unknown[]): Promise<unknown> =>
    promised((completion) => fs.simple(name, args, completion), 'first');
  const api: Record<string, unknown> = {
    constants,
    FileHandle,
    open: (path: unknown, flags?: unknown, mode?: unknown) =>
      promised((completion) => fs.simple('open', [path, flags, mode], completion), 'handle'),
    readFile: (file: unknown, options?: unknown) =>
      promised(
        (completion) => fs.readFile(file instanceof FileHandle ? file.fd : file, options, completion),
        'first',
      ),
    writeFile: (file: unknown, data: unknown, options?: unknown) =>
      promised(
        (completion) =>
          fs.writeFile(file instanceof FileHandle ? file.fd : file, data, options, 'w', completion),
        'first',
      ),
    appendFile: (file: unknown, data: unknown, options?: unknown) =>
      promised(
        (completion) =>
          fs.writeFile(file instanceof FileHandle ? file.fd : file, data, options, 'a', completion),
        'first',
      ),
  };
  for (const name of Object.keys(fsCalls)) {
    if (!(name in api) && name !== 'close' && !ON_DESCRIPTOR.has(name))
      api[name] = { [name]: (...args: unknown[]) => simple(name, ...args) }[name];
  }
  return api;
}

const ON_DESCRIPTOR = new Set(['fstat', 'fchmod', 'futimes', 'ftruncate', 'fsync', 'fdatasync']);
