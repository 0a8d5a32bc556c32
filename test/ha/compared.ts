/** What a program does under plain node, and whether what it did elsewhere is the same. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run, stripTypes } from '../support/plain.ts';
import { type HaCluster, PROGRAMS, type Seen } from './ha-cluster.ts';

/** Whose files it writes. */
export const FILES = 3;

export type Program = 'prints' | 'writes';

export interface Expected {
  stdout: string;
  stderr: string;
  /** Of the program in the cluster. */
  args: string[];
  /** Where it writes there, and where it has under plain node; null where it does not. */
  files: { there: string; plain: string } | null;
}

export async function expectedOf(ha: HaCluster, program: Program, rounds: number): Promise<Expected> {
  const [there, plain] = [ha.directory('there'), ha.directory('plain')];
  const writes = program === 'writes';
  const own = (directory: string): string[] => [...(writes ? [directory] : []), String(rounds)];
  const files = { there: inside(there), plain: inside(plain) };
  const script = await stripTypes(join(PROGRAMS, `${program}.ts`), plain);
  const { exitCode, stdout, stderr } = await run(process.execPath, [script, ...own(files.plain)], {
    cwd: plain,
    stdin: '',
  });
  if (exitCode !== 0) throw new Error(`${program} fails under plain node: ${stderr}`);
  return { stdout, stderr, args: own(`/mfs/${FILES}${files.there}`), files: writes ? files : null };
}

/** In words; null where nothing does. */
export function differs(last: Seen, { stdout, stderr, files }: Expected): string | null {
  const { end } = last.record;
  if (end?.how !== 'exit' || end.code !== 0) return `it ended by ${JSON.stringify(end)}: ${last.stderr}`;
  if (last.stdout !== stdout) return `it printed\n${last.stdout}\ninstead of\n${stdout}`;
  // What omosix itself says stands there, too.
  const own = last.stderr
    .split('\n')
    .filter((line) => !line.startsWith('omrun: '))
    .join('\n');
  if (own !== stderr) return `it complained\n${own}\ninstead of\n${stderr}`;
  return files && differ(files.there, files.plain);
}

function inside(directory: string): string {
  const path = join(directory, 'files');
  mkdirSync(path, { recursive: true });
  return path;
}

/** What one of two directories has and the other does not. */
function differ(there: string, plain: string): string | null {
  const names = (directory: string): string[] =>
    (readdirSync(directory, { recursive: true }) as string[]).sort();
  if (names(there).join() !== names(plain).join())
    return `there are ${names(there)} instead of ${names(plain)}`;
  for (const name of names(plain)) {
    if (statSync(join(plain, name)).isDirectory()) continue;
    const [is, should] = [there, plain].map((directory) => readFileSync(join(directory, name), 'utf8'));
    if (is !== should) return `${name} has\n${is}\ninstead of\n${should}`;
  }
  return null;
}
