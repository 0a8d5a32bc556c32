import type { AsyncFs, Completion } from './async.ts';
import { fsCalls } from './calls.ts';
import { optionsOf } from './paths.ts';

/** A promise of what a call completes with. Native promises pin the task. */
function promised<T>(start: (completion: Completion) => void, pick: (values: unknown[]) => T): Promise<T> {
  return new Promise((resolve, reject) => start({ resolve: (values) => resolve(pick(values)), reject }));
}
const first = (values: unknown[]): unknown => values[0];

/** `node:fs/promises`. */
export function makeFsPromises(fs: AsyncFs, constants: object) {
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
        ([bytesRead, filled]) => ({ bytesRead, buffer: filled }),
      );
    }
    write(data: unknown, ...rest: unknown[]): Promise<{ bytesWritten: unknown; buffer: unknown }> {
      return promised(
        (completion) => fs.write(this.fd, data, rest, completion),
        ([bytesWritten, buffer]) => ({ bytesWritten, buffer }),
      );
    }
    readFile(options?: unknown): Promise<unknown> {
      return promised((completion) => fs.readFile(this.fd, options, completion), first);
    }
    writeFile(data: unknown, options?: unknown): Promise<unknown> {
      return promised((completion) => fs.writeFile(this.fd, data, options, 'w', completion), first);
    }
    appendFile(data: unknown, options?: unknown): Promise<unknown> {
      return promised((completion) => fs.writeFile(this.fd, data, options, 'a', completion), first);
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

  const simple = (name: string, ...args: unknown[]): Promise<unknown> =>
    promised((completion) => fs.simple(name, args, completion), first);
  const api: Record<string, unknown> = {
    constants,
    FileHandle,
    open: (path: unknown, flags?: unknown, mode?: unknown) =>
      promised(
        (completion) => fs.simple('open', [path, flags, mode], completion),
        ([fd]) => new FileHandle(fd as number),
      ),
    readFile: (file: unknown, options?: unknown) =>
      promised(
        (completion) => fs.readFile(file instanceof FileHandle ? file.fd : file, options, completion),
        first,
      ),
    writeFile: (file: unknown, data: unknown, options?: unknown) =>
      promised(
        (completion) =>
          fs.writeFile(file instanceof FileHandle ? file.fd : file, data, options, 'w', completion),
        first,
      ),
    appendFile: (file: unknown, data: unknown, options?: unknown) =>
      promised(
        (completion) =>
          fs.writeFile(file instanceof FileHandle ? file.fd : file, data, options, 'a', completion),
        first,
      ),
  };
  for (const name of Object.keys(fsCalls)) {
    if (!(name in api) && name !== 'close' && !ON_DESCRIPTOR.has(name))
      api[name] = { [name]: (...args: unknown[]) => simple(name, ...args) }[name];
  }
  return api;
}

const ON_DESCRIPTOR = new Set(['fstat', 'fchmod', 'futimes', 'ftruncate', 'fsync', 'fdatasync']);
