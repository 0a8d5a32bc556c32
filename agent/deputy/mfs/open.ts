import { openSync } from 'node:fs';
import type { Outcome } from '../stream.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import type { Path, Spots } from './path-calls.ts';
import { flagsOf, makes, RemoteFile } from './remote-file.ts';

/** The number is that of a descriptor of this process, so that no other file ever has it. */
export async function openRemote(
  [path, flag, mode]: readonly unknown[],
  spots: Spots,
  { files, descriptors }: Pick<SyscallContext, 'files' | 'descriptors'>,
): Promise<Outcome> {
  const flags = flagsOf(flag as string | number);
  const spot = await spots.spot(path as Path, makes(flags));
  const file = await RemoteFile.open(spot, flags, (mode as number | null) ?? 0o666, files.ends);
  const fd = descriptors.add(openSync('/dev/null', 'r'), file);
  const { placed } = file;
  return { value: placed ? { fd, ...placed } : fd };
}
