import { isOmosixError } from '../../protocol/errors.ts';
import { printable } from '../command.ts';

/** As the C library has them, where Node's words are others. */
const WORDS: Record<string, string> = {
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EHOSTUNREACH: 'No route to host',
  ENAMETOOLONG: 'File name too long',
  ENOTEMPTY: 'Directory not empty',
  EPERM: 'Operation not permitted',
  EXDEV: 'Invalid cross-device link',
  ETIMEDOUT: 'Connection timed out',
};

/** What the system says, as Unix commands end their lines, and more where somebody has told more. */
export function inWords(error: unknown): string {
  const { code = '', message, why } = error as NodeJS.ErrnoException & { why?: string };
  const [, own] = /^E\w+: ([^,(]+?)(?:,| \(|$)/.exec(message) ?? [];
  const words = WORDS[code] ?? (own ? own[0]!.toUpperCase() + own.slice(1) : message);
  return printable(why === undefined ? words : `${words} (${why})`);
}

/** What is about a file is a line and an exit code, and the next file's turn; all else is thrown. */
export function tell(verb: string, line: string, error?: unknown, exitCode = 1): void {
  if (error !== undefined && (isOmosixError(error) || !(error as NodeJS.ErrnoException).errno)) throw error;
  const reason = error === undefined ? '' : `: ${inWords(error)}`;
  process.stderr.write(`omfs ${verb}: ${printable(line)}${reason}\n`);
  process.exitCode = exitCode;
}
