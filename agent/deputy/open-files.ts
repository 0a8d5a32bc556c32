import fs from 'node:fs';
import type { OpenFile } from '../../protocol/checkpoint.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { Descriptor } from './syscalls/descriptors.ts';

const {
  O_CREAT,
  O_EXCL,
  O_TRUNC,
  O_APPEND,
  O_ACCMODE = 3,
} = fs.constants as typeof fs.constants & {
  O_ACCMODE?: number;
};
const DELETED = ' (deleted)';

/**
 * What is open as `number`: where it is, how it was opened and where its next byte is, as the system tells.
 * @throws OmosixError ECHECKPOINT where it could not be opened again
 */
export function openFileOf(number: number, { fd, offset, remote }: Descriptor): OpenFile {
  const refuse = (why: string): never => {
    throw new OmosixError('ECHECKPOINT', `descriptor ${number} is ${why}, which cannot be opened again`);
  };
  if (remote) refuse('a file of another node');
  let path: string;
  let info: string;
  try {
    path = fs.readlinkSync(`/proc/self/fd/${fd}`);
    info = fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1');
  } catch {
    return refuse('of a file that this system tells nothing about');
  }
  if (!path.startsWith('/')) return refuse(path);
  const stat = fs.fstatSync(fd);
  if (stat.nlink === 0 || path.endsWith(DELETED))
    return refuse(`the deleted file ${path.replace(DELETED, '')}`);
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? '0', 8);
  const position = Number(/^pos:\s*(\d+)/m.exec(info)?.[1] ?? 0);
  return {
    number,
    path,
    flags: flags & (O_ACCMODE | O_APPEND | fs.constants.O_NOFOLLOW | fs.constants.O_DIRECTORY),
    position: offset ?? position,
    size: stat.isFile() ? stat.size : null,
  };
}

/** Standard streams are noted only where they are files: pipes and terminals are those of the new omrun. */
export function standardFile(number: number, descriptor: Descriptor): OpenFile | null {
  return descriptor.isRegular ? openFileOf(number, descriptor) : null;
}

export interface Reopened {
  fd: number;
  /** Where the task goes on; null where the kernel counts, as for devices. */
  offset: number | null;
}

/**
 * Opens it again as it was: at its place, and of what the task writes without what came after the checkpoint, for it will be
 * written again.
 * @throws OmosixError ECHECKPOINT with one line that names the file
 */
export function reopen({ path, flags, position, size }: OpenFile): Reopened {
  const refuse = (why: string): never => {
    throw new OmosixError('ECHECKPOINT', `the task had ${path} open: ${why}`);
  };
  let fd: number;
  try {
    fd = fs.openSync(path, flags & ~(O_CREAT | O_EXCL | O_TRUNC));
  } catch (error) {
    return refuse((error as Error).message);
  }
  const stat = fs.fstatSync(fd);
  if (size === null) return { fd, offset: null };
  if (!stat.isFile()) return refuse('it is no ordinary file any more');
  if (stat.size < size) return refuse(`it has ${stat.size} bytes now, and had ${size}`);
  if ((flags & O_ACCMODE) !== 0 && stat.size > size) fs.ftruncateSync(fd, size);
  return { fd, offset: position };
}

/** Standard output went to a file, and goes to the same again: what came after the checkpoint will be written again. */
export function cutOutput({ number, path, position }: OpenFile): void {
  try {
    const now = fs.fstatSync(number);
    const then = fs.statSync(path);
    if (now.isFile() && now.ino === then.ino && now.dev === then.dev && now.size > position)
      fs.ftruncateSync(number, position);
  } catch {
    // It is elsewhere now: there is nothing to cut.
  }
}
