import type { AheadCall } from './ahead.ts';
import type { ChildCalls } from './children.ts';
import type { DatagramSyscalls } from './datagram-syscalls.ts';
import type { WireError } from './errors.ts';
import type { NetSyscalls } from './net-syscalls.ts';
import type { PortInTransit, ThreadStart } from './threads.ts';

/**
 * The syscalls that a deputy executes for its task, by name: JSON arguments, result, and what travels as raw bytes
 * (`tail`). Names and semantics are those of node:fs and process; paths are resolved in the deputy's working
 * directory; errors are Node's own (code, errno, syscall, path, message), thrown again in the task.
 * `mode` (sync, async, oneway) is the caller's choice per call; the effect is the same.
 *
 * Sizes: no tail exceeds MAX_READ_BYTES. `fs.read` returns at most that much (a short read), `fs.readFile` of a larger
 * file or stream fails with the code TOO_LARGE_FOR_ONE_ANSWER before or after reading a part of a path (never of a
 * descriptor): the shim then opens, reads in a loop and closes. Writes larger than that are split by the shim:
 * `stdio.write` and `fs.write` into pieces, `fs.writeFile` into open, writes and close.
 */
export const TOO_LARGE_FOR_ONE_ANSWER = 'EFBIG_FRAME';

export interface SyscallTable extends NetSyscalls, DatagramSyscalls, ChildCalls {
  // files: descriptors are the task's numbers; 0–2 are the deputy's standard streams
  'fs.open': { args: [path: WirePath, flags: string | number, mode: number | null]; result: number };
  'fs.close': { args: [fd: number]; result: null };
  /**
   * Reads at most `length` bytes into the tail; null position reads on. An empty tail is the end of the file. `asks`: what a task
   * must know to read ahead, where it may (docs/design/fs.md).
   */
  'fs.read': {
    args: [fd: number, length: number, position: number | null, asks?: boolean];
    result: null | LentReading;
  };
  /** Oneway: the task has read ahead, and its descriptor is here now. */
  'fs.seek': { args: [fd: number, position: number]; result: null };
  /**
   * Writes the tail; the number of bytes written. `asks`: whether the task may write behind: then oneway calls follow, and what goes
   * wrong with one is the error of the next call on the descriptor that is answered; `writeerror` tells of it before.
   */
  'fs.write': {
    args: [fd: number, position: number | null, asks?: boolean];
    result: number | LentWriting;
  };
  /** The whole file as the tail; of a path only (a descriptor is read by `fs.read` in a loop). */
  'fs.readFile': { args: [file: WirePath, flag: string | number]; result: null };
  /**
   * Async: answers to these calls on what each path means that begins with `prefix` and ends with a name, as `AheadAnswers` has them; to as
   * many as are easily had (docs/design/fs.md).
   */
  'fs.ahead': { args: [prefix: string, names: string[], calls: AheadCall[]]; result: null };
  'fs.writeFile': {
    args: [file: WirePath | number, options: { mode: number; flag: string | number; flush: boolean }];
    result: null;
  };
  'fs.stat': { args: [path: WirePath]; result: StatResult };
  'fs.lstat': { args: [path: WirePath]; result: StatResult };
  'fs.fstat': { args: [fd: number]; result: StatResult };
  'fs.statfs': { args: [path: WirePath]; result: StatFsResult };
  'fs.access': { args: [path: WirePath, mode: number]; result: null };
  /** The entries are the tail: JSON text, `DirEntry[]` with types and `string[]` without (a message head would be too small for large directories). */
  'fs.readdir': { args: [path: WirePath, options: ListOptions]; result: null };
  /** All entries in the order of the system, as JSON text of `DirEntry[]` in the tail: nothing stays open. */
  'fs.opendir': { args: [path: WirePath, options: Omit<ListOptions, 'withFileTypes'>]; result: null };
  'fs.mkdir': {
    args: [path: WirePath, options: { recursive: boolean; mode: number }];
    result: string | null;
  };
  'fs.mkdtemp': { args: [prefix: WirePath]; result: string };
  'fs.rmdir': { args: [path: WirePath, options?: RetryOptions & { recursive: boolean }]; result: null };
  'fs.rm': {
    args: [path: WirePath, options: RetryOptions & { recursive: boolean; force: boolean }];
    result: null;
  };
  'fs.unlink': { args: [path: WirePath]; result: null };
  'fs.rename': { args: [from: WirePath, to: WirePath]; result: null };
  'fs.copyFile': { args: [from: WirePath, to: WirePath, mode: number]; result: null };
  'fs.cp': { args: [from: WirePath, to: WirePath, options: CopyOptions]; result: null };
  /** What `fs.cp` with `recursive` would go through, for a program that picks: JSON text of `[from, to][]` in the tail, a directory before what is in it. */
  'fs.cpList': { args: [from: WirePath, to: WirePath, options: { dereference: boolean }]; result: null };
  'fs.link': { args: [existing: WirePath, path: WirePath]; result: null };
  'fs.symlink': { args: [target: WirePath, path: WirePath]; result: null };
  'fs.readlink': { args: [path: WirePath]; result: string };
  /** `isNative`: by the system's own function, whose errors have other words. */
  'fs.realpath': { args: [path: WirePath, isNative?: boolean]; result: string };
  'fs.chmod': { args: [path: WirePath, mode: number]; result: null };
  'fs.fchmod': { args: [fd: number, mode: number]; result: null };
  /** -1 leaves an owner as it is. */
  'fs.chown': { args: [path: WirePath, uid: number, gid: number]; result: null };
  'fs.lchown': { args: [path: WirePath, uid: number, gid: number]; result: null };
  'fs.fchown': { args: [fd: number, uid: number, gid: number]; result: null };
  /** Seconds since the epoch, fractions allowed. */
  'fs.utimes': { args: [path: WirePath, atime: number, mtime: number]; result: null };
  'fs.lutimes': { args: [path: WirePath, atime: number, mtime: number]; result: null };
  'fs.futimes': { args: [fd: number, atime: number, mtime: number]; result: null };
  'fs.truncate': { args: [path: WirePath, length: number]; result: null };
  'fs.ftruncate': { args: [fd: number, length: number]; result: null };
  'fs.fsync': { args: [fd: number]; result: null };
  'fs.fdatasync': { args: [fd: number]; result: null };

  // what changes at home: the deputy keeps what it has seen until the task asks
  /** A watch begins; its number. */
  'fs.watch': { args: [path: WirePath, options: { recursive: boolean }]; result: number };
  /** As `fs.watchFile`, with the file as it is now: all zero where it is not. */
  'fs.watchFile': { args: [path: WirePath, options: { intervalMs: number }]; result: number };
  /** Async: what has happened since the last call, and null at the end of the watch. */
  'fs.watched': { args: [watch: number]; result: WatchEvent[] | null };
  /** Ends a watch; a `fs.watched` that waits is answered with null. */
  'fs.unwatch': { args: [watch: number]; result: null };

  // standard streams
  /** Oneway: writes the tail to descriptor 1 or 2, in order with all other output. Where it fails, an `outputerror` event says so. */
  'stdio.write': { args: [fd: 1 | 2]; result: null };
  /** Async: the next bytes of standard input as the tail (at most `length`); `true` at its end. */
  'stdin.read': { args: [length: number]; result: boolean };

  // terminals among the descriptors
  /** Until the task ends; then it is as it was. */
  'tty.setRawMode': { args: [fd: number, isRaw: boolean]; result: null };
  'tty.isatty': { args: [fd: number]; result: boolean };

  // process
  /** The last call of a task. Output before it is out before omrun exits. Never answered. */
  'process.exit': { args: [code: number]; result: never };
  /** The task dies of a signal it raised at itself (`process.kill(process.pid, …)`, `process.abort()`). */
  'process.kill': { args: [pid: number, signal: string | number]; result: true };
  /** From now on this signal is an event and does not kill; or again the default. */
  'process.watchSignal': { args: [signal: string, on: boolean]; result: null };
  'process.chdir': { args: [directory: string]; result: string };
  'process.umask': { args: [mask: number]; result: number };
  'process.getgroups': { args: []; result: number[] };
  'os.setPriority': { args: [pid: number, priority: number]; result: null };
  /** What that function of `node:os` gives; the process is `getPriority`'s. */
  'os.get': { args: [name: string, pid: number | null]; result: unknown };

  // worker threads: tasks of their own, whose deputies share this one's process. See docs/design/workers.md
  /** A thread begins. Its number, and this task's end of the port between the two. */
  'thread.start': { args: [start: ThreadStart]; result: { thread: number; port: number } };
  /** What its parent gave it: the tail, and ports. */
  'thread.given': { args: []; result: number[] };
  'thread.terminate': { args: [thread: number]; result: null };
  /** Oneway: the tail is the next piece of that thread's standard input; none is its end. */
  'thread.input': { args: [thread: number]; result: null };
  /** Oneway: the error (the tail) that ends this thread. */
  'thread.failed': { args: []; result: null };
  /** Two ports, each the other's end, both this task's. */
  'port.pair': { args: []; result: [number, number] };
  /** A port that what is posted to reaches all others of that name. */
  'port.broadcast': { args: [name: string]; result: number };
  /** Oneway: the tail is the message, then what `ports` leave unread. */
  'port.post': { args: [port: number, bytes: number, ports: PortInTransit[]]; result: null };
  /** Oneway: its messages come as events from now on. */
  'port.start': { args: [port: number]; result: null };
  /** Oneway. */
  'port.close': { args: [port: number]; result: null };
  /** The first message (the tail) of a port that may not have been started; null where there is none. */
  'port.take': { args: [port: number]; result: { ports: number[] } | null };
}
export type SyscallName = keyof SyscallTable;

/** Functions of `node:os` that only home can answer, beside `userInfo`. */
export const OS_AT_HOME = [
  'availableParallelism',
  'cpus',
  'freemem',
  'getPriority',
  'loadavg',
  'machine',
  'networkInterfaces',
  'release',
  'totalmem',
  'type',
  'uptime',
  'version',
] as const;

/** This read began at `at` of a file that had `size` bytes; `file` names it. */
export interface LentReading {
  at: number;
  size: number;
  file: string;
}

/** The task may write behind to `fd`, which is of that file. */
export interface LentWriting {
  bytes: number;
  fd: number;
  file: string;
}

/** A descriptor that is open for reading is that file of the cluster, which `identity` tells from others that come to its place. */
export interface PlacedFile {
  path: string;
  identity: string;
}

/** A path as text, or, where its bytes are no UTF-8, those in base64. */
export type WirePath = string | { base64: string };

/** A number as itself where that is exact, else in decimal digits. */
export type Count = number | string;

/** `fs.Stats`; times in whole nanoseconds since the epoch. */
export interface StatResult {
  dev: Count;
  ino: Count;
  mode: Count;
  nlink: Count;
  uid: Count;
  gid: Count;
  rdev: Count;
  size: Count;
  blksize: Count;
  blocks: Count;
  atimeNs: string;
  mtimeNs: string;
  ctimeNs: string;
  birthtimeNs: string;
}

/** `fs.StatFs`. */
export interface StatFsResult {
  type: Count;
  bsize: Count;
  blocks: Count;
  bfree: Count;
  bavail: Count;
  files: Count;
  ffree: Count;
}

/** `raw`: a name's characters are its bytes. */
export interface ListOptions {
  recursive: boolean;
  withFileTypes: boolean;
  raw: boolean;
  /** In the order of the form with a promise. */
  isPromised?: boolean;
}

export interface RetryOptions {
  maxRetries?: number;
  retryDelay?: number;
}

export interface CopyOptions {
  dereference: boolean;
  errorOnExist: boolean;
  force: boolean;
  mode: number;
  preserveTimestamps: boolean;
  recursive: boolean;
  verbatimSymlinks: boolean;
  /** Only these sources, which the program has picked. */
  only?: string[];
}

/** `change`, `rename`, or what became of a file: now and before. */
export type WatchEvent =
  | { type: string; filename: string | null }
  | { now: StatResult; before: StatResult }
  | { error: WireError };

export interface DirEntry {
  name: string;
  parentPath: string;
  /** As `fs.constants.UV_DIRENT_*`: 1 file, 2 directory, 3 link, 4 fifo, 5 socket, 6 char, 7 block, 0 unknown. */
  type: number;
}
