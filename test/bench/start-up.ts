import { join } from 'node:path';
import { stripTypes } from '../support/plain.ts';
import type { Omosix } from './omosix.ts';
import { runScript } from './process.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const GOAL_MS = 150;

/** `omrun hello.ts`, with an agent running and the program compiled before, over `node hello.mjs`. */
export async function startUp(
  omosix: Omosix,
  root: string,
  directory: string,
  repeats: number,
): Promise<Row[]> {
  const hello = programFile(root, 'hello');
  const plainFile = await stripTypes(hello, join(directory, 'plain'));
  const plain: number[] = [];
  const ours: number[] = [];
  const more: number[] = [];
  await omosix.run([hello]);
  for (let i = 0; i < repeats; i++) {
    const a = await runScript({ args: [plainFile], cwd: directory });
    const b = await omosix.run([hello]);
    if (a.stdout !== b.stdout)
      throw new Error(`omrun hello.ts printed ${JSON.stringify(b.stdout)} ${b.stderr}`);
    plain.push(a.elapsedMs);
    ours.push(b.elapsedMs);
    more.push(b.elapsedMs - a.elapsedMs);
  }
  const over = summary(more);
  return [
    { what: 'node hello.mjs', ...cells(summary(plain), 0, ' ms'), goal: '', isMet: null },
    { what: 'omrun hello.ts', ...cells(summary(ours), 0, ' ms'), goal: '', isMet: null },
    {
      what: 'omrun over node',
      ...cells(over, 0, ' ms'),
      goal: `≤ ${GOAL_MS} ms`,
      isMet: over.median <= GOAL_MS,
    },
  ];
}
