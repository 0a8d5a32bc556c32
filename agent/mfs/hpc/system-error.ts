import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { type ErrorCode, isOmosixError } from '../../../protocol/errors.ts';

type SystemCode = keyof typeof constants.errno;

export function systemError(code: SystemCode): NodeJS.ErrnoException {
  const errno = -constants.errno[code];
  const words = getSystemErrorMap().get(errno)?.[1] ?? code;
  return Object.assign(new Error(`${code}: ${words}`), { code, errno });
}

const CODES: Partial<Record<ErrorCode, SystemCode>> = {
  ENOTASK: 'ENOENT',
  ENONODE: 'EINVAL',
  EUSAGE: 'EINVAL',
  EREFUSED: 'EACCES',
  EBUSY: 'EBUSY',
};

/** What a file can tell of why a command came to nothing. */
export const asSystemError = (error: Error): Error =>
  isOmosixError(error) ? systemError(CODES[error.code] ?? 'EIO') : error;
