import type { StatResult } from '../../../protocol/syscalls.ts';
import { modeInLetters, monthAndDay } from '../ls-words.ts';
import { seconds } from './attributes.ts';

/** A line of `ls -l`, for clients that show it as it comes. Owners are numbers: names are another matter on each node. */
export function longName(name: string, stat: StatResult): string {
  const { mode, nlink, uid, gid, size, mtimeNs } = stat;
  const when = new Date(seconds(mtimeNs) * 1000);
  const columns = [
    modeInLetters(Number(mode)),
    String(nlink).padStart(4),
    String(uid).padEnd(8),
    String(gid).padEnd(8),
    String(size).padStart(8),
    `${monthAndDay(when)}  ${when.getFullYear()}`,
  ];
  return `${columns.join(' ')} ${name}`;
}
