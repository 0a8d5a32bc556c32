import type { TaskStatus } from './task.ts';

/** A task of a cluster, as a survey of it finds it. */
export interface SeenTask extends TaskStatus {
  /** The agent to turn to about it, by its socket. */
  via: string;
}

/** What a survey misses: tasks of a node that were not told. */
export interface Missing {
  node: number;
  name: string;
  why: string;
  /** It should have answered. */
  isFailure: boolean;
}
