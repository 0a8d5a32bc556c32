import type { StatResult } from '../../../protocol/syscalls.ts';
import { typeOf } from '../../mfs/entry-type.ts';
import { inCall } from './errors.ts';
import type { Spot } from './task-files.ts';

/** Nothing is there, or nobody can get there: whoever tries fails, however often. */
export const NOTHING = /^(?:ENOENT|ENOTDIR|EACCES|ELOOP|ENAMETOOLONG|EILSEQ|EINVAL)$/;

/** What is there by that name, links as they are; null for nothing. @throws what is wrong with asking, as of `syscall` */
export async function look({ tree, path, shown }: Spot, syscall: string): Promise<StatResult | null> {
  try {
    return await tree.lstat(path);
  } catch (error) {
    if (NOTHING.test((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw inCall(error, syscall, shown);
  }
}

/** Which file it is, by whatever name in its file system. */
export const idOf = (stat: StatResult): string => `${typeOf(stat)}:${stat.ino}`;
