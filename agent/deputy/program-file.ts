import { closeSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { delimiter, extname, join, resolve } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const RUNS = `omrun runs TypeScript and JavaScript programs (${EXTENSIONS.join(' ')})`;
const HEAD_BYTES = 4096;

/** By its name. */
export const isProgramFile = (name: string): boolean => EXTENSIONS.includes(extname(name));

/**
 * The program's file as node knows it: absolute, links followed.
 * @throws EUSAGE, ENOPROGRAM, ENOTRUNNABLE with what to say to the user
 */
export function programFile(name: string): string {
  const stat = lookUp(resolve(name));
  if (stat === null) {
    const command = name.includes('/') ? null : commandInPath(name);
    if (command === null) throw new OmosixError('ENOPROGRAM', `${name}: no such file`);
    throw notRunnable(name, `is ${describe(headOf(command))} (${command}); ${RUNS}`);
  }
  if (stat.isDirectory()) throw notRunnable(name, `is a directory; ${RUNS}`);
  if (!stat.isFile()) throw notRunnable(name, `is not an ordinary file; ${RUNS}`);
  const head = headOf(name);
  if (!isProgramFile(name)) throw notRunnable(name, `is ${describe(head)}; ${RUNS}`);
  if (head.includes(0)) throw notRunnable(name, `is ${describe(head)}, whatever its name says; ${RUNS}`);
  return realpathSync(name);
}

function lookUp(file: string): Stats | null {
  try {
    return statSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw notRunnable(file, `cannot be read (${code})`);
  }
}

function headOf(file: string): Uint8Array {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    throw notRunnable(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    return buffer.subarray(0, readSync(fd, buffer));
  } finally {
    closeSync(fd);
  }
}

/** What a file that is no program of ours looks like. */
function describe(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('\x7fELF') || /^(\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe|MZ)/.test(text))
    return 'a native binary';
  const interpreter = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)/.exec(text)?.[1];
  if (interpreter) return `a script for ${interpreter}`;
  return text.includes('\0') ? 'a binary file' : 'not a program by its extension';
}

function commandInPath(name: string): string | null {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(directory, name);
    if (directory !== '' && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return null;
}

function notRunnable(name: string, why: string): OmosixError {
  return new OmosixError('ENOTRUNNABLE', `${name}: ${why}`);
}
