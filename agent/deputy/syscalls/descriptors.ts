import fs from 'node:fs';
import type { RemoteFile } from '../mfs/remote-file.ts';

export interface Descriptor {
  /** Its number in the deputy. */
  readonly fd: number;
  /** A read or write on it cannot block for long, so the blocking form may be used. */
  readonly isRegular: boolean;
  /** Where the next read or write is, for a file that a checkpoint's task goes on with or reads ahead; null where the kernel knows. */
  offset: number | null;
  /** It was opened for this task, and no other program has it. */
  isOwn: boolean;
  /** Reads at its own position that have begun and not ended. */
  reads: number;
  /** What went wrong with a write that nobody waited for, until that is told; and whether that ever happened. */
  failure: Error | null;
  hasFailed: boolean;
  /** It stands for this file of another node: its own number is only kept. */
  remote: RemoteFile | null;
}

const descriptor = (
  fd: number,
  isOwn: boolean,
  offset: number | null = null,
  remote: RemoteFile | null = null,
): Descriptor => ({
  fd,
  isRegular: isRegular(fd),
  offset,
  isOwn,
  reads: 0,
  failure: null,
  hasFailed: false,
  remote,
});

/** The first number that is not a standard stream's. */
const FIRST_OWN = 3;

/**
 * The descriptors a task may use: 0–2 and those it opened itself, under the numbers they have in the deputy (so that
 * `/dev/fd/N` means what it says), but for files of a checkpoint, which keep the numbers that the task knows.
 * The deputy's other descriptors (sockets, pipes) do not exist for it.
 */
export class Descriptors {
  private readonly open = new Map<number, Descriptor>();

  /** `more`: those that it was started with besides the standard ones. */
  constructor(more: readonly number[] = []) {
    for (const fd of [0, 1, 2, ...more]) this.open.set(fd, descriptor(fd, false));
  }

  /** @throws EBADF, as the kernel says for a number that is not open */
  get(number: number, syscall: string): Descriptor {
    const descriptor = this.open.get(number);
    if (!descriptor) throw badDescriptor(syscall);
    return descriptor;
  }

  /** @returns the task's number for it */
  add(fd: number, remote: RemoteFile | null = null): number {
    let number = fd;
    if (this.open.has(fd)) for (number = FIRST_OWN; this.open.has(number); ) number++;
    this.open.set(number, descriptor(fd, remote === null, null, remote));
    return number;
  }

  remote(number: number): RemoteFile | null {
    return this.open.get(number)?.remote ?? null;
  }

  /** The same for a call that tells of a write that has failed before, once. @throws that error */
  getSound(number: number, syscall: string): Descriptor {
    const found = this.get(number, syscall);
    const { failure } = found;
    found.failure = null;
    if (failure) throw failure;
    return found;
  }

  delete(number: number): void {
    this.open.delete(number);
  }

  /** A file of a checkpoint, which the task knows as `number`. The kernel cannot be told where to read on: it is counted here. */
  restore(number: number, fd: number, offset: number | null, remote: RemoteFile | null = null): void {
    this.open.set(number, descriptor(fd, number > 2 && remote === null, offset, remote));
  }

  list(): [number: number, descriptor: Descriptor][] {
    return [...this.open];
  }
}

function isRegular(fd: number): boolean {
  try {
    return fs.fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

function badDescriptor(syscall: string): Error {
  return Object.assign(new Error(`EBADF: bad file descriptor, ${syscall}`), {
    errno: -9,
    code: 'EBADF',
    syscall,
  });
}
