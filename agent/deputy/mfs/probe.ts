import { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Probe, Seen } from '../../../protocol/in-doubt.ts';
import type { StatResult } from '../../../protocol/syscalls.ts';
import { freePlaces } from './copy.ts';
import { randomSuffix } from './directory-calls.ts';
import { inCall } from './errors.ts';
import { idOf, look, NOTHING } from './look.ts';
import type { Path } from './path-calls.ts';
import { pathsOf } from './paths.ts';
import { flagsOf } from './remote-file.ts';
import type { Spot, TaskFiles } from './task-files.ts';

const {
  COPYFILE_EXCL,
  O_ACCMODE = 3,
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_TRUNC,
} = constants as typeof constants & {
  O_ACCMODE?: number;
};

type Look = (spots: Spot[], args: readonly unknown[], tail: Uint8Array, files: TaskFiles) => Promise<Seen>;

const place: Look = async () => ({ of: 'place' });

const making =
  (syscall: string): Look =>
  async (spots) => ({ of: 'making', there: (await look(spots.at(-1)!, syscall)) !== null });

const removal =
  (syscall: string): Look =>
  async ([spot]) => {
    const there = await look(spot!, syscall);
    return { of: 'removal', id: there && idOf(there) };
  };

const isExclusive = (flags: number): boolean => (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0;

/** The first directory that `mkdir -p` makes. */
async function firstMissing(spot: Spot): Promise<string | null> {
  let first: string | null = null;
  for (let { path, shown } = spot; ; [path, shown] = [dirname(path), dirname(shown)]) {
    if (dirname(path) === path || (await look({ ...spot, path, shown }, 'mkdir'))) return first;
    first = shown;
  }
}

async function unusedSuffix({ tree, path, shown }: Spot): Promise<string> {
  for (;;) {
    const suffix = randomSuffix();
    if (!(await look({ tree, path: path + suffix, shown }, 'mkdtemp'))) return suffix;
  }
}

/** Reserves where what is added goes: the next one that is added begins behind it. */
async function addition(spot: Spot, tail: Uint8Array, { ends }: TaskFiles): Promise<Seen> {
  const there = async (): Promise<StatResult | null> => {
    try {
      return await spot.tree.stat(spot.path);
    } catch (error) {
      if (NOTHING.test((error as NodeJS.ErrnoException).code ?? '')) return null;
      throw inCall(error, 'open', spot.shown);
    }
  };
  if (!ends) return { of: 'addition', at: Number((await there())?.size ?? 0) };
  return { of: 'addition', at: (await ends.enter(spot.path, there)).take(tail.length) };
}

async function copy(from: Spot, to: Spot, dereference: boolean): Promise<Seen> {
  try {
    return { of: 'copy', fresh: await freePlaces(from, to, dereference) };
  } catch (error) {
    // Then it fails there, too.
    if (NOTHING.test((error as NodeJS.ErrnoException).code ?? '')) return { of: 'copy', fresh: [] };
    throw inCall(error, 'cp', from.shown, to.shown);
  }
}

/** All calls that change names, or what is behind them. */
const looks: Record<string, Look> = {
  'fs.mkdir': async (spots, args, ...rest) =>
    (args[1] as { recursive: boolean }).recursive
      ? { of: 'parents', first: await firstMissing(spots[0]!) }
      : making('mkdir')(spots, args, ...rest),
  'fs.mkdtemp': async ([spot]) => ({ of: 'choice', suffix: await unusedSuffix(spot!) }),
  'fs.symlink': making('symlink'),
  'fs.link': making('link'),
  'fs.rmdir': removal('rmdir'),
  'fs.unlink': removal('unlink'),
  'fs.rm': async (spots, args, ...rest) =>
    (args[1] as { force: boolean }).force ? { of: 'place' } : removal('lstat')(spots, args, ...rest),
  'fs.rename': async ([from]) => {
    const there = await look(from!, 'rename');
    return { of: 'renaming', from: there && idOf(there) };
  },
  'fs.copyFile': async (spots, args, ...rest) =>
    ((args[2] as number) & COPYFILE_EXCL) === 0 ? { of: 'place' } : making('copyfile')(spots, args, ...rest),
  'fs.cp': ([from, to], args) => copy(from!, to!, (args[2] as { dereference: boolean }).dereference),
  'fs.open': async (spots, args, ...rest) =>
    isExclusive(flagsOf(args[1] as string | number)) ? making('open')(spots, args, ...rest) : { of: 'place' },
  'fs.writeFile': async (spots, args, tail, files) => {
    const flags = flagsOf((args[1] as { flag: string | number }).flag);
    if (isExclusive(flags)) return making('open')(spots, args, tail, files);
    return (flags & O_APPEND) !== 0 ? addition(spots[0]!, tail, files) : { of: 'place' };
  },
  'fs.truncate': place,
  'fs.chmod': place,
  'fs.chown': place,
  'fs.lchown': place,
  'fs.utimes': place,
  'fs.lutimes': place,
};

/** Opened only to be read, nothing is made of it. */
const changesNothing = (name: string, args: readonly unknown[]): boolean => {
  if (name !== 'fs.open') return false;
  return (flagsOf(args[1] as string | number) & (O_ACCMODE | O_CREAT | O_TRUNC)) === 0;
};

/**
 * What is there before a call on names of the cluster's files is done, for `doneAgain`; null where it can simply be done again, or is none of
 * these. `args` as the deputy has checked them. A call with a probe is done by `doneFirst`.
 * @throws what the call itself would: a node that has the files is away, or knows a later deputy
 */
export async function probeOf(
  name: string,
  args: readonly unknown[],
  tail: Uint8Array,
  files: TaskFiles,
): Promise<Probe | null> {
  const lookAt = looks[name];
  const paths = pathsOf(name, args);
  if (!lookAt || paths.length === 0 || changesNothing(name, args)) return null;
  if (paths.every((path) => files.clusterPath(path) === null)) return null;
  const isMade = (index: number): boolean => index === paths.length - 1 && makesSomething(name, args);
  const spots: Spot[] = [];
  for (const [index, path] of paths.entries()) spots.push(await files.spot(path as Path, isMade(index)));
  const seen = await lookAt(spots, args, tail, files);
  if (seen.of === 'place' && !paths.some((path) => files.isAliased(path))) return null;
  return { paths: spots.map((spot) => (files.isAtHome(spot) ? null : spot.path)), seen };
}

/** A new name: it is where the task executes, where that is not said (`/mfs/magic`). */
function makesSomething(name: string, args: readonly unknown[]): boolean {
  switch (name) {
    case 'fs.mkdir':
    case 'fs.mkdtemp':
    case 'fs.symlink':
    case 'fs.copyFile':
    case 'fs.cp':
      return true;
    case 'fs.open':
      return (flagsOf(args[1] as string | number) & O_CREAT) !== 0;
    case 'fs.writeFile':
      return (flagsOf((args[1] as { flag: string | number }).flag) & O_CREAT) !== 0;
    default:
      return false;
  }
}
