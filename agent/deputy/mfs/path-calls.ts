import { constants } from 'node:fs';
import type { AheadCall } from '../../../protocol/ahead.ts';
import { MAX_FILE_PIECE_BYTES, MAX_READ_BYTES } from '../../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../../protocol/syscalls.ts';
import type { Attributes } from '../../mfs/tree.ts';
import type { Outcome } from '../stream.ts';
import { copyContents, copyTree, pairsBelow } from './copy.ts';
import { directoryCalls, listed } from './directory-calls.ts';
import { as, fsError, inCall } from './errors.ts';
import { flagsOf, makes, RemoteFile } from './remote-file.ts';
import type { Spot, TaskFiles } from './task-files.ts';

const { O_RDONLY } = constants;

export type Path = string | Buffer;
export type Spots = Pick<TaskFiles, 'spot'>;
export type OnPaths = (files: Spots, args: readonly unknown[], tail: Uint8Array) => Promise<Outcome>;

const none: Outcome = { value: null };
const one =
  (run: (spot: Spot, args: readonly unknown[], tail: Uint8Array) => Promise<unknown>): OnPaths =>
  async (files, args, tail) =>
    ((await run(await files.spot(args[0] as Path), args, tail)) as Outcome | undefined) ?? none;

/** Both are of one tree, or the call is one between file systems. */
async function two(
  files: Spots,
  [from, to]: readonly unknown[],
  syscall: 'rename' | 'link',
): Promise<Outcome> {
  const [source, target] = [await files.spot(from as Path), await files.spot(to as Path)];
  const shown = [source.shown, target.shown];
  if (source.tree !== target.tree) throw fsError('EXDEV', syscall, ...shown);
  await as(syscall, shown, source.tree[syscall](source.path, target.path));
  return none;
}

const setting = (
  syscall: string,
  follow: boolean,
  attributes: (args: readonly unknown[]) => Attributes,
): OnPaths =>
  one(async ({ tree, path, shown }, args) =>
    as(syscall, [shown], tree.setAttributes(path, attributes(args), follow)),
  );
const modeOf = ([, mode]: readonly unknown[]): Attributes => ({ mode: mode as number });
const ownerOf = ([, uid, gid]: readonly unknown[]): Attributes => ({
  uid: uid as number,
  gid: gid as number,
});
const timesOf = ([, atime, mtime]: readonly unknown[]): Attributes => ({
  atime: Number(atime),
  mtime: Number(mtime),
});
const sizeOf = ([, size]: readonly unknown[]): Attributes => ({ size: size as number });

/** What can be wrong with opening a file for reading, and not with reading it. */
const OF_OPEN = /^(?:ENOENT|EACCES|ENOTDIR|ELOOP|ENAMETOOLONG|EHOSTUNREACH|EILSEQ)$/;

async function readFile(files: Spots, [path, flag]: readonly unknown[]): Promise<Outcome> {
  const flags = flagsOf(flag as string | number);
  const spot = await files.spot(path as Path, makes(flags));
  const bytes = flags === O_RDONLY ? await wholeFile(spot) : null;
  return bytes === null ? readOpened(spot, flags) : { value: null, bytes };
}

/** In one request; null where it takes more, or where only more can tell what is wrong. */
async function wholeFile({ tree, path, shown }: Spot): Promise<Uint8Array | null> {
  try {
    return await tree.readFile(path);
  } catch (error) {
    if (!OF_OPEN.test((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw inCall(error, 'open', shown);
  }
}

async function readOpened(spot: Spot, flags: number): Promise<Outcome> {
  const file = await RemoteFile.open(spot, flags, 0o666);
  try {
    const size = Number((await file.stat()).size);
    if (size > MAX_READ_BYTES) throw tooLarge();
    // Files that tell no size are read to where they end.
    const bytes = await readUpTo(file, size === 0 ? MAX_READ_BYTES : size);
    if (bytes.length === MAX_READ_BYTES && (await file.read(1, null)).length > 0) throw tooLarge();
    return { value: null, bytes };
  } finally {
    await file.close();
  }
}

/** Where the file lies no request is cut into pieces for it, and each read gives one at most; one that is not full is the last. */
async function readUpTo(file: RemoteFile, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (
    let [got, last] = [0, MAX_FILE_PIECE_BYTES];
    got < length && last >= MAX_FILE_PIECE_BYTES;
    got += last
  ) {
    const bytes = await file.read(length - got, null);
    parts.push(bytes);
    last = bytes.length;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

async function writeFile(files: Spots, args: readonly unknown[], tail: Uint8Array): Promise<Outcome> {
  const [path, options] = args as [Path, { mode: number; flag: string | number; flush: boolean }];
  const flags = flagsOf(options.flag);
  const file = await RemoteFile.open(await files.spot(path, makes(flags)), flags, options.mode);
  try {
    await file.write(tail, null);
    if (options.flush) await file.sync(false);
  } finally {
    await file.close();
  }
  return none;
}

/** Calls on names, where one of them is of the cluster. */
export const pathCalls: Record<string, OnPaths> = {
  ...directoryCalls,
  'fs.readFile': readFile,
  'fs.writeFile': writeFile,
  'fs.ahead': one(async ({ tree, path, shown }, [, names, calls]) => ({
    value: null,
    bytes: await as('stat', [shown], tree.answersAhead(path, names as string[], calls as AheadCall[])),
  })),
  'fs.stat': one(async ({ tree, path, shown }) => ({ value: await as('stat', [shown], tree.stat(path)) })),
  'fs.lstat': one(async ({ tree, path, shown }) => ({ value: await as('lstat', [shown], tree.lstat(path)) })),
  'fs.statfs': one(async ({ tree, path, shown }) => ({
    value: await as('statfs', [shown], tree.statfs(path)),
  })),
  'fs.access': one(({ tree, path, shown }, [, mode]) =>
    as('access', [shown], tree.access(path, mode as number)),
  ),
  'fs.unlink': one(({ tree, path, shown }) => as('unlink', [shown], tree.unlink(path))),
  'fs.rename': (files, args) => two(files, args, 'rename'),
  'fs.link': (files, args) => two(files, args, 'link'),
  'fs.symlink': async (files, [target, path]) => {
    const { tree, path: there, shown } = await files.spot(path as Path, true);
    await as('symlink', [String(target), shown], tree.symlink(String(target), there));
    return none;
  },
  'fs.readlink': one(async ({ tree, path, shown }) => ({
    value: await as('readlink', [shown], tree.readlink(path)),
  })),
  'fs.realpath': one(async ({ tree, path, shown }, [, isNative]) => ({
    value: await as(isNative ? 'realpath' : 'lstat', [shown], tree.realpath(path)),
  })),
  'fs.chmod': setting('chmod', true, modeOf),
  'fs.chown': setting('chown', true, ownerOf),
  'fs.lchown': setting('lchown', false, ownerOf),
  'fs.utimes': setting('utime', true, timesOf),
  'fs.lutimes': setting('lutime', false, timesOf),
  'fs.truncate': setting('open', true, sizeOf),
  'fs.copyFile': async (files, [from, to, mode]) => {
    const isExclusive = ((mode as number) & constants.COPYFILE_EXCL) !== 0;
    await copyContents(await files.spot(from as Path), await files.spot(to as Path, true), isExclusive);
    return none;
  },
  'fs.cp': async (files, [from, to, options], tail) => {
    const only = tail.length > 0 ? new Set(JSON.parse(Buffer.from(tail).toString()) as string[]) : null;
    await copyTree(
      await files.spot(from as Path),
      await files.spot(to as Path, true),
      options as never,
      only,
    );
    return none;
  },
  'fs.cpList': async (files, [from, to, options]) =>
    listed(
      await pairsBelow(
        await files.spot(from as Path),
        String(to),
        (options as { dereference: boolean }).dereference,
      ),
    ),
  'fs.watch': one(async ({ shown }) => {
    throw fsError('ENOTSUP', 'watch', shown, undefined, 'files of other nodes are not watched');
  }),
  'fs.watchFile': one(async ({ shown }) => {
    throw fsError('ENOTSUP', 'watch', shown, undefined, 'files of other nodes are not watched');
  }),
};

const tooLarge = (): Error =>
  Object.assign(new Error('too large for one answer'), { code: TOO_LARGE_FOR_ONE_ANSWER });
