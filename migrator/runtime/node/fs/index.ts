import nativeFs from 'node:fs';
import { promisify } from 'node:util';
import type { Reply } from '../../loop/state.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import type { Task } from '../../task.ts';
import { streamErrors } from '../errors.ts';
import { refusing } from '../unsupported.ts';
import { AsyncFs, type Completion } from './async.ts';
import { fsCalls } from './calls.ts';
import { fdOf, isFd, pathOf, utils, validators } from './checks.ts';
import { contentWith, FileContent, wantedOf } from './content.ts';
import { makeCp } from './copying.ts';
import { Dir, DirEntries, makeOpendir } from './dir.ts';
import { promised } from './file-handle.ts';
import { makeFsPromises } from './promises.ts';
import { readRegion, vectorOf, writeRegion } from './regions.ts';
import { Dirent, hiddenClasses } from './stats.ts';
import { makeFileStreams } from './streams.ts';
import { makeWatch, Watching } from './watching.ts';

/** They take the last argument for the callback. */
const LOOSE = new Set(['open', 'readFile', 'writeFile', 'appendFile']);

type Start = (given: unknown[], completion: Completion) => void;

export interface GuestFs {
  fs: Record<string, unknown>;
  async: AsyncFs;
  classes: Record<string, unknown>;
  internals: Record<string, unknown>;
  /** What the streams of files, which are compiled with the program, check their options with. */
  parts: object;
}

/** `node:fs` for the guest; every effect is a syscall to its deputy. `internals` is what the heap must know of by name. */
export function makeFs(task: Task): GuestFs {
  const { syscalls, shims } = task;
  const content = new FileContent(task);
  const async = new AsyncFs(task, content);
  const cp = makeCp(task, async);
  const opendir = makeOpendir(task, async);
  const watching = new Watching(task, async);
  const watches = makeWatch(task, watching);
  const fs: Record<string, unknown> = {};

  const sync = (name: string, impl: (...args: never[]) => unknown) => {
    fs[name] = shims.restartable(`node:fs.${name}`, impl);
  };
  /** The callback is the first function where one may stand; else what is missed is where it would stand if all others were given. */
  const callback = (name: string, [least, most]: [number, number], start: Start) => {
    fs[name] = {
      [name](...args: unknown[]) {
        const at = args.findIndex((arg, i) => i >= least && i <= most && typeof arg === 'function');
        const missed = LOOSE.has(name) && args.length > least ? args[least] : args[most];
        const fn = at < 0 ? missed : args[at];
        validators.validateFunction(fn, 'cb');
        start(args.slice(0, at), { fn: fn as Function });
      },
    }[name];
  };
  /** Of those that give two values, `util.promisify` gives an object. */
  const promisified = (name: string, start: Start, as = `${name}, promisified`) => {
    const value = (...given: unknown[]) => promised((completion) => start(given, completion), as);
    Object.defineProperty(fs[name], promisify.custom, { value, configurable: true });
  };

  for (const [name, { syscall, least, most, prepare, decode }] of Object.entries(fsCalls)) {
    if (name.includes('.')) continue;
    sync(`${name}Sync`, (...args: unknown[]) => {
      const { args: prepared, tail, extra } = prepare(args);
      const reply = syscalls.sync(syscall, prepared as never, tail);
      return decode ? decode(reply as Reply, extra) : undefined;
    });
    callback(name, [least, most], (given, completion) => async.simple(name, given, completion));
  }

  // `throwIfNoEntry: false` turns errors of what is not there into undefined.
  for (const name of ['statSync', 'lstatSync']) {
    const plain = fsCalls[name.slice(0, -4)]!;
    sync(name, (path: unknown, options?: { throwIfNoEntry?: boolean }) => {
      const { args, extra } = plain.prepare([path, options]);
      try {
        return plain.decode!(syscalls.sync(plain.syscall, args as never) as Reply, extra);
      } catch (error) {
        const isAbsent = (error as { code?: string }).code === 'ENOENT';
        if (error !== UNWIND && options?.throwIfNoEntry === false && isAbsent) return undefined;
        throw error;
      }
    });
  }
  sync('existsSync', (path: unknown) => {
    try {
      syscalls.sync('fs.access', [pathOf(path), nativeFs.constants.F_OK]);
      return true;
    } catch (error) {
      if (error === UNWIND) throw error;
      return false;
    }
  });
  fs.exists = function exists(path: unknown, fn: unknown) {
    validators.validateFunction(fn, 'cb');
    try {
      async.simple('access', [path], { fn: (error: unknown) => (fn as Function)(!error) });
    } catch {
      (fn as Function)(false);
    }
  };
  const exists = fs.exists as Function;
  Object.defineProperty(exists, promisify.custom, {
    value: (path: unknown) => new Promise((resolve) => exists(path, resolve)),
    configurable: true,
  });
  sync('truncateSync', (file: unknown, length?: unknown) => {
    const { syscall, prepare } = fsCalls[isFd(file) ? 'ftruncate' : 'truncate']!;
    syscalls.sync(syscall, prepare([file, length]).args as never);
  });
  callback('truncate', [1, 2], ([file, length], completion) =>
    async.simple(isFd(file) ? 'ftruncate' : 'truncate', [file, length], completion),
  );

  sync('readFileSync', (file: unknown, options?: unknown) => content.read(wantedOf(file, options)));
  sync('writeFileSync', (file: unknown, data: unknown, options?: unknown) =>
    content.write(contentWith(file, data, options, false)),
  );
  sync('appendFileSync', (file: unknown, data: unknown, options?: unknown) =>
    content.write(contentWith(file, data, options, true)),
  );
  callback('readFile', [1, 2], ([file, options], done) => async.readFile(wantedOf(file, options), done));
  callback('writeFile', [2, 3], ([file, data, options], done) =>
    async.writeFile(contentWith(file, data, options, false), done),
  );
  callback('appendFile', [2, 3], ([file, data, options], done) =>
    async.writeFile(contentWith(file, data, options, true), done),
  );

  sync('readSync', (fd: unknown, ...rest: unknown[]) => content.readInto(fdOf(fd), readRegion(rest, 'sync')));
  sync('readvSync', (fd: unknown, ...rest: unknown[]) => content.readIntoAll(fdOf(fd), vectorOf(rest)));
  sync('writeSync', (fd: unknown, ...rest: unknown[]) => content.writeFrom(fdOf(fd), writeRegion(rest)));
  sync('writevSync', (fd: unknown, ...rest: unknown[]) => content.writeFromAll(fdOf(fd), vectorOf(rest)));
  const transfers: Record<string, Start> = {
    read: ([fd, ...rest], done) => async.read(fdOf(fd), readRegion(rest, 'callback'), done),
    readv: ([fd, ...rest], done) => async.readv(fdOf(fd), vectorOf(rest), done),
    write: ([fd, ...rest], done) => async.write(fdOf(fd), writeRegion(rest), done),
    writev: ([fd, ...rest], done) => async.writev(fdOf(fd), vectorOf(rest), done),
  };
  for (const [name, start] of Object.entries(transfers)) {
    callback(name, name.endsWith('v') ? [2, 3] : [name === 'read' ? 1 : 2, 5], start);
    promisified(name, start);
  }
  // A descriptor that nobody waits to see closed: what goes wrong is thrown.
  const close = fs.close as Function;
  const thrower = (error: unknown): void => {
    if (error) throw error;
  };
  fs.close = { close: (fd: unknown, fn: unknown = thrower) => close(fd, fn) }.close;

  sync('opendirSync', opendir.sync);
  callback('opendir', [1, 2], ([path, options], done) => opendir.start(path, options, done));
  sync('cpSync', cp.sync);
  callback('cp', [2, 3], ([from, to, options], done) => cp.start(from, to, options, done));
  sync('watch', watches.watch);
  sync('watchFile', watches.watchFile);
  fs.unwatchFile = watches.unwatchFile;

  for (const [form, native] of [
    ['realpathSync', shims.restartable('node:fs.realpathSync.native', nativeSync)],
    ['realpath', nativeCallback(async)],
  ] as const)
    Object.defineProperty(fs[form], 'native', {
      value: native,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  function nativeSync(path: unknown, options?: unknown): unknown {
    const { syscall, prepare, decode } = fsCalls['realpath.native']!;
    const { args, extra } = prepare([path, options]);
    return decode!(syscalls.sync(syscall, args as never) as Reply, extra);
  }

  const { Stats, constants } = nativeFs;
  const streams = makeFileStreams(async);
  Object.assign(fs, streams, { FileReadStream: streams.ReadStream, FileWriteStream: streams.WriteStream });
  Object.assign(fs, { Stats, Dirent, Dir, constants, _toUnixTimestamp: utils.toUnixTimestamp });
  for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK'] as const)
    if (name in nativeFs) fs[name] = constants[name];
  const promises = makeFsPromises(async, { cp, opendir, watching, streams: fs });
  fs.promises = promises.api;

  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(nativeFs)) {
    const isThere = (nativeFs as Record<string, unknown>)[name] !== undefined;
    ordered[name] = isThere ? (fs[name] ?? refusing(`fs.${name}`)) : undefined;
  }
  Object.assign(fs, ordered);
  const { FileHandle } = promises;
  return {
    fs,
    async,
    classes: { DirEntries, FileHandle, ...watches.classes, ...hiddenClasses() },
    parts: {
      ...streamChecks(),
      FileHandle,
      isHandle: (value: unknown) => value instanceof FileHandle,
    },
    internals: {
      thrower,
      arrived: watching.arrived,
      cp: cp.internals,
      watches: watches.internals,
      promises: promises.internals,
    },
  };
}

const streamChecks = () => ({
  codes: (streamErrors() as { codes: object }).codes,
  fdOf,
  pathOf: (path: unknown) => utils.getValidatedPath(path),
  getOptions: utils.getOptions,
  validateBoolean: validators.validateBoolean,
  validateFunction: validators.validateFunction,
  validateInteger: validators.validateInteger,
});

function nativeCallback(async: AsyncFs): Function {
  return function native(path: unknown, options: unknown, fn: unknown = options) {
    validators.validateFunction(fn, 'cb');
    async.simple('realpath.native', [path, options], { fn: fn as Function });
  };
}
