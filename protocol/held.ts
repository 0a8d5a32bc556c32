import * as z from 'zod/mini';
import { type CantMove, cantMove } from './node.ts';

/** What holds a task, and when that was first seen: wall clock of the node that tells it, ms since the epoch. */
export const held = z.extend(cantMove, { sinceMs: z.number() });
export type Held = z.infer<typeof held>;

/** The reasons of now; one that was there before keeps its time. */
export function heldSince(before: readonly Held[], reasons: readonly CantMove[], atMs: number): Held[] {
  return reasons.map((why) => ({ ...why, sinceMs: before.find((one) => isSame(one, why))?.sinceMs ?? atMs }));
}

export const isSame = (a: CantMove, b: CantMove): boolean =>
  a.kind === b.kind && a.reason === b.reason && a.file === b.file && a.line === b.line;

/** The reason and its place, unless the reason names the file itself. */
export function whyAndWhere({ reason, file, line }: CantMove): string {
  return file === null || reason.includes(file)
    ? reason
    : `${reason} (${file}${line === null ? '' : `:${line}`})`;
}
