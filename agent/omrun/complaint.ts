import { isOmosixError, type OmosixError } from '../../protocol/errors.ts';

const EXIT_CODES: Partial<Record<OmosixError['code'], number>> = {
  EUSAGE: 2,
  ENOTRUNNABLE: 126,
  ENOPROGRAM: 127,
};

/** What an error is for the user: one line and an exit code. */
export function complaint(error: Error): { line: string; exitCode: number } {
  if (!isOmosixError(error)) return { line: `internal error: ${error.stack}`, exitCode: 1 };
  return { line: error.message, exitCode: EXIT_CODES[error.code] ?? 1 };
}
