import { openSync } from 'node:fs';
import { RemoteFile } from '../mfs/remote-file.ts';
import type { SyscallContext } from '../syscalls/context.ts';
import type { World } from './world.ts';

/**
 * Makes this process hold what the deputy before has held for the task: files of other nodes, ports it listens on. A connection is gone, as if
 * its peer had ended it.
 */
export async function haveAgain(
  { files, listeners, umask, meanings }: World,
  { files: places, descriptors, network }: SyscallContext,
  warn: (line: string) => void,
): Promise<void> {
  process.umask(umask);
  if (meanings) places.meanings = { ...places.meanings, ...meanings };
  await places.fenceAll();
  for (const [number, described] of files) {
    try {
      const file = await RemoteFile.reopen(await places.spot(described.path), described, places.ends!);
      // The number is that of a descriptor of this process, so that no other file ever has it.
      descriptors.restore(number, openSync('/dev/null', 'r'), null, file);
    } catch (error) {
      warn(`what it had open is not there any more: ${(error as Error).message}`);
    }
  }
  for (const [id, options] of listeners) {
    try {
      await network.listen(id, options);
    } catch (error) {
      warn(`it cannot listen here as it did: ${(error as Error).message}`);
    }
  }
}
