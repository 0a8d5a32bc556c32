import nativeFs from 'node:fs';
import { carriable } from '../../promise/resolving.ts';
import { nodeError } from '../errors.ts';
import type { AsyncFs, Completion } from './async.ts';
import { fsCalls } from './calls.ts';
import { flagsOf, utils } from './checks.ts';
import { contentWith, wantedOf } from './content.ts';
import type { makeCp } from './copying.ts';
import type { makeOpendir } from './dir.ts';
import { type Handle, makeFileHandle, promised } from './file-handle.ts';
import { makeLines } from './lines.ts';
import { isIterable, makePouring } from './pouring.ts';
import { makeWatchIterator } from './watch-iterator.ts';
import type { Watching } from './watching.ts';

export interface PromiseParts {
  cp: ReturnType<typeof makeCp>;
  opendir: ReturnType<typeof makeOpendir>;
  watching: Watching;
  /** Where `createReadStream` of a FileHandle looks for its class: what stands on `fs` then. */
  streams: Record<string, unknown>;
}

const ON_DESCRIPTOR = new Set([
  'close',
  'fstat',
  'fchmod',
  'fchown',
  'futimes',
  'ftruncate',
  'fsync',
  'fdatasync',
]);

/** `node:fs/promises`. */
export function makeFsPromises(
  fs: AsyncFs,
  { cp, opendir, watching, streams }: PromiseParts,
): { api: Record<string, unknown>; FileHandle: Function; internals: Record<string, unknown> } {
  const { FileHandle, HandleState } = makeFileHandle(fs, streams);
  const { readLines, internals: ofLines } = makeLines(fs);
  const { pour, opened, internals: ofPouring } = makePouring(fs);
  const { watch, internals: ofWatch } = makeWatchIterator(fs, watching);
  Object.defineProperty(FileHandle.prototype, 'readLines', {
    value(this: Handle, options?: object) {
      return readLines(this, options);
    },
    writable: true,
    configurable: true,
  });

  const isHandle = (file: unknown): file is Handle => file instanceof FileHandle;
  const simple = (name: string, ...args: unknown[]): Promise<unknown> =>
    promised((completion) => fs.simple(name, args, completion), 'first');

  function write(file: unknown, data: unknown, options: unknown, isAppend: boolean): Promise<unknown> {
    if (isHandle(file) && !isIterable(data)) return file.writeFile(data, options);
    const start = (completion: Completion): void => {
      if (!isIterable(data)) return fs.writeFile(contentWith(file, data, options, isAppend), completion);
      const given = utils.getOptions(options, {});
      if (isHandle(file)) return pour(file.fd, data, given, false, completion);
      const flag = given.flag ?? (isAppend ? 'a' : 'w');
      flagsOf(flag);
      fs.simple('open', [file, flag, given.mode], { fn: carried(data, given, completion) });
    };
    return promised(start, 'nothing');
  }
  const carried = (data: object, given: object, completion: Completion) =>
    carriable(opened, data, given, completion);

  const api: Record<string, unknown> = {
    constants: nativeFs.promises.constants,
    open: (path: unknown, flags?: unknown, mode?: unknown) =>
      promised((completion) => fs.simple('open', [path, flags, mode], completion), 'handle'),
    readFile: (file: unknown, options?: unknown) =>
      isHandle(file)
        ? file.readFile(options)
        : promised((completion) => fs.readFile(wantedOf(file, options), completion), 'first'),
    writeFile: (file: unknown, data: unknown, options?: unknown) => write(file, data, options, false),
    appendFile: (file: unknown, data: unknown, options?: unknown) => write(file, data, options, true),
    opendir: (path: unknown, options?: unknown) =>
      promised((completion) => opendir.start(path, options, completion), 'first'),
    cp: (from: unknown, to: unknown, options?: unknown) =>
      promised((completion) => cp.start(from, to, options, completion), 'nothing'),
    watch,
    /** Linux has no such call, and Node says so. */
    lchmod: () =>
      promised(() => {
        throw nodeError('ERR_METHOD_NOT_IMPLEMENTED', 'lchmod()');
      }, 'nothing'),
  };
  for (const name of Object.keys(fsCalls))
    if (!(name in api) && !name.includes('.') && !ON_DESCRIPTOR.has(name))
      api[name] = { [name]: (...args: unknown[]) => simple(name, ...args) }[name];
  // Its order is another one below the first directory.
  api.readdir = (path: unknown, options?: unknown) =>
    promised((completion) => fs.simple('readdir', [path, options, true], completion), 'first');
  // As Node's own does it: by the system's function.
  api.realpath = { realpath: (...args: unknown[]) => simple('realpath.native', ...args) }.realpath;
  for (const [name, value] of Object.entries(api))
    if (typeof value === 'function')
      Object.defineProperty(value, 'name', { value: name, configurable: true });
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(nativeFs.promises)) if (name in api) ordered[name] = api[name];
  return {
    api: ordered,
    FileHandle,
    internals: { HandleState, lines: ofLines, pouring: ofPouring, watch: ofWatch },
  };
}
