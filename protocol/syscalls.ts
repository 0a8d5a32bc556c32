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

export interface SyscallTable {
  // files: descriptors are the task's numbers; 0–2 are the deputy's standard streams
  'fs.open': { args: [path: string, flags: string | number, mode: number | null]; result: number };
  'fs.close': { args: [fd: number]; result: null };
  /** Reads at most `length` bytes into the tail; null position reads on. An empty tail is the end of the file. */
  'fs.read': { args: [fd: number, length: number, position: number | null]; result: null };
  /** Writes the tail; the number of bytes written. */
  'fs.write': { args: [fd: number, position: number | null]; result: number };
  /** The whole file as the tail; of a path only (a descriptor is read by `fs.read` in a loop). */
  'fs.readFile': { args: [file: string, flag: string]; result: null };
  'fs.writeFile': {
    args: [file: string | number, options: { mode: number; flag: string; flush: boolean }];
    result: null;
  };
  'fs.stat': { args: [path: string]; result: StatResult };
  'fs.lstat': { args: [path: string]; result: StatResult };
  'fs.fstat': { args: [fd: number]; result: StatResult };
  'fs.access': { args: [path: string, mode: number]; result: null };
  /** The entries are the tail: JSON text of `DirEntry[]` (a message head would be too small for large directories). */
  'fs.readdir': { args: [path: string, options: { recursive: boolean }]; result: null };
  'fs.mkdir': { args: [path: string, options: { recursive: boolean; mode: number }]; result: string | null };
  'fs.mkdtemp': { args: [prefix: string]; result: string };
  'fs.rmdir': { args: [path: string]; result: null };
  'fs.rm': { args: [path: string, options: { recursive: boolean; force: boolean }]; result: null };
  'fs.unlink': { args: [path: string]; result: null };
  'fs.rename': { args: [from: string, to: string]; result: null };
  'fs.copyFile': { args: [from: string, to: string, mode: number]; result: null };
  'fs.link': { args: [existing: string, path: string]; result: null };
  'fs.symlink': { args: [target: string, path: string]; result: null };
  'fs.readlink': { args: [path: string]; result: string };
  'fs.realpath': { args: [path: string]; result: string };
  'fs.chmod': { args: [path: string, mode: number]; result: null };
  'fs.fchmod': { args: [fd: number, mode: number]; result: null };
  /** Seconds since the epoch, fractions allowed. */
  'fs.utimes': { args: [path: string, atime: number, mtime: number]; result: null };
  'fs.futimes': { args: [fd: number, atime: number, mtime: number]; result: null };
  'fs.truncate': { args: [path: string, length: number]; result: null };
  'fs.ftruncate': { args: [fd: number, length: number]; result: null };
  'fs.fsync': { args: [fd: number]; result: null };
  'fs.fdatasync': { args: [fd: number]; result: null };

  // standard streams
  /** Oneway: writes the tail to descriptor 1 or 2, in order with all other output. Where it fails, an `outputerror` event says so. */
  'stdio.write': { args: [fd: 1 | 2]; result: null };
  /** Async: the next bytes of standard input as the tail (at most `length`); `true` at its end. */
  'stdin.read': { args: [length: number]; result: boolean };

  // process
  /** The last call of a task. Output before it is out before omrun exits. Never answered. */
  'process.exit': { args: [code: number]; result: never };
  /** The task dies of a signal it raised at itself (`process.kill(process.pid, …)`, `process.abort()`). */
  'process.kill': { args: [pid: number, signal: string | number]; result: true };
  /** From now on this signal is an event and does not kill; or again the default. */
  'process.watchSignal': { args: [signal: string, on: boolean]; result: null };
  'process.chdir': { args: [directory: string]; result: string };
  'process.umask': { args: [mask: number]; result: number };
}
export type SyscallName = keyof SyscallTable;

/** `fs.Stats` as numbers; times in ms with fractions. */
export interface StatResult {
  dev: number;
  ino: number;
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  rdev: number;
  size: number;
  blksize: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
}

export interface DirEntry {
  name: string;
  parentPath: string;
  /** As `fs.constants.UV_DIRENT_*`: 1 file, 2 directory, 3 link, 4 fifo, 5 socket, 6 char, 7 block, 0 unknown. */
  type: number;
}
