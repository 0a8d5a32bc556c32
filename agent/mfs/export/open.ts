import fs from 'node:fs';
import { treeError } from '../tree-error.ts';
import { at, O_PATH, type Reached, within } from './walk.ts';

const c = fs.constants;
const { O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_SYNC, O_DSYNC } = c;
const O_ACCMODE = 3;
/** What may be asked for; all else (direct, asynchronous, nameless files) is the asker's own business. */
const KNOWN = O_ACCMODE | O_TRUNC | O_APPEND | O_DIRECTORY | O_SYNC | O_DSYNC;
export const PROC_SUPER_MAGIC = 0x9fa0;
/** A file that is not there is made, one that is there is opened; so often others may change their minds meanwhile. */
const MAX_ATTEMPTS = 100;

/** Whether such an open changes anything, or is for changes. */
export function changes(flags: number, exists: boolean): boolean {
  const writes = (flags & O_ACCMODE) !== c.O_RDONLY || (flags & O_TRUNC) !== 0;
  return writes || (!exists && (flags & O_CREAT) !== 0);
}

/** Opens what was reached, or makes it there. @throws as open(2); EACCES for what is neither file nor directory */
export function openReached({ fd, last, path, slash }: Reached, flags: number, mode: number): number {
  if (fd !== null) return openFound(fd, path, flags);
  if (slash || last === null) throw treeError('EISDIR');
  if ((flags & O_CREAT) === 0) throw treeError('ENOENT');
  for (let attempt = 1; ; attempt++) {
    try {
      const made = fs.openSync(within(last), (flags & KNOWN) | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
      if ((mode & process.umask()) !== 0) fs.fchmodSync(made, mode);
      return made;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || (flags & O_EXCL) !== 0) throw error;
    }
    try {
      const found = fs.openSync(within(last), O_PATH | O_NOFOLLOW);
      try {
        return openFound(found, path, flags);
      } finally {
        fs.closeSync(found);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function openFound(fd: number, path: string, flags: number): number {
  if ((flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0) throw treeError('EEXIST');
  const stat = fs.fstatSync(fd);
  if (stat.isSymbolicLink()) throw treeError('ELOOP');
  // Opening a device or pipe may do, or wait for, anything.
  if (!stat.isFile() && !stat.isDirectory()) throw treeError('EACCES', 'it is no ordinary file');
  if (stat.isDirectory() && (flags & O_CREAT) !== 0) throw treeError('EISDIR');
  if (isOfProcess(fd, path, changes(flags, true)))
    throw treeError('EACCES', 'what belongs to a process is not served');
  // What looks like a file may still wait: then it says so instead.
  return fs.openSync(at(fd), (flags & KNOWN) | O_NONBLOCK);
}

/** Below /proc, wherever that is mounted: a process's memory and environment are nobody's files, and the system's switches no data. */
function isOfProcess(fd: number, path: string, isForChanges: boolean): boolean {
  if (fs.statfsSync(at(fd)).type !== PROC_SUPER_MAGIC) return false;
  return isForChanges || path.split('/').some((name) => /^\d+$/.test(name));
}
