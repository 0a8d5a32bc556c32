import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';

/** A task, and the agent to turn to about it. */
export interface Row extends TaskStatus {
  via: string;
}

/** Why tasks of a node are not told. */
export interface Missing {
  node: number;
  name: string;
  why: string;
  isFailure: boolean;
}

/** What was seen at a time. */
export interface Seen {
  tasks: readonly Row[];
  /** As the first agent sees them. */
  nodes: readonly NodeViewMessage[];
  missing: readonly Missing[];
  /** Of the wall clock: `01:02:03`. */
  time: string;
}

export const keyOf = ({ via, task, startedAtMs }: Row): string => `${via} ${task} ${startedAtMs}`;
