import { OmosixError } from '../../protocol/errors.ts';
import type { StatResult } from '../../protocol/syscalls.ts';
import { copyFile } from './copy-file.ts';
import { expanded } from './glob.ts';
import { inside, isDirectory, Kind, kindOf, nameOfPlace, type Place, placeOf, statIfThere } from './place.ts';
import { Progress } from './progress.ts';
import { tell } from './trouble.ts';

export interface CpOptions {
  recursive?: true;
  preserve?: true;
}

/** As cp, between any two places. */
export async function cp(operands: string[], options: CpOptions, verb = 'cp'): Promise<void> {
  if (operands.length === 0) throw new OmosixError('EUSAGE', `${verb}: missing file operand`);
  if (operands.length === 1)
    throw new OmosixError('EUSAGE', `${verb}: missing destination file operand after '${operands[0]}'`);
  const to = await placeOf(operands.at(-1)!);
  const sources = await expanded(operands.slice(0, -1));
  let target: StatResult | null;
  try {
    target = await statIfThere(to);
  } catch (error) {
    tell(verb, `cannot stat '${to.shown}'`, error);
    return;
  }
  const isInto = target !== null && isDirectory(target);
  if (sources.length > 1 && !isInto) {
    tell(verb, `target '${to.shown}': ${target ? 'Not a directory' : 'No such file or directory'}`);
    return;
  }
  if (!isInto && target === null && to.path.endsWith('/') && !options.recursive) {
    tell(verb, `cannot create regular file '${to.shown}': Not a directory`);
    return;
  }
  const progress = new Progress();
  for (const from of sources) {
    const into = isInto ? inside(to, nameOfPlace(from)) : to;
    await copy(from, into, options, verb, progress, options.recursive !== true);
  }
  progress.end();
}

async function copy(
  from: Place,
  to: Place,
  options: CpOptions,
  verb: string,
  progress: Progress,
  follow: boolean,
): Promise<void> {
  let stat: StatResult;
  try {
    stat = await from.tree[follow ? 'stat' : 'lstat'](from.path);
  } catch (error) {
    tell(verb, `cannot stat '${from.shown}'`, error);
    return;
  }
  try {
    const kind = kindOf(stat);
    if (kind === Kind.DIRECTORY) {
      if (!options.recursive) tell(verb, `-r not specified; omitting directory '${from.shown}'`);
      else await copyDirectory(from, stat, to, options, verb, progress);
    } else if (await isSame(from, stat, to))
      tell(verb, `'${from.shown}' and '${to.shown}' are the same file`);
    else if (kind === Kind.LINK) await copyLink(from, to);
    else if (kind === Kind.FILE) await copyFile(from, stat, to, options.preserve === true, progress);
    else tell(verb, `cannot copy '${from.shown}': it is no ordinary file`);
  } catch (error) {
    progress.end();
    tell(verb, `cannot copy '${from.shown}' to '${to.shown}'`, error);
  }
}

/** Of one tree, one device and one number; the same file under the names of two nodes is not known to be that. */
async function isSame(from: Place, stat: StatResult, to: Place): Promise<boolean> {
  const there = from.tree === to.tree ? await statIfThere(to) : null;
  return there !== null && there.dev === stat.dev && there.ino === stat.ino;
}

async function copyLink(from: Place, to: Place): Promise<void> {
  const target = await from.tree.readlink(from.path);
  const there = await statIfThere(to, false);
  if (there && !isDirectory(there)) await to.tree.unlink(to.path);
  await to.tree.symlink(target, to.path);
}

async function copyDirectory(
  from: Place,
  stat: StatResult,
  to: Place,
  options: CpOptions,
  verb: string,
  progress: Progress,
): Promise<void> {
  const there = await statIfThere(to);
  if (there && !isDirectory(there)) {
    tell(verb, `cannot overwrite non-directory '${to.shown}' with directory '${from.shown}'`);
    return;
  }
  const mode = Number(stat.mode) & 0o7777;
  // It is filled before it may have lost the right to that.
  if (!there) await to.tree.mkdir(to.path, (mode & ~process.umask()) | 0o700);
  if (from.tree === to.tree && (await isWithin(from, to))) {
    tell(verb, `cannot copy a directory, '${from.shown}', into itself, '${to.shown}'`);
    if (!there) await to.tree.rmdir(to.path);
    return;
  }
  for (const { name } of await from.tree.readdir(from.path))
    await copy(inside(from, name), inside(to, name), options, verb, progress, false);
  const isKept = options.preserve === true;
  if (!there || isKept)
    await to.tree.setAttributes(to.path, { mode: isKept ? mode : mode & ~process.umask() }, true);
  if (!isKept) return;
  const [atime, mtime] = [Number(stat.atimeNs) / 1e9, Number(stat.mtimeNs) / 1e9];
  await to.tree.setAttributes(to.path, { atime, mtime }, true);
}

async function isWithin(directory: Place, place: Place): Promise<boolean> {
  const [outer, inner] = await Promise.all([
    directory.tree.realpath(directory.path),
    place.tree.realpath(place.path),
  ]);
  return inner === outer || inner.startsWith(`${outer}/`);
}
