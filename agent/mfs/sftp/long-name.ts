import { constants } from 'node:fs';
import type { StatResult } from '../../../protocol/syscalls.ts';
import { seconds } from './attributes.ts';

const TYPES = new Map([
  [constants.S_IFIFO, 'p'],
  [constants.S_IFCHR, 'c'],
  [constants.S_IFDIR, 'd'],
  [constants.S_IFBLK, 'b'],
  [constants.S_IFREG, '-'],
  [constants.S_IFLNK, 'l'],
  [constants.S_IFSOCK, 's'],
]);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of `ls -l`, for clients that show it as it comes. Owners are numbers: names are another matter on each node. */
export function longName(name: string, stat: StatResult): string {
  const { mode, nlink, uid, gid, size, mtimeNs } = stat;
  const when = new Date(seconds(mtimeNs) * 1000);
  const day = `${MONTHS[when.getMonth()]} ${String(when.getDate()).padStart(2)}`;
  const columns = [
    modeInLetters(Number(mode)),
    String(nlink).padStart(4),
    String(uid).padEnd(8),
    String(gid).padEnd(8),
    String(size).padStart(8),
    `${day}  ${when.getFullYear()}`,
  ];
  return `${columns.join(' ')} ${name}`;
}

function modeInLetters(mode: number): string {
  const special: [bit: number, letter: string][] = [
    [0o4000, 's'],
    [0o2000, 's'],
    [0o1000, 't'],
  ];
  const groups = special.map(([bit, letter], index) => {
    const rights = (mode >> (6 - 3 * index)) & 7;
    const execute = rights & 1 ? 'x' : '-';
    const last = mode & bit ? (rights & 1 ? letter : letter.toUpperCase()) : execute;
    return `${rights & 4 ? 'r' : '-'}${rights & 2 ? 'w' : '-'}${last}`;
  });
  return `${TYPES.get(mode & constants.S_IFMT) ?? '?'}${groups.join('')}`;
}
