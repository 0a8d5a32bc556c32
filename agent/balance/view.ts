import type { NodeView, TaskId } from '../../protocol/node.ts';
import type { FilesUsed, NodeMask } from '../../protocol/task.ts';
import type { Claim } from './claims.ts';

/** All that the decider knows: no clock, no network, no memory of its own. */
export interface BalanceView {
  /** Now, on the same clock as the other times here, ms. */
  atMs: number;
  /** This node: home of all `tasks`. It is one of `nodes`, with age 0. */
  self: number;
  nodes: readonly NodeView[];
  /** The tasks whose home is here, wherever they execute. */
  tasks: readonly TaskView[];
  /** Moves started lately from here, those that came about or still may (see `freshClaims`). */
  claims: readonly Claim[];
}

export interface TaskView {
  task: TaskId;
  /** Where it executes. */
  node: number;
  /** Why it may not move by itself just now, in words: locked, pinned, a move under way, ended…; null if it may. */
  heldBy: string | null;
  /** Its user takes nodes with another major version of Node too. */
  anyNode: boolean;
  /** Where it may execute besides its home; absent: everywhere. */
  mask?: NodeMask | undefined;
  /** CPU time of the task so far, over all nodes, ms: its age. */
  cpuMs: number;
  /** CPU time of a yardstick machine that it still needs, ms, where that is known (in simulations); else its age tells. */
  remainingMs?: number;
  /** Share of one CPU that it used lately, 0–1. */
  cpuRatio: number;
  /** Resident memory of its host process, bytes. */
  memoryBytes: number;
  /** Of whose files it has used how much so far, most used first. */
  files?: readonly FilesUsed[];
  /** Of its deputy so far: how often it has waited for its home, or was told something. */
  answers?: number;
  /** What its user expects it to need (`omrun -m`); 0 where nothing was said. */
  hintBytes: number;
  /** State and freeze of its last move, if it has moved: the best estimate of the next. */
  lastMove: { stateBytes: number; freezeMs: number } | null;
  /** Since when it has been on `node`, and which nodes it left lately, newest last. */
  arrivedAtMs: number;
  left: readonly { node: number; atMs: number }[];
  /** When it last was to move and stayed, and how often in a row; null if it never did. */
  stayed: { atMs: number; times: number } | null;
}

export interface Move {
  task: TaskId;
  from: number;
  to: number;
  /** A sentence with the numbers, for people. */
  reason: string;
  numbers: MoveNumbers;
  /** To be among the `claims` of the next decisions, unless the move comes to nothing. */
  claim: Claim;
}

export interface MoveNumbers {
  /** Marginal costs, see cost.ts. */
  costHere: number;
  costThere: number;
  /** Elapsed ms per ms of CPU on a machine of the yardstick's speed, see slowness.ts. */
  slownessHere: number;
  slownessThere: number;
  /** What it adds to the slowness of all others there, together. */
  burdenHere: number;
  burdenThere: number;
  /** What the move is expected to save and to cost, ms. */
  savedMs: number;
  /** The same of it and the others together. */
  allSavedMs: number;
  moveMs: number;
}
