import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { systemClock } from '../system-clock.ts';
import { ask } from './ask.ts';
import { FILE } from './files.ts';
import { fold } from './fold.ts';

/** `node history.mjs DIRECTORY`: a process of its own that folds the journal, answers the question on standard input, if any, and ends. */
export interface Folded {
  notes: string[];
  rows: HistoryRows | null;
}

try {
  const directory = process.argv[2]!;
  const question = readFileSync(0, 'utf8');
  const { store, notes } = fold(directory, systemClock.nowMs());
  const rows =
    question === '' ? null : ask(store, JSON.parse(question) as HistoryQuery, join(directory, FILE));
  store.close();
  process.stdout.write(JSON.stringify({ notes, rows } satisfies Folded));
} catch (error) {
  // Its library is one long line, which a stack trace would show.
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
