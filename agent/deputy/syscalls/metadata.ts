import type { Stats } from 'node:fs';
import * as z from 'zod/mini';
import type { DirEntry, StatResult } from '../../../protocol/syscalls.ts';
import { bits, type Call, fd, path, type Syscall, seconds, size, syscall } from './context.ts';
import { native } from './native.ts';

/** Calls on names and properties of files. They read or change no contents. */
export const metadataCalls: Record<string, Syscall> = {
  'fs.stat': syscall(z.tuple([path]), async ([file], call) => stats(native('stat', call.sync, file))),
  'fs.lstat': syscall(z.tuple([path]), async ([file], call) => stats(native('lstat', call.sync, file))),
  'fs.fstat': syscall(z.tuple([fd]), async ([number], call) => {
    const { fd: own } = call.context.descriptors.get(number, 'fstat');
    return stats(native('fstat', call.sync, own));
  }),
  'fs.access': plain('access', z.tuple([path, bits])),
  'fs.readdir': syscall(
    z.tuple([path, z.object({ recursive: z.boolean() })]),
    async ([directory, options], call) => {
      const entries = (await native('readdir', call.sync, directory, {
        ...options,
        withFileTypes: true,
      })) as DirentLike[];
      return { value: null, bytes: Buffer.from(JSON.stringify(entries.map(dirEntry))) };
    },
  ),
  'fs.mkdir': plain('mkdir', z.tuple([path, z.object({ recursive: z.boolean(), mode: bits })])),
  'fs.mkdtemp': plain('mkdtemp', z.tuple([path])),
  'fs.rmdir': plain('rmdir', z.tuple([path])),
  'fs.rm': plain('rm', z.tuple([path, z.object({ recursive: z.boolean(), force: z.boolean() })])),
  'fs.unlink': plain('unlink', z.tuple([path])),
  'fs.rename': plain('rename', z.tuple([path, path])),
  'fs.link': plain('link', z.tuple([path, path])),
  'fs.symlink': plain('symlink', z.tuple([path, path])),
  'fs.readlink': plain('readlink', z.tuple([path])),
  'fs.realpath': plain('realpath', z.tuple([path])),
  'fs.chmod': plain('chmod', z.tuple([path, bits])),
  'fs.fchmod': onDescriptor('fchmod', z.tuple([fd, bits])),
  'fs.utimes': plain('utimes', z.tuple([path, seconds, seconds])),
  'fs.futimes': onDescriptor('futimes', z.tuple([fd, seconds, seconds]), 'futime'),
  'fs.truncate': plain('truncate', z.tuple([path, size])),
  'fs.ftruncate': onDescriptor('ftruncate', z.tuple([fd, size])),
  'fs.fsync': onDescriptor('fsync', z.tuple([fd])),
  'fs.fdatasync': onDescriptor('fdatasync', z.tuple([fd])),
};

function plain<Args extends z.core.$ZodType<unknown[]>>(name: string, args: Args): Syscall {
  return syscall(args, async (list, { sync }: Call) => ({
    value: (await native(name, sync, ...list)) ?? null,
  }));
}

/** As `plain`, for calls whose first argument is a descriptor; `kernelName` is what node's error calls it. */
function onDescriptor<Args extends z.core.$ZodType<[number, ...unknown[]]>>(
  name: string,
  args: Args,
  kernelName = name,
): Syscall {
  return syscall(args, async (list, { context, sync }) => {
    const [number, ...rest] = list;
    const { fd: own } = context.descriptors.get(number, kernelName);
    return { value: (await native(name, sync, own, ...rest)) ?? null };
  });
}

async function stats(result: unknown): Promise<{ value: StatResult }> {
  const s = (await result) as Stats;
  const {
    dev,
    ino,
    mode,
    nlink,
    uid,
    gid,
    rdev,
    size: bytes,
    blksize,
    blocks,
    atimeMs,
    mtimeMs,
    ctimeMs,
    birthtimeMs,
  } = s;
  return {
    value: {
      dev,
      ino,
      mode,
      nlink,
      uid,
      gid,
      rdev,
      size: bytes,
      blksize,
      blocks,
      atimeMs,
      mtimeMs,
      ctimeMs,
      birthtimeMs,
    },
  };
}

type DirentLike = { name: string; path: string; parentPath?: string } & Record<`is${string}`, () => boolean>;

/** Kinds in the order of `fs.constants.UV_DIRENT_*`, from 1. */
const KINDS = [
  'isFile',
  'isDirectory',
  'isSymbolicLink',
  'isFIFO',
  'isSocket',
  'isCharacterDevice',
  'isBlockDevice',
] as const;

function dirEntry(entry: DirentLike): DirEntry {
  return {
    name: entry.name,
    // Early releases of Node 20 know it by its old name only.
    parentPath: entry.parentPath ?? entry.path,
    type: KINDS.findIndex((kind) => entry[kind]!()) + 1,
  };
}
