import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { DirEntry, ListOptions, StatResult } from '../../../protocol/syscalls.ts';
import { DIRECTORY_TYPE, LINK_TYPE, typeOf } from '../../mfs/entry-type.ts';
import { bytesOfName } from '../../mfs/names.ts';
import type { Outcome } from '../stream.ts';
import { as, inCall, systemError } from './errors.ts';
import type { OnPaths, Path } from './path-calls.ts';
import type { Spot } from './task-files.ts';

export const isDirectory = (stat: StatResult): boolean => typeOf(stat) === DIRECTORY_TYPE;
export const isLink = (stat: StatResult): boolean => typeOf(stat) === LINK_TYPE;

export const join = (directory: string, name: string): string =>
  directory.endsWith('/') ? directory + name : `${directory}/${name}`;
export const inside = ({ tree, path, shown }: Spot, name: string): Spot => ({
  tree,
  path: join(path, name),
  shown: join(shown, name),
});

/** As the tail: the head of a message would be too small for large directories. */
export const listed = (entries: unknown[]): Outcome => ({
  value: null,
  bytes: Buffer.from(JSON.stringify(entries)),
});

/** A name as node shows it: text, or in `raw` characters that are its bytes. */
function shownName(name: string, raw: boolean): string {
  const bytes = bytesOfName(name);
  if (raw) return Buffer.from(bytes as string).toString('latin1');
  return typeof bytes === 'string' ? bytes : bytes.toString();
}

async function list(
  spot: Spot,
  { recursive, withFileTypes, raw }: ListOptions,
  syscall: string,
): Promise<Outcome> {
  const found: (string | DirEntry)[] = [];
  const queue = [{ spot, below: '' }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { tree, path, shown } = next.spot;
    const entries = await as(syscall, [shown], tree.names(path));
    for (const { name, type } of entries) {
      const text = shownName(name, raw);
      if (withFileTypes) found.push({ name: text, parentPath: shown, type });
      else found.push(next.below + text);
      if (recursive && type === DIRECTORY_TYPE)
        queue.push({ spot: inside(next.spot, name), below: `${next.below}${text}/` });
    }
  }
  return listed(found);
}

/** @returns the first directory that was made */
async function makeAll(spot: Spot, mode: number): Promise<string | null> {
  const { tree, path, shown } = spot;
  try {
    await tree.mkdir(path, mode);
    return shown;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) {
      const first = await makeAll({ tree, path: dirname(path), shown: dirname(shown) }, mode);
      return (await makeAll(spot, mode)) === null ? first : (first ?? shown);
    }
    const there = await tree.stat(path).catch(() => null);
    if (there && isDirectory(there)) return null;
    throw inCall(error, 'mkdir', shown);
  }
}

async function removeTree(spot: Spot, stat: StatResult): Promise<void> {
  const { tree, path, shown } = spot;
  if (!isDirectory(stat)) {
    await as('unlink', [shown], tree.unlink(path));
    return;
  }
  for (const entry of await as('scandir', [shown], tree.readdir(path)))
    await removeTree(inside(spot, entry.name), entry.stat);
  await as('rmdir', [shown], tree.rmdir(path));
}

async function remove(
  spot: Spot,
  { recursive, force }: { recursive: boolean; force: boolean },
): Promise<void> {
  const { tree, path, shown } = spot;
  let stat: StatResult;
  try {
    stat = await as('lstat', [shown], tree.lstat(path));
  } catch (error) {
    if (force && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (isDirectory(stat) && !recursive)
    throw systemError('ERR_FS_EISDIR', 'Path is a directory', {
      code: 'EISDIR',
      message: 'is a directory',
      path: shown,
      syscall: 'rm',
    });
  await removeTree(spot, stat);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const randomSuffix = (): string =>
  [...randomBytes(6)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

async function makeTemporary({ tree, path, shown }: Spot): Promise<string> {
  for (;;) {
    const suffix = randomSuffix();
    try {
      await tree.mkdir(path + suffix, 0o700);
      return shown + suffix;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw inCall(error, 'mkdtemp', `${shown}XXXXXX`);
    }
  }
}

/** Calls on directories. */
export const directoryCalls: Record<string, OnPaths> = {
  'fs.readdir': async (files, [path, options]) =>
    list(await files.spot(path as Path), options as ListOptions, 'scandir'),
  'fs.opendir': async (files, [path, options]) =>
    list(await files.spot(path as Path), { ...(options as ListOptions), withFileTypes: true }, 'opendir'),
  'fs.mkdir': async (files, [path, options]) => {
    const { recursive, mode } = options as { recursive: boolean; mode: number };
    const spot = await files.spot(path as Path, true);
    const masked = mode & ~process.umask();
    if (recursive) return { value: await makeAll(spot, masked) };
    await as('mkdir', [spot.shown], spot.tree.mkdir(spot.path, masked));
    return { value: null };
  },
  'fs.mkdtemp': async (files, [prefix]) => ({
    value: await makeTemporary(await files.spot(prefix as Path, true)),
  }),
  'fs.rmdir': async (files, [path, options]) => {
    const spot = await files.spot(path as Path);
    if ((options as { recursive?: boolean } | undefined)?.recursive)
      await remove(spot, { recursive: true, force: false });
    else await as('rmdir', [spot.shown], spot.tree.rmdir(spot.path));
    return { value: null };
  },
  'fs.rm': async (files, [path, options]) => {
    await remove(await files.spot(path as Path), options as { recursive: boolean; force: boolean });
    return { value: null };
  },
};
