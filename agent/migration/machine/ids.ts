import type { TaskId } from '../../../protocol/node.ts';

const TRIES = 2 ** 16;

/** Home gives each incarnation number once and an incarnation counts its tries: so a migration id is unique for its task, for ever. */
export const migrationId = (inc: number, tries: number): number => inc * TRIES + tries;

/** The incarnation that a migration moves. */
export const movedInc = (migration: number): number => Math.floor(migration / TRIES);

/** Of a worker thread, the main task of its program; of others themselves. */
export const mainOf = (task: TaskId): TaskId => task.split('.')[0]!;

/** A task is named by its home. */
export const homeOf = (task: TaskId): number => Number(task.slice(0, task.indexOf(':')));

/** The process that is its deputy. */
export const deputyOf = (task: TaskId): number => Number.parseInt(task.slice(task.indexOf(':') + 1), 10);
