import type { AheadCall } from '../../protocol/ahead.ts';
import type { StatFsResult, StatResult } from '../../protocol/syscalls.ts';

/**
 * A tree of files, wherever it is: what this node exports, what another one does, the cluster's information under
 * `/proc/hpc`, or all of them under one root. Paths are absolute, `/`-separated, and begin at the tree's own root; bytes in
 * names that are no UTF-8 are as agent/mfs/names.ts has them. What goes wrong is an
 * error with the system's `code` and `errno`; whoever asked adds syscall and path in its own words.
 */
export interface FileTree {
  stat(path: string): Promise<StatResult>;
  lstat(path: string): Promise<StatResult>;
  /** What is in a directory, without `.` and `..`, with its attributes (as `lstat`): who lists mostly asks for them next. */
  readdir(path: string): Promise<TreeEntry[]>;
  /** The same without attributes: much less work where nobody wants them. */
  names(path: string): Promise<NamedEntry[]>;
  /** All of a file that is opened for reading; null where that takes an open file. */
  readFile(path: string): Promise<Uint8Array | null>;
  /** Answers to `calls` on each of `names` in that directory, as `AheadAnswers` has them; to as many as are easily had. */
  answersAhead(path: string, names: string[], calls: AheadCall[]): Promise<Uint8Array>;
  /** `flags` as numbers of open(2), `mode` for a new file. */
  open(path: string, flags: number, mode: number): Promise<TreeFile>;
  mkdir(path: string, mode: number): Promise<void>;
  rmdir(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Replaces what is at `to`, as rename(2). EXDEV between nodes and between roots. */
  rename(from: string, to: string): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  readlink(path: string): Promise<string>;
  realpath(path: string): Promise<string>;
  /** `mode` as access(2). */
  access(path: string, mode: number): Promise<void>;
  /** What is named is set, one after the other. `follow`: of what a symbolic link stands for. */
  setAttributes(path: string, attributes: Attributes, follow: boolean): Promise<void>;
  statfs(path: string): Promise<StatFsResult>;
}

/** All nodes' files, over a connection to an agent. */
export interface ClusterFiles extends FileTree {
  /**
   * For a connection of a deputy that has taken a task over: before it asks for anything else, requests of earlier deputies are refused by all
   * nodes that are alive. Takes 2 s at most. @returns nodes that did not answer, and may be dead: they refuse from this deputy's first request
   * on
   * @throws ESTALE where there is a later deputy; EINVAL on a connection without a fence
   */
  fenceAll(): Promise<number[]>;
}

/** An open file. All reads and writes name their position, so each can be repeated. */
export interface TreeFile {
  /** The same for the same file, where that can be told: who has it open over a connection that breaks opens it again. */
  readonly identity?: string | undefined;
  stat(): Promise<StatResult>;
  /** At most `length` bytes; fewer only at the end of the file, or where a message would be too large. */
  read(length: number, position: number): Promise<Uint8Array>;
  /** All of it. `position` null: at the end, for files opened with O_APPEND. */
  write(bytes: Uint8Array, position: number | null): Promise<void>;
  setAttributes(attributes: Attributes): Promise<void>;
  sync(dataOnly: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface TreeEntry {
  name: string;
  stat: StatResult;
}

export interface NamedEntry {
  name: string;
  /** As `fs.constants.UV_DIRENT_*`: 1 file, 2 directory, 3 link, 4 pipe, 5 socket, 6 character and 7 block device; 0 is not known. */
  type: number;
}

export interface Attributes {
  /** Bytes. */
  size?: number;
  mode?: number;
  uid?: number;
  gid?: number;
  /** Seconds since the epoch, with fractions. */
  atime?: number;
  mtime?: number;
}
