import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type { Failure } from '../../protocol/files.ts';

const numbers: Record<string, number> = constants.errno;

/** What a tree throws: the system's `code` and `errno`, and a sentence. `why`: more of it, for people. */
export function treeError(code: string, why?: string): NodeJS.ErrnoException {
  const known = code in numbers ? code : 'EIO';
  const errno = -numbers[known]!;
  const words = getSystemErrorMap().get(errno)?.[1] ?? 'unknown error';
  return Object.assign(new Error(`${known}: ${words}${why === undefined ? '' : ` (${why})`}`), {
    code: known,
    errno,
    ...(why !== undefined && { why }),
  });
}

/** The same of what was answered. */
export function toldError({ code, why, isInDoubt }: Failure): NodeJS.ErrnoException {
  return Object.assign(treeError(code, why), isInDoubt && { isInDoubt });
}

/** What the system has said, without the path under which it was asked. */
export function asTreeError(error: unknown): NodeJS.ErrnoException {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && code in numbers) return treeError(code);
  // Node itself looks at what it is given before the system does.
  if (typeof code === 'string' && code.startsWith('ERR_')) return treeError('EINVAL');
  throw error;
}
