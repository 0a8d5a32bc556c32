import fs from 'node:fs';
import type { LentReading } from '../../../protocol/syscalls.ts';
import { identityOf } from '../../mfs/stat.ts';
import type { SyscallContext, ThreadContext } from './context.ts';
import type { Descriptor } from './descriptors.ts';

const { O_ACCMODE = 3, O_RDONLY, O_SYNC, O_DSYNC, O_DIRECT = 0 } = fs.constants as Record<string, number>;
/** Once it has begun to catch up with a position, so much at a time. */
const CATCH_UP_BYTES = 1024 * 1024;

/** The file that a descriptor is of, and how it was opened. */
interface Known {
  file: string;
  flags: number;
}
const known = new WeakMap<Descriptor, Known | null>();

/** Only where it is an ordinary file that this task alone has open: of threads and programs, each sees what another does at once. */
function knownOf(descriptor: Descriptor, { group, self }: ThreadContext): Known | null {
  if (!descriptor.isOwn || !descriptor.isRegular || group.count > 0 || self !== null) return null;
  let found = known.get(descriptor);
  if (found === undefined) {
    const info = infoOf(descriptor.fd);
    found = info && { file: identityOf(fs.fstatSync(descriptor.fd, EXACT)), flags: info.flags };
    known.set(descriptor, found);
  }
  return found;
}

const EXACT = { bigint: true } as const;

/** As the system tells; null where it does not. */
function infoOf(fd: number): { flags: number; position: number } | null {
  try {
    const info = fs.readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1');
    const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(info)![1]!, 8);
    return { flags, position: Number(/^pos:\s*(\d+)/m.exec(info)![1]) };
  } catch {
    return null;
  }
}

/**
 * What a task must know to read ahead: null where it may not. What it reads at the descriptor's own position is counted
 * here from now on, for it reads past that.
 */
export function lendReading(
  descriptor: Descriptor,
  at: number | null,
  { descriptors, threads }: SyscallContext,
): Omit<LentReading, 'at'> | null {
  const what = knownOf(descriptor, threads);
  if (!what || (what.flags & O_ACCMODE!) !== O_RDONLY || descriptor.reads > 0) return null;
  if (outputFiles({ descriptors }).has(what.file)) return null;
  if (at === null && descriptor.offset === null) {
    const info = infoOf(descriptor.fd);
    if (info === null) return null;
    descriptor.offset = info.position;
  }
  return { size: fs.fstatSync(descriptor.fd).size, file: what.file };
}

/** The files that the task prints to: what it reads there it may have written without waiting. */
export function outputFiles({ descriptors }: Pick<SyscallContext, 'descriptors'>): Set<string> {
  const files = descriptors
    .list()
    .filter(([number, { isRegular }]) => (number === 1 || number === 2) && isRegular)
    .map(([, { fd }]) => identityOf(fs.fstatSync(fd, EXACT)));
  return new Set(files);
}

/** The file's name if the task may write behind: the kernel alone then says when it is on the disk. */
export function lendWriting(descriptor: Descriptor, { threads }: SyscallContext): string | null {
  const what = knownOf(descriptor, threads);
  if (!what || (what.flags & O_ACCMODE!) === O_RDONLY || descriptor.hasFailed) return null;
  return (what.flags & (O_SYNC! | O_DSYNC! | O_DIRECT)) === 0 ? what.file : null;
}

/** Another program gets it: the kernel's position is the one that both see, from now on. */
export function share(descriptor: Descriptor): number {
  const { fd, offset } = descriptor;
  if (descriptor.isOwn && offset !== null) catchUp(fd, offset);
  if (descriptor.isOwn) descriptor.offset = null;
  descriptor.isOwn = false;
  return fd;
}

/** There is no call for it but reading. */
function catchUp(fd: number, offset: number): void {
  const info = infoOf(fd);
  if (info === null || (info.flags & O_ACCMODE!) !== O_RDONLY) return;
  const buffer = Buffer.allocUnsafe(CATCH_UP_BYTES);
  for (let left = offset - info.position; left > 0; ) {
    const got = fs.readSync(fd, buffer, 0, Math.min(left, buffer.length), null);
    if (got === 0) return;
    left -= got;
  }
}
