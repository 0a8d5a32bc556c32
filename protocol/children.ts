import type { WireError } from './errors.ts';

/** How messages between two programs are written, as `NODE_CHANNEL_SERIALIZATION_MODE` says: lines of JSON, or V8's own form behind its length. */
export const SERIALIZATIONS = ['json', 'advanced'] as const;
export type Serialization = (typeof SERIALIZATIONS)[number];

/** In the calls below, in the place of a child: the program that has started this one, and its channel. */
export const STARTER = 0;

/** What a program's standard stream is at home: a pipe to the task, Node's channel for messages, nothing, one of the task's descriptors, or a pipe of another child's. */
export type ChildStdio = 'pipe' | 'ipc' | 'ignore' | { fd: number } | { child: number; pipe: number };

/** A program to be started at home: `args` begins with its own name, `env` are pairs `NAME=value`. */
export interface ChildRequest {
  file: string;
  args: string[];
  cwd: string | null;
  env: string[];
  stdio: ChildStdio[];
  /** Of the channel, if there is one. */
  serialization: Serialization;
  detached: boolean;
  uid: number | null;
  gid: number | null;
}

export type ChildStarted =
  /** `child` is its number in the calls below. */
  { child: number; pid: number } | { failed: WireError };

export interface ChildExit {
  code: number | null;
  signal: string | null;
}

/** `spawnSync`. Null means no limit. */
export interface ChildRun extends ChildRequest {
  timeoutMs: number | null;
  maxBufferBytes: number | null;
  killSignal: number;
}

export interface ChildResult extends ChildExit {
  pid: number;
  /** As `errno`; 0 for none. */
  error: number;
  /** Bytes of each stream, in order, all of them after one another in the tail and what `child.rest` gives; null where it is no pipe. */
  sizes: (number | null)[] | null;
}

/** Syscalls about other programs, which run at home; `pipe` is the index in `stdio`. */
export interface ChildCalls {
  'child.spawn': { args: [ChildRequest]; result: ChildStarted };
  /** Async: what has come out, at most `length` bytes in the tail; `true` at the end. */
  'child.read': { args: [child: number, pipe: number, length: number]; result: boolean };
  /** Async: the tail goes in. */
  'child.write': { args: [child: number, pipe: number]; result: null };
  /** Async: nothing more goes in; with `whole` the pipe is closed both ways. */
  'child.end': { args: [child: number, pipe: number, whole: boolean]; result: null };
  /** Async: how it ended. */
  'child.wait': { args: [child: number]; result: ChildExit };
  /** False where it has ended. */
  'child.kill': { args: [child: number, signal: number]; result: boolean };
  /** Part of the input of the next `child.run`, as the tail. */
  'child.input': { args: []; result: null };
  /** `spawnSync`: the last part of the input is the tail, the first part of its output the answer's. */
  'child.run': { args: [ChildRun, inputs: (number | null)[]]; result: ChildResult };
  /** The next part of the output. */
  'child.rest': { args: []; result: null };
}
