import { openSync } from 'node:fs';
import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import { descriptorCalls } from './descriptor-calls.ts';
import { type Path, pathCalls } from './path-calls.ts';
import { flagsOf, makes, RemoteFile } from './remote-file.ts';

/** Where paths are among the arguments; elsewhere only the first argument is one. A link's target is only text. */
const PATHS: Record<string, number[]> = {
  'fs.rename': [0, 1],
  'fs.link': [0, 1],
  'fs.copyFile': [0, 1],
  'fs.cp': [0, 1],
  'fs.cpList': [0, 1],
  'fs.symlink': [1],
};
const FIRST = [0];

/** What becomes of a call that is about files of the cluster; null for all others, which go on as ever. */
export function clusterCall(
  name: string,
  args: readonly unknown[],
  tail: Uint8Array,
  context: SyscallContext,
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
  const places = PATHS[name] ?? FIRST;
  if (!places.some((at) => isPath(args[at]) && files.clusterPath(args[at]) !== null)) return null;
  if (name === 'fs.open') return open(args, context);
  return pathCalls[name]?.(files, args, tail) ?? null;
}

const isPath = (value: unknown): value is Path => typeof value === 'string' || value instanceof Uint8Array;

/** The number is that of a descriptor of this process, so that no other file ever has it. */
async function open(
  [path, flag, mode]: readonly unknown[],
  { files, descriptors }: SyscallContext,
): Promise<Outcome> {
  const flags = flagsOf(flag as string | number);
  const spot = await files.spot(path as Path, makes(flags));
  const file = await RemoteFile.open(spot, flags, (mode as number | null) ?? 0o666);
  const fd = descriptors.add(openSync('/dev/null', 'r'), file);
  const { placed } = file;
  return { value: placed ? { fd, ...placed } : fd };
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
