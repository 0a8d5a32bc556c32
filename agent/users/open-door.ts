import { dirname } from 'node:path';
import type { AgentOptions } from '../agent-options.ts';
import { unheard } from '../audit/audit.ts';
import type { FileTree } from '../mfs/tree.ts';
import { systemClock } from '../system-clock.ts';
import type { UserDoor } from '../transport/user-door.ts';
import { KeyFile } from './key-file.ts';

/** Lets the user's ssh clients in, to the files in `tree` and to our commands. What they need, ssh2 first, is loaded when the agent begins to listen. */
export async function openDoor(options: AgentOptions, tree: FileTree): Promise<UserDoor> {
  const { places, hostScript, log } = options;
  const { SshUsers } = await import('./ssh-users.ts');
  return new SshUsers(new KeyFile(places.config), {
    directory: dirname(hostScript),
    runtime: places.runtime,
    tree,
    clock: systemClock,
    log,
    note: options.audit?.note ?? unheard,
  });
}
