import { type ErrorCode, isOmosixError } from '../../../protocol/errors.ts';
import { treeError } from '../tree-error.ts';

const CODES: Partial<Record<ErrorCode, string>> = {
  ENOTASK: 'ENOENT',
  ENONODE: 'EINVAL',
  EUSAGE: 'EINVAL',
  EREFUSED: 'EACCES',
  EBUSY: 'EBUSY',
};

/** What a file can tell of why a command came to nothing. */
export const asTreeError = (error: Error): Error =>
  isOmosixError(error) ? treeError(CODES[error.code] ?? 'EIO', error.message) : error;
