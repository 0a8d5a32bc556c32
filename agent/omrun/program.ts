import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_PROGRAM_BYTES } from '../../protocol/limits.ts';
import type { ProgramText } from '../../protocol/program.ts';
import { Input } from '../deputy/input.ts';
import { programFile } from '../deputy/program-file.ts';

/** What is to be run: a file, or what has come on standard input, which `file` then only names. */
export interface Program {
  file: string;
  text?: ProgramText;
}

const ON_STDIN = '-';
const CHUNK_BYTES = 64 * 1024;

/**
 * By what stands on the command line.
 * @throws OmosixError EUSAGE, ENOPROGRAM, ENOTRUNNABLE with what to say to the user
 */
export async function programNamed(name: string): Promise<Program> {
  if (name !== ON_STDIN) return { file: programFile(name) };
  return { file: join(process.cwd(), '[stdin]'), text: { from: 'stdin', text: await readStdin() } };
}

/** To its end, where the program finds it. */
async function readStdin(): Promise<string> {
  const input = new Input();
  const chunks: Uint8Array[] = [];
  for (let length = 0; ; length += chunks.at(-1)!.length) {
    if (length > MAX_PROGRAM_BYTES) throw notRunnable('is too long for a program');
    const chunk = await input.read(CHUNK_BYTES).catch((error: NodeJS.ErrnoException) => {
      throw notRunnable(`cannot be read (${error.code})`);
    });
    if (chunk.length === 0) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.includes(0)) throw notRunnable('is no text, and so no program');
  return bytes.toString().replace(/^\ufeff/, '');
}

const notRunnable = (why: string): OmosixError => new OmosixError('ENOTRUNNABLE', `standard input ${why}`);
