import { existsSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isOmosixError } from '../../protocol/errors.ts';
import { DAMAGED, FILE, FOLDING } from './files.ts';
import type { Entry } from './recorder.ts';
import { Store } from './store.ts';

/** Puts what was journaled into the file. @returns the open file, and what the log should know */
export function fold(directory: string, nowMs: number): { store: Store; notes: string[] } {
  const path = join(directory, FILE);
  // One process writes at a time, at its agent's word: a lock that is there is that of a killed one.
  if (existsSync(`${path}.lock`)) rmdirSync(`${path}.lock`);
  const folding = join(directory, FOLDING);
  const entries = existsSync(folding) ? entriesIn(readFileSync(folding, 'utf8')) : [];
  const notes: string[] = [];
  const store = fill(path, entries, nowMs, (note) => {
    const aside = join(directory, DAMAGED);
    renameSync(path, aside);
    rmSync(`${path}-journal`, { force: true });
    notes.push(`the history is damaged (${note}): it is set aside as ${aside}, and a new one begun`);
  });
  rmSync(folding, { force: true });
  return { store, notes };
}

function fill(
  path: string,
  entries: readonly Entry[],
  nowMs: number,
  setAside: (why: string) => void,
): Store {
  for (let isAgain = false; ; isAgain = true) {
    let store: Store | undefined;
    try {
      store = new Store(path);
      store.add(entries, nowMs);
      return store;
    } catch (error) {
      store?.close();
      const { message } = error as Error;
      const isDamaged = isOmosixError(error)
        ? error.code === 'EVERSION'
        : /malformed|not a database|corrupt/i.test(message);
      if (isAgain || !isDamaged) throw error;
      setAside(message);
    }
  }
}

/** Lines that are whole: an agent that was killed, or a full disk, leaves half of one. */
function entriesIn(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      return [];
    }
  });
}
