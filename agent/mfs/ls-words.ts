import { constants } from 'node:fs';

const TYPES = new Map([
  [constants.S_IFIFO, 'p'],
  [constants.S_IFCHR, 'c'],
  [constants.S_IFDIR, 'd'],
  [constants.S_IFBLK, 'b'],
  [constants.S_IFREG, '-'],
  [constants.S_IFLNK, 'l'],
  [constants.S_IFSOCK, 's'],
]);

/** As `ls -l` shows a file's type and rights. */
export function modeInLetters(mode: number): string {
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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As `ls -l` begins a file's time: `Nov  2`. */
export const monthAndDay = (date: Date): string =>
  `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)}`;
