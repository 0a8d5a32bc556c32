import { join } from 'node:path';
import type { DirEntry, StatResult, SyscallName } from '../../../../protocol/syscalls.ts';
import type { Reply } from '../../loop/state.ts';
import { encodedName, fdOf, modeOf, optionsOf, pathOf, secondsOf } from './paths.ts';
import { Dirent, statsOf } from './stats.ts';

// Before the guest can put its own in their place.
const { parse } = JSON;

/** A function of node:fs that is one syscall, whatever its form (sync, callback, promise). */
export interface FsCall {
  syscall: SyscallName;
  /** Arguments of the guest (without the callback) → arguments of the syscall, and what `decode` needs (plain data). */
  prepare(args: unknown[]): { args: unknown[]; tail?: Uint8Array; extra?: unknown };
  decode?(reply: Reply, extra: unknown): unknown;
}

const stat = (syscall: SyscallName, target: (value: unknown) => unknown): FsCall => ({
  syscall,
  prepare: ([file, options]) => ({ args: [target(file)], extra: optionsOf(options).bigint === true }),
  decode: ({ value }, bigint) => statsOf(value as StatResult, bigint),
});
const plain = (syscall: SyscallName, prepare: (args: unknown[]) => unknown[]): FsCall => ({
  syscall,
  prepare: (args) => ({ args: prepare(args) }),
});
const named = (syscall: SyscallName): FsCall => ({
  syscall,
  prepare: ([path, options]) => ({ args: [pathOf(path)], extra: optionsOf(options).encoding }),
  decode: ({ value }, encoding) => encodedName(value as string, encoding as string | null),
});

const F_OK = 0;
const DEFAULT_FILE_MODE = 0o666;
const DEFAULT_DIRECTORY_MODE = 0o777;

export const fsCalls: Record<string, FsCall> = {
  open: {
    syscall: 'fs.open',
    prepare: ([path, flags, mode]) => ({
      args: [pathOf(path), flags ?? 'r', modeOf(mode, DEFAULT_FILE_MODE)],
    }),
    decode: ({ value }) => value,
  },
  close: plain('fs.close', ([fd]) => [fdOf(fd)]),
  stat: stat('fs.stat', pathOf),
  lstat: stat('fs.lstat', pathOf),
  fstat: stat('fs.fstat', fdOf),
  access: plain('fs.access', ([path, mode]) => [pathOf(path), modeOf(mode, F_OK)]),
  readdir: {
    syscall: 'fs.readdir',
    prepare: ([path, options]) => {
      const { encoding, withFileTypes, recursive } = optionsOf(options);
      const directory = pathOf(path);
      return {
        args: [directory, { recursive: recursive === true }],
        extra: { encoding, withFileTypes: withFileTypes === true, directory },
      };
    },
    decode: ({ tail }, extra) => {
      const { encoding, withFileTypes, directory } = extra as {
        encoding: string | null;
        withFileTypes: boolean;
        directory: string;
      };
      const entries = parse(Buffer.from(tail.buffer, tail.byteOffset, tail.length).toString()) as DirEntry[];
      if (withFileTypes) return entries.map((entry) => new Dirent(entry));
      return entries.map(({ name, parentPath }) =>
        encodedName(relativeName(directory, parentPath, name), encoding),
      );
    },
  },
  mkdir: {
    syscall: 'fs.mkdir',
    prepare: ([path, options]) => {
      const { recursive, mode } =
        typeof options === 'object' && options !== null
          ? (options as { recursive?: boolean; mode?: unknown })
          : { mode: options };
      return {
        args: [pathOf(path), { recursive: recursive === true, mode: modeOf(mode, DEFAULT_DIRECTORY_MODE) }],
      };
    },
    decode: ({ value }) => value ?? undefined,
  },
  mkdtemp: named('fs.mkdtemp'),
  rmdir: plain('fs.rmdir', ([path]) => [pathOf(path)]),
  rm: plain('fs.rm', ([path, options]) => {
    const { recursive, force } = optionsOf(options);
    return [pathOf(path), { recursive: recursive === true, force: force === true }];
  }),
  unlink: plain('fs.unlink', ([path]) => [pathOf(path)]),
  rename: plain('fs.rename', ([from, to]) => [pathOf(from), pathOf(to)]),
  copyFile: plain('fs.copyFile', ([from, to, mode]) => [pathOf(from), pathOf(to), modeOf(mode, 0)]),
  link: plain('fs.link', ([from, to]) => [pathOf(from), pathOf(to)]),
  symlink: plain('fs.symlink', ([target, path]) => [pathOf(target), pathOf(path)]),
  readlink: named('fs.readlink'),
  realpath: named('fs.realpath'),
  chmod: plain('fs.chmod', ([path, mode]) => [pathOf(path), modeOf(mode, 0)]),
  fchmod: plain('fs.fchmod', ([fd, mode]) => [fdOf(fd), modeOf(mode, 0)]),
  utimes: plain('fs.utimes', ([path, atime, mtime]) => [pathOf(path), secondsOf(atime), secondsOf(mtime)]),
  futimes: plain('fs.futimes', ([fd, atime, mtime]) => [fdOf(fd), secondsOf(atime), secondsOf(mtime)]),
  truncate: plain('fs.truncate', ([path, length]) => [pathOf(path), Number(length ?? 0)]),
  ftruncate: plain('fs.ftruncate', ([fd, length]) => [fdOf(fd), Number(length ?? 0)]),
  fsync: plain('fs.fsync', ([fd]) => [fdOf(fd)]),
  fdatasync: plain('fs.fdatasync', ([fd]) => [fdOf(fd)]),
};

/** Recursive listings name entries relative to the directory that was asked for. */
function relativeName(directory: string, parentPath: string, name: string): string {
  if (parentPath === directory) return name;
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  const base = parentPath.startsWith(prefix) ? parentPath.slice(prefix.length) : parentPath;
  return join(base, name);
}
