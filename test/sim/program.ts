import type { TaskId } from '../../protocol/node.ts';
import type { SnapshotHead } from '../../protocol/snapshot.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';

/** A simulated program: so many calls to its deputy, each after so much CPU; the last is its exit. */
export interface SimProgram {
  calls: number;
  callCpuMs: number;
  stateBytes: number;
}

/** All that a snapshot carries. */
export interface SimState {
  /** Number of the last call made. */
  seq: number;
  /** It waits for the answer of `seq`. */
  isWaiting: boolean;
  /** CPU still to be used before the next call, ms. */
  leftMs: number;
}

export type SimRecord =
  | { k: 'attach'; inc: number; seq: number; open: number | null }
  | { k: 'call'; seq: number; isLast: boolean }
  | { k: 'answer'; seq: number };

/** Longer than most breaks of a link, shorter than some. */
export const LOST_AFTER_MS = 4_000;

export function specOf(task: TaskId): TaskSpec {
  const stream = { isTTY: false, columns: null, rows: null, colorDepth: 1 };
  return {
    task,
    program: `program of ${task}`,
    command: 'program',
    file: '/sim/program.ts',
    execPath: '/sim/node',
    argv: [],
    env: {},
    cwd: '/sim',
    pid: 1,
    ppid: 1,
    uid: 0,
    gid: 0,
    umask: 0,
    hostname: 'sim',
    stdin: stream,
    stdout: stream,
    stderr: stream,
    startedAtMs: 0,
    seed: [1, 2, 3, 4],
    memoryMb: null,
    lostAfterMs: LOST_AFTER_MS,
  };
}

export const headOf = (spec: TaskSpec, from: number, stateBytes: number): SnapshotHead => ({
  version: SNAPSHOT_VERSION,
  task: spec.task,
  program: spec.program,
  nodeVersion: '20.0.0',
  from,
  frames: [[0, 0]],
  objects: 1,
  graphBytes: stateBytes,
  bufferBytes: [],
});
