import type { StatResult } from '../../../protocol/syscalls.ts';
import { modeInLetters } from '../mode-letters.ts';
import { seconds } from './attributes.ts';

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
