import type { Cleared } from '../../protocol/control.ts';

/** Moves that are under way at a time. */
const AT_A_TIME = 8;
/** A task that does not leave is asked so often: what hindered it may pass. */
const TRIES = 3;
const PAUSE_MS = 1_000;

export interface Leaver {
  task: string;
  command: string;
}

export interface ClearOut {
  /** What is to leave and is still here. */
  remaining(): Leaver[];
  /** Something is being made here that will have to leave too. */
  isComing(): boolean;
  /** `attempt`: from 1. @returns why it is still here, in words; null where it is not */
  move(task: string, attempt: number): Promise<string | null>;
  pause(ms: number): Promise<void>;
  progress(left: Leaver[]): void;
}

/** Moves (or freezes) all tasks, some at a time, until all are gone or have been asked in vain often enough. */
export async function clearOut(work: ClearOut): Promise<Omit<Cleared, 'op' | 'id'>> {
  const failures = new Map<string, string[]>();
  const failuresOf = (task: string): string[] => failures.get(task) ?? [];
  let moved = 0;
  const tryOne = async ({ task }: Leaver): Promise<boolean> => {
    const reason = await work.move(task, failuresOf(task).length + 1).catch((error: Error) => error.message);
    if (reason === null) moved++;
    else failures.set(task, [...failuresOf(task), reason]);
    return reason === null;
  };
  for (;;) {
    const left = work.remaining();
    const hopeful = left.filter(({ task }) => failuresOf(task).length < TRIES);
    if (hopeful.length === 0 && !work.isComing()) {
      const stuck = left.map((leaver) => ({ ...leaver, reason: failuresOf(leaver.task).at(-1) ?? '' }));
      return { moved, stuck };
    }
    work.progress(left);
    // The least tried first: one that does not leave must not hold the others up.
    hopeful.sort((a, b) => failuresOf(a.task).length - failuresOf(b.task).length);
    const haveLeft = await Promise.all(hopeful.slice(0, AT_A_TIME).map(tryOne));
    if (!haveLeft.includes(true)) await work.pause(PAUSE_MS);
  }
}
