import type { NodeInfo } from '../../../protocol/node.ts';
import type { Clock, Log } from '../../../protocol/ports.ts';
import type { Commands } from '../../control/commands.ts';
import { ProcTree } from './proc-tree.ts';

/** `/proc` over what the commands show and do. */
export function procTreeOf(commands: Commands, clock: Clock, log: Log): ProcTree {
  const by = { uid: process.getuid?.() ?? null, pid: null, program: 'a file below /proc' };
  const given = (command: string, order: Record<string, unknown>): void =>
    commands.audit({ event: 'command-given', command, order, by });
  const begin = (what: 'expel' | 'bring'): void => {
    given(what, {});
    commands[what](() => {}).catch((error: Error) => log.warn(`${what} failed`, { reason: error.message }));
  };
  return new ProcTree(() => clock.nowMs(), {
    self: commands.node,
    own: () => commands.nodes().find(({ isSelf }) => isSelf)?.info as NodeInfo,
    nodes: () => commands.nodes(),
    tasks: () => commands.tasks(),
    set: (change) => {
      given('set', change);
      return commands.set(change);
    },
    isServed: () => commands.exports(null, null).isServed,
    expel: () => begin('expel'),
    bring: () => begin('bring'),
    migrate: (task, to) => {
      given('migrate', { task, to });
      return commands.migrate(task, to, `written to /proc/${task}/goto`);
    },
    steer: (task, change) => {
      given('steer', { task, ...change });
      return commands.steer(task, change);
    },
  });
}
