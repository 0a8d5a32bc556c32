import type { SeenTask } from '../../protocol/seen.ts';
import { sorted } from './columns.ts';
import type { Model } from './model.ts';
import { keyOf } from './seen.ts';

/** Below this share of a CPU a task does not use it. */
const IDLE_SHARE = 0.005;

/** The rows of the whole table, in order. */
export function shownRows({ seen, sort, isReversed, threads, idle, filter }: Model): SeenTask[] {
  const shown = (seen?.tasks ?? [])
    .filter(({ state }) => state !== 'ended')
    .filter(({ task }) => threads || !task.includes('.'))
    .filter((task) => filter === '' || has(task, filter.toLowerCase()))
    .filter(({ cpuShare, state }) => idle || (cpuShare ?? 1) >= IDLE_SHARE || state === 'migrating');
  return sorted(shown, sort, isReversed);
}

/** `node:2` and `home:1` are those of that node; anything else is a part of its command or its name in the cluster. */
function has({ task, command, where, home }: SeenTask, filter: string): boolean {
  const [, what, id] = /^(node|home):(\d+)$/.exec(filter) ?? [];
  if (what !== undefined) return (what === 'home' ? home : where || home) === Number(id);
  return command.toLowerCase().includes(filter) || task.includes(filter);
}

/** Lines above the table's: the head, what is missing, the titles. */
export const headRows = ({ seen }: Model): number =>
  3 + (seen !== null && seen.missing.length > 0 ? 1 : 0) + 1;

/** Rows that the screen has room for: two lines below are for what is said, and the keys. */
export const pageOf = (model: Model): number => Math.max(0, model.height - headRows(model) - 2);

/** The first row on the screen: as far up as it was, but so that the chosen one is seen. */
export function firstRow(model: Model, rows: readonly SeenTask[]): number {
  const page = pageOf(model);
  const last = Math.max(0, rows.length - page);
  const at = model.chosen === null ? -1 : rows.findIndex((row) => keyOf(row) === model.chosen);
  const scroll = at < 0 ? model.scroll : Math.max(at - page + 1, Math.min(model.scroll, at));
  return Math.max(0, Math.min(last, scroll));
}
