import nativeFs from 'node:fs';
import type { Reply } from '../../loop/state.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import type { Task } from '../../task.ts';
import { refusing } from '../unsupported.ts';
import { AsyncFs, splitCallback } from './async.ts';
import { fsCalls } from './calls.ts';
import { FileContent } from './content.ts';
import { makeFsPromises } from './promises.ts';
import { BigIntStats, Dirent, Stats } from './stats.ts';
import { makeFileStreams } from './streams.ts';

/** `node:fs` for the guest; every effect is a syscall to its deputy. */
export function makeFs(task: Task): { fs: Record<string, unknown>; async: AsyncFs } {
  const { syscalls, shims } = task;
  const content = new FileContent(task);
  const async = new AsyncFs(task, content);
  const fs: Record<string, unknown> = {};
  const sync = (name: string, impl: (...args: never[]) => unknown) => {
    fs[name] = shims.restartable(`node:fs.${name}`, impl);
  };
  const callback = (name: string, start: (given: unknown[], fn: Function) => void) => {
    fs[name] = {
      [name](...args: unknown[]) {
        const { given, fn } = splitCallback(args);
        start(given, fn);
      },
    }[name];
  };

  for (const [name, { syscall, prepare, decode }] of Object.entries(fsCalls)) {
    sync(`${name}Sync`, (...args: unknown[]) => {
      const { args: prepared, tail, extra } = prepare(args);
      const reply = syscalls.sync(syscall, prepared as never, tail);
      return decode ? decode(reply as Reply, extra) : undefined;
    });
    callback(name, (given, fn) => async.simple(name, given, { fn }));
  }

  // `throwIfNoEntry: false` turns one error into undefined.
  for (const name of ['statSync', 'lstatSync']) {
    const plain = fsCalls[name.slice(0, -4)]!;
    sync(name, (path: unknown, options?: { throwIfNoEntry?: boolean }) => {
      const { args, extra } = plain.prepare([path, options]);
      try {
        return plain.decode!(syscalls.sync(plain.syscall, args as never) as Reply, extra);
      } catch (error) {
        if (
          error !== UNWIND &&
          options?.throwIfNoEntry === false &&
          (error as { code?: string }).code === 'ENOENT'
        )
          return undefined;
        throw error;
      }
    });
  }
  sync('existsSync', (path: unknown) => {
    try {
      syscalls.sync('fs.access', fsCalls.access!.prepare([path]).args as never);
      return true;
    } catch (error) {
      if (error === UNWIND) throw error;
      return false;
    }
  });
  callback('exists', ([path], fn) => async.simple('access', [path], { fn: (error: unknown) => fn(!error) }));

  sync('readFileSync', (file: unknown, options?: unknown) => content.read(file, options));
  sync('writeFileSync', (file: unknown, data: unknown, options?: unknown) =>
    content.write(file, data, options, 'w'),
  );
  sync('appendFileSync', (file: unknown, data: unknown, options?: unknown) =>
    content.write(file, data, options, 'a'),
  );
  sync('readSync', (fd: unknown, buffer: unknown, a?: unknown, b?: unknown, c?: unknown) =>
    content.readInto(fd, buffer, a, b, c),
  );
  sync('writeSync', (fd: unknown, data: unknown, a?: unknown, b?: unknown, c?: unknown) =>
    content.writeFrom(fd, data, a, b, c),
  );
  callback('readFile', ([file, options], fn) => async.readFile(file, options, { fn }));
  callback('writeFile', ([file, data, options], fn) => async.writeFile(file, data, options, 'w', { fn }));
  callback('appendFile', ([file, data, options], fn) => async.writeFile(file, data, options, 'a', { fn }));
  callback('read', ([fd, buffer, ...rest], fn) => async.read(fd, buffer, rest, { fn }));
  callback('write', ([fd, data, ...rest], fn) => async.write(fd, data, rest, { fn }));
  (fs.realpathSync as unknown as Record<string, unknown>).native = fs.realpathSync;
  (fs.realpath as Record<string, unknown>).native = fs.realpath;

  Object.assign(fs, makeFileStreams(async), { Stats, BigIntStats, Dirent, constants: nativeFs.constants });
  for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK'] as const) fs[name] = nativeFs.constants[name];
  fs.promises = makeFsPromises(async, nativeFs.constants);
  for (const name of Object.keys(nativeFs)) if (!(name in fs)) fs[name] = refusing(`fs.${name}`);
  return { fs, async };
}
