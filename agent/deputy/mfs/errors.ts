import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

const numbers: Record<string, number> = constants.errno;

/** A system's error as Node makes it: of one call, on one path or two. */
export function fsError(code: string, syscall: string, path?: string, dest?: string, why?: string): Error {
  const errno = -(numbers[code] ?? numbers.EIO!);
  const words = getSystemErrorMap().get(errno)?.[1] ?? 'unknown error';
  const on = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`;
  const more = why === undefined ? '' : ` (${why})`;
  return Object.assign(new Error(`${code}: ${words}, ${syscall}${on}${more}`), {
    errno,
    code,
    syscall,
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  });
}

/** What a tree has thrown, as the error of a call of the task. */
export function inCall(error: unknown, syscall: string, path?: string, dest?: string): Error {
  const { code, errno, why } = error as NodeJS.ErrnoException & { why?: string };
  if (typeof code === 'string' && typeof errno === 'number') {
    const told = fsError(code, syscall, path, dest, why);
    return isInDoubt(error) ? Object.assign(told, { isInDoubt: true }) : told;
  }
  // Of our own wire: the agent is gone.
  return fsError('EIO', syscall, path, dest, (error as Error).message);
}

/** Its answer is lost: it was done, or not. */
export const isInDoubt = (error: unknown): boolean => (error as { isInDoubt?: boolean }).isInDoubt === true;

/** Carries a part of a call out; what goes wrong there is the error of that system call. */
export async function as<T>(syscall: string, paths: readonly string[], work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw inCall(error, syscall, paths[0], paths[1]);
  }
}

/** One of Node's own errors, made of what the system says. */
export function systemError(
  code: string,
  heading: string,
  info: { code: string; message: string; syscall: string; path: string },
  numbered = info.code,
): Error {
  const errno = numbers[numbered]!;
  const text = `${heading}: ${info.syscall} returned ${info.code} (${info.message}) ${info.path}`;
  return Object.assign(new Error(text), {
    name: 'SystemError',
    code,
    info: { ...info, errno },
    errno,
    syscall: info.syscall,
    path: info.path,
  });
}
