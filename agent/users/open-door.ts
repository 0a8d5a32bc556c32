import { dirname } from 'node:path';
import type { AgentOptions } from '../agent-options.ts';
import type { Commands } from '../control/commands.ts';
import { procTreeOf } from '../mfs/hpc/of-commands.ts';
import { systemClock } from '../system-clock.ts';
import type { UserDoor } from '../transport/user-door.ts';
import { KeyFile } from './key-file.ts';

/** Lets the user's ssh clients in. What they need, ssh2 first, is loaded when the agent begins to listen. */
export async function openDoor(options: AgentOptions, commands: Commands): Promise<UserDoor> {
  const { places, hostScript, log } = options;
  const { SshUsers } = await import('./ssh-users.ts');
  return new SshUsers(new KeyFile(places.config), {
    directory: dirname(hostScript),
    runtime: places.runtime,
    tree: procTreeOf(commands, systemClock, log),
    clock: systemClock,
    log,
  });
}
