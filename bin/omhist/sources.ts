import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../agent/history/ask.ts';
import { Store } from '../../agent/history/store.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { HistoryRows } from '../../protocol/history.ts';
import { fromAgent, type NamedQuery } from './agent.ts';

/** A saved file. It is read from a copy: SQLite writes beside what it reads. @throws OmosixError EUSAGE */
export function fromFile({ named, ...query }: NamedQuery, file: string): HistoryRows {
  return onCopy(file, (store) =>
    ask(store, { ...query, ...(named && { nodes: named.map((one) => idIn(store, one)) }) }, file),
  );
}

/** Copies the agent's file, whole. @throws OmosixError EREFUSED where it is changed under our hands time and again */
export async function save(file: string): Promise<void> {
  const query: NamedQuery = { what: 'moves', fromMs: 0, toMs: 0, named: null };
  const part = `${file}.part`;
  for (let tries = 3; ; tries--) {
    // All that is known is in the file when the answer comes, and it is left alone for minutes then.
    const { file: from } = await fromAgent(query);
    try {
      copyFileSync(from, part);
      onCopy(part, (store) => store.check());
      renameSync(part, file);
      return;
    } catch (error) {
      rmSync(part, { force: true });
      if (!isOmosixError(error) || tries === 1) throw error;
    }
  }
}

/** As it was called when it was heard last. @throws OmosixError ENONODE */
function idIn(store: Store, name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const [found, other] = store.all('SELECT id FROM node WHERE name = ?', [name]);
  if (found && !other) return Number(found.id);
  throw new OmosixError(
    'ENONODE',
    found ? `${name} is the name of several nodes: say which by its ID` : `no node ${name} in that file`,
  );
}

function onCopy<T>(file: string, use: (store: Store) => T): T {
  if (!existsSync(file)) throw new OmosixError('EUSAGE', `${file}: no such file`);
  const directory = mkdtempSync(join(tmpdir(), 'omhist-'));
  try {
    const copy = join(directory, 'history.db');
    copyFileSync(file, copy);
    const store = opened(file, copy);
    try {
      return use(store);
    } finally {
      store.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function opened(file: string, copy: string): Store {
  try {
    return new Store(copy);
  } catch (error) {
    const { message } = error as Error;
    throw new OmosixError(
      'EREFUSED',
      isOmosixError(error) ? message.replace(copy, file) : `${file} is no history, or damaged: ${message}`,
    );
  }
}
