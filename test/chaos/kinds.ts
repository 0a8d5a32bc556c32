/** The programs of the load, each with what plain node makes of it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, stripTypes } from '../support/plain.ts';
import { workloadsDirectory } from '../support/workloads.ts';

export interface Kind {
  name: string;
  program: string;
  arguments: string[];
  stdin: string;
  expected: string;
  /** On standard error. */
  complaints: string;
  /** A file that it writes, and what is in it at the end, byte by byte. */
  file: { name: string; text: string } | null;
  /** It is several tasks: whichever of them is lost, it sees, and ends by itself. */
  hasOthers: boolean;
}

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');

/** One of programs/, or of the project's workloads. */
export interface Program {
  name: string;
  arguments: readonly string[];
  stdin?: string;
  /** The file that it writes. */
  file?: string;
  hasOthers?: true;
  isWorkload?: true;
}

/** Each takes some seconds, so that many are met by a fault; together they use what programs use. */
export const CHAOS_PROGRAMS: readonly Program[] = [
  { name: 'lines', arguments: ['100', '40'], file: 'lines' },
  { name: 'lines', arguments: ['400', '5'], file: 'lines' },
  { name: 'sockets', arguments: ['30', '20'] },
  { name: 'shells', arguments: ['25'], file: 'rounds' },
  { name: 'heap', arguments: ['120'] },
  { name: 'reader', arguments: ['50'], stdin: numbered(1500) },
  { name: 'crew', arguments: ['40'], hasOthers: true },
  { name: 'family', arguments: ['40'], hasOthers: true },
  { name: 'compute-pi', arguments: ['12000'], isWorkload: true },
  { name: 'n-queens', arguments: ['12'], isWorkload: true },
  { name: 'nbody', arguments: ['2000000'], isWorkload: true },
  { name: 'primes', arguments: ['3300'], isWorkload: true },
  { name: 'word-count', arguments: [`${workloadsDirectory}data/text.txt`, '60'], isWorkload: true },
  { name: 'mandelbrot', arguments: ['lines.ppm', '600', '1000'], file: 'lines.ppm', isWorkload: true },
];

/** What plain node makes of each. */
export function kindsOf(directory: string, programs: readonly Program[]): Promise<Kind[]> {
  const kinds = programs.map(async (one, index): Promise<Kind> => {
    const own = fileURLToPath(new URL(`./programs/${one.name}.ts`, import.meta.url));
    const program = one.isWorkload ? `${workloadsDirectory}${one.name}.ts` : own;
    const cwd = join(directory, `plain-${index}`);
    mkdirSync(cwd);
    const { stdin = '' } = one;
    const plain = await run(process.execPath, [await stripTypes(program, cwd), ...one.arguments], {
      cwd,
      stdin,
    });
    if (plain.exitCode !== 0) throw new Error(`${one.name} fails under plain node: ${plain.stderr}`);
    const file = one.file ? { name: one.file, text: readFileSync(join(cwd, one.file), 'latin1') } : null;
    return {
      name: [one.name, ...one.arguments].map((word) => basename(word)).join(' '),
      program,
      arguments: [...one.arguments],
      stdin,
      expected: plain.stdout,
      complaints: plain.stderr,
      file,
      hasOthers: one.hasOthers ?? false,
    };
  });
  return Promise.all(kinds);
}

/** What is wrong with what it has written into its directory; null where nothing is. `isWhole`: it has run to its end. */
export function wrongFile({ file }: Kind, cwd: string, isWhole: boolean): string | null {
  if (file === null) return null;
  const path = join(cwd, file.name);
  const there = existsSync(path) ? readFileSync(path, 'latin1') : '';
  return wrongText(file.name, there, file.text, isWhole);
}

/** Byte for byte what is expected, or, of what was not to end by itself, a beginning of it. */
export function wrongText(name: string, there: string, expected: string, isWhole: boolean): string | null {
  if (isWhole ? there === expected : expected.startsWith(there)) return null;
  let at = 0;
  while (at < there.length && there[at] === expected[at]) at++;
  const line = expected.slice(0, at).split('\n').length;
  const here = JSON.stringify(there.slice(at, at + 60));
  return `${name} differs from byte ${at} on (line ${line}): ${here} instead of ${JSON.stringify(expected.slice(at, at + 60))}`;
}
