import { constants } from 'node:fs';
import { MAX_FRESH_CHARS, MAX_FRESH_COPIES } from '../../../protocol/limits.ts';
import type { CopyOptions, StatResult } from '../../../protocol/syscalls.ts';
import { inside, isDirectory, isLink, join } from './directory-calls.ts';
import { as, inCall, systemError } from './errors.ts';
import type { Spot } from './task-files.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = constants;
const PIECE_BYTES = 4 * 1024 * 1024;

/** As copyfile(3) of libuv: into a new file, or over one that is there. */
export async function copyContents(from: Spot, to: Spot, isExclusive: boolean): Promise<void> {
  const shown: [string, string] = [from.shown, to.shown];
  const source = await as('copyfile', shown, from.tree.open(from.path, O_RDONLY, 0));
  try {
    const stat = await as('copyfile', shown, source.stat());
    if (isDirectory(stat)) throw Object.assign(new Error(), { code: 'EISDIR', errno: -21 });
    const there = from.tree === to.tree ? await to.tree.stat(to.path).catch(() => null) : null;
    if (there && there.dev === stat.dev && there.ino === stat.ino && !isExclusive) return;
    const flags = O_WRONLY | O_CREAT | (isExclusive ? O_EXCL : O_TRUNC);
    const target = await to.tree.open(to.path, flags, Number(stat.mode) & 0o7777);
    try {
      for (let at = 0; ; ) {
        const piece = await source.read(PIECE_BYTES, at);
        if (piece.length === 0) break;
        await target.write(piece, at);
        at += piece.length;
      }
    } finally {
      await target.close();
    }
  } catch (error) {
    throw inCall(error, 'copyfile', ...shown);
  } finally {
    await source.close();
  }
}

/**
 * As `fs.cp`. `only`: the sources that the program has picked. `isOurs`: where the same copying was interrupted, what of it is there already:
 * there it is done as if nothing were.
 */
export async function copyTree(
  from: Spot,
  to: Spot,
  options: CopyOptions,
  only: Set<string> | null,
  isOurs: (path: string) => boolean = () => false,
): Promise<void> {
  if (only && !only.has(from.shown)) return;
  const how = options.dereference ? 'stat' : 'lstat';
  const stat = await as(how, [from.shown], from.tree[how](from.path));
  const there = await to.tree[how](to.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw inCall(error, how, to.shown);
  });
  if (isDirectory(stat)) return copyDirectory(from, stat, to, there, options, only, isOurs);
  if (there && isDirectory(there))
    throw cpError(
      'ERR_FS_CP_NON_DIR_TO_DIR',
      'Cannot overwrite directory with non-directory',
      'ENOTDIR',
      to,
      `cannot overwrite directory ${to.shown} with non-directory ${from.shown}`,
    );
  if (there && !options.force && !isOurs(to.path)) {
    if (options.errorOnExist)
      throw cpError('ERR_FS_CP_EEXIST', 'Target already exists', 'EEXIST', to, `${to.shown} already exists`);
    return;
  }
  if (isLink(stat)) {
    const target = await as('readlink', [from.shown], from.tree.readlink(from.path));
    const absolute =
      options.verbatimSymlinks || target.startsWith('/')
        ? target
        : join(from.path.replace(/\/[^/]*$/, ''), target);
    if (there) await as('unlink', [to.shown], to.tree.unlink(to.path));
    await as('symlink', [absolute, to.shown], to.tree.symlink(absolute, to.path));
    return;
  }
  if (there) await as('unlink', [to.shown], to.tree.unlink(to.path));
  await copyContents(from, to, (options.mode & constants.COPYFILE_EXCL) !== 0);
  if (options.preserveTimestamps) await keepTimes(stat, to);
}

async function copyDirectory(
  from: Spot,
  stat: StatResult,
  to: Spot,
  there: StatResult | null,
  options: CopyOptions,
  only: Set<string> | null,
  isOurs: (path: string) => boolean,
): Promise<void> {
  if (!options.recursive)
    throw cpError(
      'ERR_FS_EISDIR',
      'Path is a directory',
      'EISDIR',
      from,
      `${from.shown} is a directory (not copied)`,
      // As Node has it.
      'EINVAL',
    );
  if (there && !isDirectory(there))
    throw cpError(
      'ERR_FS_CP_DIR_TO_NON_DIR',
      'Cannot overwrite non-directory with directory',
      'EISDIR',
      to,
      `cannot overwrite non-directory ${to.shown} with directory ${from.shown}`,
    );
  if (from.tree === to.tree && `${to.path}/`.startsWith(`${from.path}/`))
    throw cpError(
      'ERR_FS_CP_EINVAL',
      'Invalid src or dest',
      'EINVAL',
      to,
      `cannot copy ${from.shown} to a subdirectory of self ${to.shown}`,
    );
  const isNew = !there || isOurs(to.path);
  const fresh = 0o777 & ~process.umask();
  if (!there) await as('mkdir', [to.shown], makeParents(to));
  // It may have the rights of its source already, which may be to forbid what follows.
  else if (isNew) await as('chmod', [to.shown], to.tree.setAttributes(to.path, { mode: fresh }, true));
  for (const { name } of await as('scandir', [from.shown], from.tree.readdir(from.path)))
    await copyTree(inside(from, name), inside(to, name), options, only, isOurs);
  if (isNew)
    await as('chmod', [to.shown], to.tree.setAttributes(to.path, { mode: Number(stat.mode) & 0o7777 }, true));
}

/**
 * What of the places that copying goes to is free, where all above it is not; null where that is too much to say. All below is free, too.
 */
export async function freePlaces(from: Spot, to: Spot, dereference: boolean): Promise<string[] | null> {
  const how = dereference ? 'stat' : 'lstat';
  const free: string[] = [];
  let chars = 0;
  const visit = async (source: Spot, target: Spot): Promise<boolean> => {
    const there = await target.tree[how](target.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!there) {
      chars += target.path.length;
      return free.push(target.path) <= MAX_FRESH_COPIES && chars <= MAX_FRESH_CHARS;
    }
    const stat = await source.tree[how](source.path);
    if (!isDirectory(there) || !isDirectory(stat)) return true;
    for (const { name } of await source.tree.names(source.path))
      if (!(await visit(inside(source, name), inside(target, name)))) return false;
    return true;
  };
  return (await visit(from, to)) ? free : null;
}

async function makeParents(to: Spot): Promise<void> {
  await to.tree.mkdir(to.path, 0o777 & ~process.umask()).catch(async (error: NodeJS.ErrnoException) => {
    const parent = to.path.replace(/\/+[^/]+\/*$/, '');
    if (error.code !== 'ENOENT' || parent === '') throw error;
    await makeParents({ ...to, path: parent });
    await to.tree.mkdir(to.path, 0o777 & ~process.umask());
  });
}

async function keepTimes({ atimeNs, mtimeNs }: StatResult, to: Spot): Promise<void> {
  const times = { atime: Number(atimeNs) / 1e9, mtime: Number(mtimeNs) / 1e9 };
  await as('utime', [to.shown], to.tree.setAttributes(to.path, times, true));
}

/** What `fs.cp` would go through, a directory before what is in it. */
export async function pairsBelow(from: Spot, to: string, dereference: boolean): Promise<[string, string][]> {
  const stat = await from.tree[dereference ? 'stat' : 'lstat'](from.path).catch(() => null);
  const pairs: [string, string][] = [[from.shown, to]];
  if (!stat || !isDirectory(stat)) return pairs;
  for (const { name } of await as('scandir', [from.shown], from.tree.readdir(from.path)))
    pairs.push(...(await pairsBelow(inside(from, name), join(to, name), dereference)));
  return pairs;
}

const cpError = (
  code: string,
  heading: string,
  named: string,
  { shown }: Spot,
  message: string,
  numbered = named,
): Error => systemError(code, heading, { code: named, message, path: shown, syscall: 'cp' }, numbered);
