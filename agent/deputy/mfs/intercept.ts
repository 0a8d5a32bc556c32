import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import { descriptorCalls } from './descriptor-calls.ts';
import { inCall } from './errors.ts';
import { openRemote } from './open.ts';
import { type Path, pathCalls } from './path-calls.ts';
import { pathsOf } from './paths.ts';
import { flagsOf } from './remote-file.ts';

/** Calls on home's own files that only the system can do. */
const NATIVE = ['fs.watch', 'fs.watchFile'];

/**
 * What becomes of a call that is about files of the cluster; null for all others, which go on as ever. `isGuarded`: only some of home's
 * files are allowed, so they are reached by the same way.
 */
export function clusterCall(
  name: string,
  args: readonly unknown[],
  tail: Uint8Array,
  context: SyscallContext,
  isGuarded = false,
): Promise<Outcome> | null {
  if (!name.startsWith('fs.')) return null;
  const { files, descriptors } = context;
  const [first] = args;
  if (typeof first === 'number') {
    const remote = descriptors.remote(first);
    const call = remote && descriptorCalls[name];
    return call ? call(remote, args, tail) : null;
  }
  if (name === 'fs.writeFile' && files.isSelection(first as Path)) return select(tail, context);
  if (!pathsOf(name, args).some((path) => files.clusterPath(path) !== null)) {
    if (!isGuarded || NATIVE.includes(name)) return null;
    if (name === 'fs.open') return openAtHome(args, context);
  }
  if (name === 'fs.open') return openRemote(args, files, context);
  return pathCalls[name]?.(files, args, tail) ?? null;
}

async function openAtHome(
  [path, flag, mode]: readonly unknown[],
  { files, descriptors, judge }: SyscallContext,
): Promise<Outcome> {
  const { path: real, shown } = await files.spot(path as Path);
  const mask = ~process.umask();
  try {
    const fd = judge!.tree.descriptor(
      real,
      flagsOf(flag as string | number),
      ((mode as number) ?? 0o666) & mask,
    );
    return { value: descriptors.add(fd) };
  } catch (error) {
    throw inCall(error, 'open', shown);
  }
}

async function select(tail: Uint8Array, { files }: SyscallContext): Promise<Outcome> {
  const node = Number(Buffer.from(tail).toString().trim());
  if (!Number.isInteger(node) || node < 1 || node > 65_535)
    return {
      error: {
        name: 'Error',
        code: 'EINVAL',
        errno: -22,
        syscall: 'write',
        message: 'EINVAL: invalid argument, write',
      },
    };
  files.selected = node;
  return { value: null };
}
