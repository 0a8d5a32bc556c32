import fs from 'node:fs';
import { timesOf } from '../times.ts';
import type { Attributes } from '../tree.ts';
import { treeError } from '../tree-error.ts';
import { openReached } from './open.ts';
import { at, type Reached, within } from './walk.ts';

/** -1 leaves an owner as it is. */
const SAME = -1;

/** Sets what is named of what was reached: of a link itself, where the walk did not follow it. */
export function setAttributes(reached: Reached, attributes: Attributes): void {
  const { fd, last } = reached;
  const { size, mode, uid, gid } = attributes;
  const stat = fs.fstatSync(fd!);
  const isLink = stat.isSymbolicLink();
  const link = isLink && last !== null ? within(last) : null;
  if (size !== undefined) {
    if (stat.isDirectory()) throw treeError('EISDIR');
    if (!stat.isFile()) throw treeError('EINVAL');
    withWritable(reached, (writable) => fs.ftruncateSync(writable, size));
  }
  if (mode !== undefined) {
    if (isLink) throw treeError('EOPNOTSUPP');
    fs.chmodSync(at(fd!), mode & 0o7777);
  }
  if (uid !== undefined || gid !== undefined) {
    const owner = [uid ?? SAME, gid ?? SAME] as const;
    if (link) fs.lchownSync(link, ...owner);
    else fs.chownSync(at(fd!), ...owner);
  }
  const times = timesOf(attributes, stat);
  if (times && link) fs.lutimesSync(link, ...times);
  else if (times) fs.utimesSync(at(fd!), ...times);
}

/** The same of an open file. */
export function setOpenAttributes(fd: number, attributes: Attributes): void {
  const { size, mode, uid, gid } = attributes;
  if (size !== undefined) fs.ftruncateSync(fd, size);
  if (mode !== undefined) fs.fchmodSync(fd, mode & 0o7777);
  if (uid !== undefined || gid !== undefined) fs.fchownSync(fd, uid ?? SAME, gid ?? SAME);
  const times = timesOf(attributes, fs.fstatSync(fd));
  if (times) fs.futimesSync(fd, ...times);
}

function withWritable(reached: Reached, use: (writable: number) => void): void {
  const writable = openReached(reached, fs.constants.O_WRONLY, 0);
  try {
    use(writable);
  } finally {
    fs.closeSync(writable);
  }
}
