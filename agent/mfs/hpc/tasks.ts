import type { MoveTarget } from '../../../protocol/control.ts';
import { whyAndWhere } from '../../../protocol/held.ts';
import type { TaskStatus } from '../../../protocol/task.ts';
import { treeError } from '../tree-error.ts';
import { type Directory, directory, type Entry, value } from './entries.ts';

export interface TaskCommands {
  self: number;
  tasks(): readonly TaskStatus[];
  migrate(task: string, to: MoveTarget): Promise<unknown>;
}

/** `/proc/PID` of the tasks whose home is here; all that are known here also by their names in the cluster, `/proc/HOME:PID`. */
export function tasks({ self, tasks: all, migrate }: TaskCommands): Directory {
  const find = (name: string): TaskStatus | undefined =>
    all().find(({ task }) => task === name || task === `${self}:${name}`);
  return {
    list: () =>
      all().flatMap(({ task, home }) => (home === self ? [task.slice(task.indexOf(':') + 1), task] : [task])),
    entry: (name): Entry | undefined => {
      const task = find(name);
      return task && files(() => find(name) ?? task, migrate);
    },
  };
}

/** `/proc/hpc/remote`: the guests here, with where they are from. */
export function remote({ self, tasks: all }: TaskCommands): Directory {
  const guests = (): TaskStatus[] => all().filter(({ home }) => home !== self);
  const find = (name: string): TaskStatus | undefined => guests().find(({ task }) => task === name);
  return {
    list: () => guests().map(({ task }) => task),
    entry: (name) => {
      const task = find(name);
      if (!task) return undefined;
      const now = (): TaskStatus => find(name) ?? task;
      return directory({
        from: value(() => now().home),
        cmdline: value(() => now().command),
        stats: value(() => `cpuMs=${Math.round(now().cpuMs)} memoryBytes=${now().memoryBytes}`),
      });
    },
  };
}

function files(now: () => TaskStatus, migrate: TaskCommands['migrate']): Directory {
  return directory({
    where: value(() => now().where),
    goto: value(
      () => 0,
      async (text) => {
        await migrate(now().task, targetIn(text));
      },
    ),
    nmigs: value(() => now().nmigs),
    lock: value(() => (now().lock === null ? '?' : Number(now().lock))),
    cantmove: {
      read: () =>
        now()
          .cantmove.map((held) => `${whyAndWhere(held)}\n`)
          .join(''),
    },
    cmdline: value(() => now().command),
    status: value(() => now().state),
  });
}

/** A node's ID, `home` or 0, or what the balancer chooses. */
function targetIn(text: string): MoveTarget {
  if (text === 'balance' || text === 'out') return text;
  if (text === 'home') return 0;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw treeError('EINVAL');
}
