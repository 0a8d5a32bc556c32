import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const standard = z.array(z.object({ name: z.string(), arguments: z.array(z.string()) }));

/** A program with the arguments for which it is known what plain node prints. */
export interface Expected {
  file: string;
  arguments: string[];
  stdout: string;
}

/** `directory`: workloads/stress. @throws where it is not installed with the commands */
export function expectedOf(directory: string, program: string): Expected {
  const all = standard.parse(JSON.parse(readFileSync(join(directory, 'expected/standard.json'), 'utf8')));
  const found = all.find(({ name }) => name === program);
  if (!found) throw new Error(`workloads/stress/expected/standard.json has no ${program}`);
  const stdout = readFileSync(join(directory, `expected/${program}.txt`), 'utf8');
  return { file: join(directory, `${program}.ts`), arguments: found.arguments, stdout };
}

/** In words, where what was said differs from what plain node says; null where nothing does. */
export function difference(said: string, expected: string): string | null {
  if (said === expected) return null;
  const [there, wanted] = [said.split('\n'), expected.split('\n')];
  const at = wanted.findIndex((line, index) => line !== there[index]);
  const line = at === -1 ? wanted.length : at;
  const quoted = (text: string | undefined): string =>
    text === undefined ? 'nothing' : `'${text.slice(0, 80)}'`;
  return `line ${line + 1} of its output is ${quoted(there[line])}, and under plain node ${quoted(wanted[line])}`;
}
