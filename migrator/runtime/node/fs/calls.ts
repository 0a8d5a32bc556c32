import type { DirEntry, StatFsResult, StatResult, SyscallName } from '../../../../protocol/syscalls.ts';
import type { Reply } from '../../loop/state.ts';
import {
  type EncodingOptions,
  encodedName,
  encodingOf,
  fdOf,
  flagsOf,
  loosePathOf,
  modeOf,
  ownerOf,
  pathOf,
  secondsOf,
  smallModeOf,
  utils,
  validators,
} from './checks.ts';
import { Dirent, statFsOf, statsOf } from './stats.ts';

// Before the guest can put its own in their place.
const { parse } = JSON;

/** A function of node:fs that is one syscall, whatever its form (sync, callback, promise). */
export interface FsCall {
  syscall: SyscallName;
  /** How many arguments it must and may have before the callback. */
  least: number;
  most: number;
  /** Arguments of the guest (without the callback) → arguments of the syscall, and what `decode` needs (plain data). */
  prepare(args: unknown[]): { args: unknown[]; tail?: Uint8Array; extra?: unknown };
  decode?(reply: Reply, extra: unknown): unknown;
}

type Check = (value: unknown, name?: string) => unknown;
const isBig = (options: unknown): boolean => (options as { bigint?: unknown } | undefined)?.bigint === true;

const stat = (syscall: SyscallName, target: Check): FsCall => ({
  syscall,
  least: 1,
  most: 2,
  prepare: ([file, options]) => ({ args: [target(file)], extra: isBig(options) }),
  decode: ({ value }, big) => statsOf(value as StatResult, big as boolean),
});

/** Its arguments are checked one by one. */
const plain = (syscall: SyscallName, ...checks: Check[]): FsCall => ({
  syscall,
  least: checks.length,
  most: checks.length,
  prepare: (args) => ({ args: checks.map((check, i) => check(args[i])) }),
});

/** It gives a path, in an encoding. */
const named = (syscall: SyscallName, target: Check, more: unknown[] = []): FsCall => ({
  syscall,
  least: 1,
  most: 2,
  prepare: ([path, options]) => {
    const encoding = encodingOf(options);
    return { args: [target(path), ...more], extra: encoding };
  },
  decode: ({ value }, encoding) => encodedName(value as string, encoding as string | null),
});

const as =
  <Value>(check: (value: unknown, name: string) => Value, name: string) =>
  (value: unknown): Value =>
    check(value, name);
const time = (value: unknown): number => secondsOf(value);
const owners = [as(ownerOf, 'uid'), as(ownerOf, 'gid')];
const lengthOf = (length: unknown = 0): number => {
  validators.validateInteger(length, 'len');
  return Math.max(0, length as number);
};

const DEFAULT_FILE_MODE = 0o666;
const DEFAULT_DIRECTORY_MODE = 0o777;

interface Listing {
  encoding: string | null;
  withFileTypes: boolean;
  raw: boolean;
}

/** Entries of a directory, out of a tail. */
export function entriesOf({ tail }: Reply, { encoding, withFileTypes, raw }: Listing): unknown[] {
  const text = Buffer.from(tail.buffer, tail.byteOffset, tail.length).toString();
  if (!withFileTypes) return (parse(text) as string[]).map((name) => encodedName(name, encoding, raw));
  return (parse(text) as DirEntry[]).map(
    (entry) => new Dirent(entry, encodedName(entry.name, encoding, raw)),
  );
}

/** Names that are wanted in another encoding come as their bytes. */
export function listingOf(options: EncodingOptions): Listing {
  const encoding = options.encoding ?? null;
  const raw = encoding !== null && encoding !== 'utf8' && encoding !== 'utf-8';
  return { encoding, withFileTypes: Boolean(options.withFileTypes), raw };
}

export const fsCalls: Record<string, FsCall> = {
  open: {
    syscall: 'fs.open',
    least: 1,
    most: 3,
    prepare: ([path, flags, mode]) => ({
      args: [pathOf(path), flagsOf(flags ?? 'r'), modeOf(mode, DEFAULT_FILE_MODE)],
    }),
    decode: ({ value }) => value,
  },
  close: plain('fs.close', fdOf),
  stat: stat('fs.stat', pathOf),
  lstat: stat('fs.lstat', pathOf),
  fstat: stat('fs.fstat', fdOf),
  statfs: {
    syscall: 'fs.statfs',
    least: 1,
    most: 2,
    prepare: ([path, options]) => ({ args: [pathOf(path)], extra: isBig(options) }),
    decode: ({ value }, big) => statFsOf(value as StatFsResult, big as boolean),
  },
  access: { ...plain('fs.access', pathOf, smallModeOf), least: 1 },
  readdir: {
    syscall: 'fs.readdir',
    least: 1,
    most: 2,
    prepare: ([path, given, isPromised]) => {
      const options = utils.getOptions(given, {});
      const directory = pathOf(path);
      const { recursive = false } = options;
      if (recursive !== null) validators.validateBoolean(recursive, 'options.recursive');
      const listing = listingOf(options);
      const { withFileTypes, raw } = listing;
      const how = { recursive: recursive === true, withFileTypes, raw, isPromised: isPromised === true };
      return { args: [directory, how], extra: listing };
    },
    decode: (reply, extra) => entriesOf(reply, extra as Listing),
  },
  mkdir: {
    syscall: 'fs.mkdir',
    least: 1,
    most: 2,
    prepare: ([path, options]) => {
      const given = (typeof options === 'object' && options !== null ? options : { mode: options }) as {
        recursive?: boolean;
        mode?: unknown;
      };
      const { recursive = false, mode = DEFAULT_DIRECTORY_MODE } = given;
      const directory = pathOf(path);
      validators.validateBoolean(recursive, 'options.recursive');
      return { args: [directory, { recursive, mode: modeOf(mode) }] };
    },
    decode: ({ value }) => value ?? undefined,
  },
  mkdtemp: named('fs.mkdtemp', as(pathOf, 'prefix')),
  rmdir: {
    syscall: 'fs.rmdir',
    least: 1,
    most: 2,
    prepare: ([path, options]) => {
      const directory = pathOf(path);
      const { recursive, maxRetries, retryDelay } = utils.validateRmdirOptions(options);
      return { args: recursive ? [directory, { recursive, maxRetries, retryDelay }] : [directory] };
    },
  },
  rm: {
    syscall: 'fs.rm',
    least: 1,
    most: 2,
    prepare: ([path, options]) => {
      const target = pathOf(path);
      const { recursive, maxRetries, retryDelay } = utils.validateRmdirOptions(options);
      const { force = false } = (options ?? {}) as { force?: boolean };
      validators.validateBoolean(force, 'options.force');
      return { args: [target, { recursive, force, maxRetries, retryDelay }] };
    },
  },
  unlink: plain('fs.unlink', pathOf),
  rename: plain('fs.rename', as(pathOf, 'oldPath'), as(pathOf, 'newPath')),
  copyFile: { ...plain('fs.copyFile', as(pathOf, 'src'), as(pathOf, 'dest'), smallModeOf), least: 2 },
  link: plain('fs.link', as(pathOf, 'existingPath'), as(pathOf, 'newPath')),
  symlink: {
    syscall: 'fs.symlink',
    least: 2,
    most: 3,
    prepare: ([target, path, type]) => {
      const args = [pathOf(target, 'target'), pathOf(path)];
      utils.stringToSymlinkType(typeof type === 'string' ? type : null);
      return { args };
    },
  },
  readlink: named('fs.readlink', as(pathOf, 'oldPath')),
  realpath: named('fs.realpath', loosePathOf),
  'realpath.native': named('fs.realpath', pathOf, [true]),
  chmod: plain('fs.chmod', pathOf, (mode) => modeOf(mode)),
  fchmod: plain('fs.fchmod', fdOf, (mode) => modeOf(mode)),
  chown: plain('fs.chown', pathOf, ...owners),
  lchown: plain('fs.lchown', pathOf, ...owners),
  fchown: plain('fs.fchown', fdOf, ...owners),
  utimes: plain('fs.utimes', pathOf, time, time),
  lutimes: plain('fs.lutimes', pathOf, time, time),
  futimes: plain('fs.futimes', fdOf, as(secondsOf, 'atime'), as(secondsOf, 'mtime')),
  truncate: { ...plain('fs.truncate', pathOf, lengthOf), least: 1 },
  ftruncate: { ...plain('fs.ftruncate', fdOf, lengthOf), least: 1 },
  fsync: plain('fs.fsync', fdOf),
  fdatasync: plain('fs.fdatasync', fdOf),
};
