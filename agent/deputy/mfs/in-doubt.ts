import { constants } from 'node:fs';
import type { Probe } from '../../../protocol/in-doubt.ts';
import { MAX_FILE_PIECE_BYTES } from '../../../protocol/limits.ts';
import type { CopyOptions, StatResult } from '../../../protocol/syscalls.ts';
import { typeOf } from '../../mfs/entry-type.ts';
import { nameOf } from '../../mfs/names.ts';
import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import { wireError } from '../wire-error.ts';
import { copyTree } from './copy.ts';
import { isDirectory, isLink } from './directory-calls.ts';
import { as, fsError, inCall, isInDoubt } from './errors.ts';
import { idOf, look } from './look.ts';
import { openRemote } from './open.ts';
import { pathCalls, type Spots } from './path-calls.ts';
import { pathsOf } from './paths.ts';
import { flagsOf, RemoteFile } from './remote-file.ts';
import type { Spot } from './task-files.ts';

const { O_APPEND, O_RDONLY } = constants;
const FILE_TYPE = 1;

/** One call with its probe. */
interface Doubtful {
  name: string;
  args: readonly unknown[];
  tail: Uint8Array;
  context: SyscallContext;
  /** Of its paths, where they led when the probe was made. */
  spots: Spot[];
  /** Does it as any other. */
  execute(): Promise<Outcome>;
}

/** Connections that may break under one call. */
const MAX_ATTEMPTS = 3;

/** Does a call that `probeOf` has a probe of: where that has looked, and as it has chosen. What goes wrong is its outcome. */
export function doneFirst(...call: Call): Promise<Outcome> {
  return answered(call, (doubtful, probe) => certain(doubtful, probe, first));
}

/**
 * The same after the deputy before this one has begun it and said nothing of its end: where it was done its answer is what it would have
 * been, else it is done. Nobody else may have changed these names meanwhile; the files that the task has open are to be open again before.
 */
export function doneAgain(...call: Call): Promise<Outcome> {
  return answered(call, (doubtful, probe) => certain(doubtful, probe, again));
}

type Attempt = (doubtful: Doubtful, probe: Probe) => Promise<Outcome>;

/** A connection that breaks leaves the same doubt as a deputy that dies. */
async function certain(
  doubtful: Doubtful,
  probe: Probe,
  attempt: Attempt,
  left = MAX_ATTEMPTS,
): Promise<Outcome> {
  try {
    return await attempt(doubtful, probe);
  } catch (error) {
    if (!isInDoubt(error) || left === 1) throw error;
    return certain(doubtful, probe, again, left - 1);
  }
}

async function first(doubtful: Doubtful, { seen }: Probe): Promise<Outcome> {
  if (seen.of === 'choice') return makeChosen(doubtful, seen.suffix, false);
  if (seen.of === 'addition') return addReserved(doubtful, seen.at);
  return doubtful.execute();
}

async function again(doubtful: Doubtful, { seen }: Probe): Promise<Outcome> {
  switch (seen.of) {
    case 'place':
      return doubtful.execute();
    case 'making':
      return seen.there ? doubtful.execute() : makeAgain(doubtful);
    case 'parents':
      return doubtful.execute().then(() => ({ value: seen.first }));
    case 'removal':
      return removeAgain(doubtful, seen.id);
    case 'renaming':
      return renameAgain(doubtful, seen.from);
    case 'choice':
      return makeChosen(doubtful, seen.suffix, true);
    case 'addition':
      return addAgain(doubtful, seen.at);
    case 'copy':
      return copyAgain(doubtful, seen.fresh);
  }
}

type Call = [name: string, args: readonly unknown[], tail: Uint8Array, context: SyscallContext, probe: Probe];

const none: Outcome = { value: null };

async function answered([name, args, tail, context, probe]: Call, use: Attempt): Promise<Outcome> {
  try {
    const spots = await spotsOf(name, args, context, probe);
    const shown = new Map(spots.map((spot) => [spot.shown, spot]));
    const fixed: Spots = {
      spot: async (path) => shown.get(typeof path === 'string' ? path : nameOf(path))!,
    };
    const execute = (): Promise<Outcome> =>
      name === 'fs.open' ? openRemote(args, fixed, context) : pathCalls[name]!(fixed, args, tail);
    return await use({ name, args, tail, context, spots, execute }, probe);
  } catch (error) {
    return { error: wireError(error) };
  }
}

/** Where its paths led, whatever they would mean now. */
async function spotsOf(
  name: string,
  args: readonly unknown[],
  { files }: SyscallContext,
  { paths }: Probe,
): Promise<Spot[]> {
  const spots: Spot[] = [];
  for (const [index, path] of pathsOf(name, args).entries()) {
    const there = paths[index] ?? null;
    const shown = typeof path === 'string' ? path : nameOf(path);
    spots.push(there === null ? await files.spot(path) : { ...(await files.spot(there)), shown });
  }
  return spots;
}

/** It was not there before: what is there now is this call's own, or of somebody whom it then fails for. */
async function makeAgain(call: Doubtful): Promise<Outcome> {
  const { name, args, tail, spots, execute } = call;
  const target = spots.at(-1)!;
  const there = await look(target, name.slice(3));
  if (!there) return execute();
  switch (name) {
    case 'fs.mkdir':
      return isDirectory(there) ? none : execute();
    case 'fs.symlink':
      return isLink(there) && (await target.tree.readlink(target.path)) === textOf(args[0])
        ? none
        : execute();
    case 'fs.link': {
      const existing = await look(spots[0]!, 'link');
      return existing && idOf(existing) === idOf(there) ? none : execute();
    }
  }
  // Nobody has been told of the file yet: it is begun anew.
  const begun =
    name === 'fs.copyFile' ? await isPartOf(there, spots[0]!) : await isBeginOf(there, target, tail);
  if (begun) await as('open', [target.shown], target.tree.unlink(target.path));
  return execute();
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : nameOf(value as Buffer));

async function isPartOf(there: StatResult, source: Spot): Promise<boolean> {
  const whole = await as('copyfile', [source.shown], source.tree.stat(source.path));
  return typeOf(there) === FILE_TYPE && Number(there.size) <= Number(whole.size);
}

/** It has nothing but what the call writes, from its begin. */
async function isBeginOf(there: StatResult, { tree, path }: Spot, tail: Uint8Array): Promise<boolean> {
  const size = Number(there.size);
  if (typeOf(there) !== FILE_TYPE || size > tail.length) return false;
  if (size === 0) return true;
  const file = await tree.open(path, O_RDONLY, 0).catch((error: NodeJS.ErrnoException) => {
    // Made so that nobody may read it, not even who has made it.
    if (error.code === 'EACCES') return null;
    throw error;
  });
  if (!file) return true;
  try {
    for (let at = 0; at < size; ) {
      const bytes = await file.read(Math.min(size - at, MAX_FILE_PIECE_BYTES), at);
      if (bytes.length === 0 || Buffer.compare(bytes, tail.subarray(at, at + bytes.length)) !== 0)
        return false;
      at += bytes.length;
    }
    return true;
  } finally {
    await file.close();
  }
}

async function removeAgain({ name, spots, execute }: Doubtful, id: string | null): Promise<Outcome> {
  if (id === null) return execute();
  const there = await look(spots[0]!, name.slice(3));
  return there && idOf(there) === id ? execute() : none;
}

async function renameAgain({ spots, execute }: Doubtful, id: string | null): Promise<Outcome> {
  const [from, to] = spots as [Spot, Spot];
  const [before, after] = [await look(from, 'rename'), await look(to, 'rename')];
  const isGone = before === null || idOf(before) !== id;
  return id !== null && isGone && after && idOf(after) === id ? none : execute();
}

async function makeChosen({ spots }: Doubtful, suffix: string, isAgain: boolean): Promise<Outcome> {
  const { tree, path, shown } = spots[0]!;
  try {
    await tree.mkdir(path + suffix, 0o700);
  } catch (error) {
    const isMade = isAgain && (error as NodeJS.ErrnoException).code === 'EEXIST';
    if (!isMade) throw inCall(error, 'mkdtemp', `${shown}XXXXXX`);
  }
  return { value: shown + suffix };
}

/** Others that are added meanwhile begin behind it. */
async function addReserved(call: Doubtful, at: number): Promise<Outcome> {
  const { tail, context, spots } = call;
  let done = 0;
  try {
    const outcome = await add(call, at);
    done = tail.length;
    return outcome;
  } finally {
    await context.files.ends?.over(spots[0]!.path, at, tail.length, done);
  }
}

async function addAgain(call: Doubtful, at: number): Promise<Outcome> {
  const { tail, context, spots } = call;
  const [{ tree, path, shown }] = spots as [Spot];
  const outcome = await add(call, at);
  await context.files.ends?.reached(path, await as('open', [shown], tree.stat(path)), at + tail.length);
  return outcome;
}

async function add({ args, tail, spots }: Doubtful, at: number): Promise<Outcome> {
  const { flag, mode, flush } = args[1] as { flag: string | number; mode: number; flush: boolean };
  const file = await RemoteFile.open(spots[0]!, flagsOf(flag) & ~O_APPEND, mode);
  try {
    await file.write(tail, at);
    if (flush) await file.sync(false);
  } finally {
    await file.close();
  }
  return none;
}

async function copyAgain({ args, tail, spots }: Doubtful, fresh: string[] | null): Promise<Outcome> {
  const [from, to] = spots as [Spot, Spot];
  const options = args[2] as CopyOptions;
  const only = tail.length > 0 ? new Set(JSON.parse(Buffer.from(tail).toString()) as string[]) : null;
  if (fresh === null && !options.force)
    throw fsError(
      'EIO',
      'cp',
      from.shown,
      to.shown,
      'its deputy died meanwhile: it may have been done, or not',
    );
  const isOurs = (path: string): boolean =>
    fresh?.some((one) => path === one || path.startsWith(`${one}/`)) ?? false;
  await copyTree(from, to, options, only, isOurs);
  return none;
}
