import type { Run } from './test-case.ts';

/** What became of one run. */
export interface Result extends Run {
  /** Plain node passes it. */
  counts: boolean;
  /** Why it fails under us; null: it does not. */
  failure: string | null;
  /** Captures that it was restored from. */
  moves: number;
  /** With ticks: plain node passes it so. */
  ticked: boolean;
  held: string | null;
  /** Polls that passed before each capture was asked for. */
  polls: number[];
  /** New verdicts of plain node: `+` or `-` and the hash of the text. */
  plain: string[];
}
