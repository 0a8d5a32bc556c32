import type { Request } from '../../protocol/control.ts';
import type { Command } from '../control/commands.ts';

/** What one node may ask another at all. What needs a connection of its own, or goes on to a third node, is not among it. */
const COMMANDS: ReadonlySet<Request['op']> = new Set([
  'status',
  'tasks',
  'migrate',
  'signal',
  'checkpoint',
  'set',
  'export',
  'expel',
  'bring',
  'peers',
  'revoke',
  'forget',
  'shutdown',
  'drain',
  'restart',
  'freeze',
  'thaw',
  'isolate',
  'steer',
  'history',
  'standby',
  'standbys',
  'failback',
  'etcdanew',
] satisfies Command['op'][]);

export const isCommand = (request: Request): request is Command => COMMANDS.has(request.op);

/**
 * Why a node may not command this one, in words; null where it may. Whoever has the `admin` grant may all; where a task
 * executes, it may be moved, frozen, stopped and continued, since that node could do as much to its host process. Any may ask for
 * tasks: it is told of those that it may see (visible.ts).
 */
export function commandRefusal(
  { self, from, isAdmin, mayRun }: { self: number; from: number; isAdmin: boolean; mayRun: boolean },
  command: Command,
  nodeOf: (task: string) => number | null,
): string | null {
  if (isAdmin || command.op === 'tasks') return null;
  // Whose tasks may execute here, theirs may go on here.
  if (command.op === 'standby' && mayRun) return null;
  const isAboutGuest =
    command.op === 'migrate' ||
    command.op === 'freeze' ||
    command.op === 'thaw' ||
    (command.op === 'signal' && /^(SIGSTOP|SIGCONT)$/.test(command.signal));
  if (isAboutGuest && nodeOf(command.task) === from) return null;
  return `node ${self} does not let node ${from} command it (its user could: mosctl grant ${from} run,host,admin)`;
}
