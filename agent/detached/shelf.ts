import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { type KeptRecord, type KeptState, KeptTask } from './kept-task.ts';
import { isSameProcess } from './process-name.ts';

/** Of tasks that have ended so many stay, the latest. */
export const MAX_ENDED = 100;
const STARTING = 'starting-';
/** How many an error message names. */
const MAX_NAMED = 10;

export interface OnShelf {
  task: KeptTask;
  kept: KeptRecord;
  state: KeptState;
}

/** Where detached tasks are kept: `state/tasks/HOME-PID/`. */
export class Shelf {
  readonly directory: string;

  constructor(state: string) {
    this.directory = join(state, 'tasks');
  }

  /** For a task that has no name yet, started by process `pid`. */
  make(pid: number): KeptTask {
    return KeptTask.make(join(this.directory, `${STARTING}${pid}`));
  }

  pathOf(task: string): string {
    return join(this.directory, task.replace(':', '-'));
  }

  /** The latest first. */
  all(): OnShelf[] {
    const found = this.names().flatMap((name) => {
      const task = new KeptTask(join(this.directory, name));
      const kept = name.startsWith(STARTING) ? null : task.read();
      return kept ? [{ task, kept, state: task.state(kept), changedMs: changedMs(task.path('stdout')) }] : [];
    });
    return found.sort((a, b) => b.changedMs - a.changedMs);
  }

  /** By `HOME:PID` or PID. @throws OmosixError EUSAGE, ENOTASK */
  find(id: string): OnShelf {
    if (!/^(\d+:)?\d+$/.test(id)) throw new OmosixError('EUSAGE', `'${id}' is no HOME:PID and no PID`);
    const all = this.all();
    const fits = all.filter(({ kept }) => kept.task === id || kept.task.endsWith(`:${id}`));
    const found = fits.find(({ state }) => state.at === 'running') ?? fits[0];
    if (found) return found;
    const others = all.slice(0, MAX_NAMED).map(({ kept }) => kept.task);
    const known = others.length === 0 ? 'none is kept here' : `kept here: ${others.join(', ')}`;
    throw new OmosixError('ENOTASK', `no detached task ${id} (${known})`);
  }

  /** Forgets what ended long ago, and starts that came to nothing. */
  tidy(): void {
    const ended = this.all().filter(({ state }) => state.at !== 'running');
    for (const { task } of ended.slice(MAX_ENDED)) task.remove();
    for (const name of this.names()) {
      const pid = Number(name.startsWith(STARTING) ? name.slice(STARTING.length) : Number.NaN);
      if (pid > 0 && !isSameProcess({ pid, startTicks: null }))
        new KeptTask(join(this.directory, name)).remove();
    }
  }

  private names(): string[] {
    try {
      return readdirSync(this.directory);
    } catch {
      return [];
    }
  }
}

function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
