import fs from 'node:fs';

export interface Descriptor {
  /** A read or write on it cannot block for long, so the blocking form may be used. */
  readonly isRegular: boolean;
}

/**
 * The descriptors a task may use: 0–2 and those it opened itself, under the numbers they have in the deputy (so that
 * `/dev/fd/N` means what it says). The deputy's other descriptors (sockets, pipes) do not exist for it.
 */
export class Descriptors {
  private readonly open = new Map<number, Descriptor>();

  constructor() {
    for (const fd of [0, 1, 2]) this.open.set(fd, { isRegular: isRegular(fd) });
  }

  /** @throws EBADF, as the kernel says for a number that is not open */
  get(fd: number, syscall: string): Descriptor {
    const descriptor = this.open.get(fd);
    if (!descriptor) throw badDescriptor(syscall);
    return descriptor;
  }

  add(fd: number): number {
    this.open.set(fd, { isRegular: isRegular(fd) });
    return fd;
  }

  delete(fd: number): void {
    this.open.delete(fd);
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
