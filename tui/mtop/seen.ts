import type { NodeViewMessage } from '../../protocol/control.ts';
import type { Missing, SeenTask } from '../../protocol/seen.ts';

/** What was seen at a time. */
export interface Seen {
  tasks: readonly SeenTask[];
  /** As the first agent sees them. */
  nodes: readonly NodeViewMessage[];
  missing: readonly Missing[];
  /** Of the wall clock: `01:02:03`. */
  time: string;
}

export const keyOf = ({ via, task, startedAtMs }: SeenTask): string => `${via} ${task} ${startedAtMs}`;
