import type { WireError } from '../../../protocol/errors.ts';
import type { CantMove } from '../../../protocol/node.ts';
import type { DeputyRecord, TaskRecord } from '../../../protocol/records.ts';
import type { SavedFrame } from '../abi.ts';

/** What the runtime needs of the process it runs in. */
export interface TaskHost {
  send(record: TaskRecord, tail?: Uint8Array): void;
  /** In order with all others, but nobody waits for it: what is sent next may take it along. */
  sendSoon(record: TaskRecord, tail: Uint8Array): void;
  /** More bytes for the record that was given to `sendSoon`, nothing having been sent since; false where it has left. */
  extend(more: Uint8Array): boolean;
  /** Blocks for the next record; undefined when the agent said something instead (it may want the task to stop). */
  receive(): { record: DeputyRecord; tail: Uint8Array } | undefined;
  /** Bytes that came with a record and are not looked at any more: those of another may come to their place. */
  recycle(bytes: Uint8Array): void;
  /** Asks for a call on files of the node on which the task executes: the number of the request; 0 where home is to be asked. */
  askHere(name: string, args: unknown[]): number;
  /** Waits for the answer to that request. */
  hear(request: number): { value?: unknown; error?: WireError; tail: Uint8Array };
  /** Nobody waits for it. */
  forget(request: number): void;
  /** A record that is here already. */
  arrived(): { record: DeputyRecord; tail: Uint8Array } | undefined;
  /** Somebody wants to capture the task. */
  stopWanted(): boolean;
  /** May the task be captured here, with nothing on its stack? Tells the agent why not. */
  mayStopIdle(): boolean;
  /** The same, in a shim that the guest called. If so the stack begins to unwind: the shim must return the signal. */
  mayStopInShim(): boolean;
  /** Something the task did can never be moved. */
  pin(reason: CantMove): void;
  /** What the task shares with other threads of its process, where it stays from now on. */
  share(): SharedMemory;
  /** It has no workers any more: where nothing else is shared it may move again. */
  unshare(): void;
  /**
   * From now on the task waits in Node's own event loop, where something of V8's is answered, and stays; `asker` is who was called for
   * it. What it gives makes the task look again.
   */
  waitNatively(asker: Function): () => void;
  /** Ends the process at once. */
  end(code: number): never;
}

/** Messages between threads of one process that share memory, each as bytes by which another thread finds its content. */
export interface SharedMemory {
  /** Takes Node's own clone of it. `isForAll`: more than one thread will ask. @throws DataCloneError */
  put(value: unknown, isForAll: boolean): Uint8Array;
  take(bytes: Uint8Array): unknown;
}

/** Waiting in Node's own event loop, where native add-ons have their callbacks called, and V8 answers `Atomics.waitAsync`. */
export interface NativeWaits {
  /** Nothing of theirs is under way any more. */
  readonly isOver: boolean;
  /** There is something to do. */
  wakeSoon(): void;
  /** True once after each return from there. */
  takeWoken(): boolean;
  /**
   * Leaves the stack; the loop is run again when a record has come, a callback has been called, or after `timeoutMs`.
   * Unless `isAlive` only add-ons keep the process.
   */
  park(timeoutMs: number | null, isAlive: boolean): never;
}

/** What the loop needs of the engine. */
export interface Stack {
  runRoot(job: Function, self: unknown, args: unknown[]): RootResult;
  resumeFrames(frames: SavedFrame[], innermost: () => unknown): RootResult;
}
export type RootResult = { done: unknown } | { captured: SavedFrame[] };
