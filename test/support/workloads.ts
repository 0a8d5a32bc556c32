/** The workloads with the arguments that workloads/expected holds the output for. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const workloadsDirectory = fileURLToPath(new URL('../../workloads/', import.meta.url));

export interface Workload {
  name: string;
  /** Absolute path of the program. */
  program: string;
  /** Its arguments; a file among them is given absolutely, so that a run may choose its own directory. */
  arguments: string[];
  stdin: string;
  /** Standard output that plain node gives. */
  expected: string;
  /** A file that the program writes into its working directory, and its SHA-256. */
  file: { name: string; sha256: string } | null;
  /** It may be over, or have begun to share memory, before a node is there to move to. */
  stays: boolean;
}

interface Standard {
  name: string;
  arguments: string[];
  file?: { name: string; sha256: string };
  /** Standard input: the numbers from 1 to this. */
  seq?: number;
  stays?: boolean;
}

const standards = JSON.parse(
  readFileSync(`${workloadsDirectory}expected/standard.json`, 'utf8'),
) as Standard[];

export const workloads: Workload[] = standards.map((standard) => ({
  name: standard.name,
  program: `${workloadsDirectory}${standard.name}.ts`,
  arguments: standard.arguments.map((argument) =>
    argument.startsWith('data/') ? workloadsDirectory + argument : argument,
  ),
  stdin: numbersUpTo(standard.seq ?? 0),
  expected: readFileSync(`${workloadsDirectory}expected/${standard.name}.txt`, 'utf8'),
  file: standard.file ?? null,
  stays: standard.stays ?? false,
}));

function numbersUpTo(last: number): string {
  return Array.from({ length: last }, (_, i) => `${i + 1}\n`).join('');
}
