import * as z from 'zod/mini';
import type { Probe } from '../../../protocol/in-doubt.ts';
import { text } from '../../../protocol/node.ts';
import type { Children } from '../children/children.ts';
import type { Judge } from '../grants/judge.ts';
import type { TaskFiles } from '../mfs/task-files.ts';
import type { Network } from '../net/network.ts';
import type { Outcome } from '../stream.ts';
import type { Holder } from '../threads/ports.ts';
import type { ThreadGroup } from '../threads/threads.ts';
import type { Descriptors } from './descriptors.ts';
import type { Watches } from './watches.ts';

/** What the syscalls act on besides the kernel: the deputy's own parts. */
export interface SyscallContext {
  /** What its user allows it; null: all. */
  readonly judge: Judge | null;
  readonly descriptors: Descriptors;
  /** The cluster's, beside home's own. */
  readonly files: TaskFiles;
  /** Of a task whose deputy may be followed by another: keeps what a call has found, before it is done. Absent for all others. */
  readonly keepProbe?: (seq: number, probe: Probe) => Promise<void>;
  readonly watches: Watches;
  readonly network: Network;
  readonly children: Children;
  /** What a `spawnSync` still has to be given, and what is left of its output. */
  readonly childRun: { input: Uint8Array[]; output: Uint8Array };
  readonly output: {
    /** Writes in order with all other output; resolves with the number of bytes, rejects with the kernel's error. */
    write(fd: number, bytes: Uint8Array): Promise<number>;
    /** Resolves when everything that was written before is out. */
    drained(): Promise<void>;
  };
  readonly input: {
    /** The next bytes, at most `length`; none at the end. */
    read(length: number): Promise<Uint8Array>;
  };
  readonly threads: ThreadContext;
  readonly process: {
    /** @throws as `process.on(signal)` does for a signal that cannot be caught */
    watch(signal: string, on: boolean): void;
    /** False where the task has killed itself by it. */
    kill(pid: number, signal: string | number): boolean;
    /** The task is about to exit: from now on the end of its host is no loss. */
    leave(): void;
    exit(code: number): void;
  };
}

/** The threads of the task's program, the task as one who holds ports, and its number if it is a thread. */
export interface ThreadContext {
  readonly group: ThreadGroup;
  readonly holder: Holder;
  readonly self: number | null;
}

export interface Call {
  context: SyscallContext;
  tail: Uint8Array;
  /** The task waits for this call alone: the fast blocking form may be used where it cannot block for long. */
  sync: boolean;
}

/** One syscall: the shape of its arguments, and what it does with them. */
export interface Syscall {
  readonly args: z.core.$ZodType<unknown[]>;
  readonly run: (args: never, call: Call) => Outcome | Promise<Outcome>;
}

export function syscall<const Args extends z.core.$ZodType<unknown[]>>(
  args: Args,
  run: (args: z.core.output<Args>, call: Call) => Outcome | Promise<Outcome>,
): Syscall {
  return { args, run: run as Syscall['run'] };
}

// Shapes of arguments that many share.
export const path = z.union([
  text,
  z.pipe(
    z.object({ base64: text }),
    z.transform(({ base64 }): string | Buffer => Buffer.from(base64, 'base64')),
  ),
]);
export const fd = z.int().check(z.gte(0));
/** Flags and modes are 32 bits; node itself checks the rest. */
export const bits = z.int().check(z.gte(0), z.lte(0xffffffff));
export const flags = z.union([z.string().check(z.maxLength(8)), bits]);
export const position = z.nullable(z.int().check(z.gte(0)));
export const size = z.int().check(z.gte(0));
/** As text, for of numbers below 0 node makes the present. */
export const seconds = z.pipe(z.number(), z.transform(String));
/** A user or group; -1 for the one that it is. */
export const owner = z.int().check(z.gte(-1), z.lte(0xffffffff));
