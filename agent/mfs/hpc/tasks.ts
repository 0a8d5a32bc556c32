import type { MoveTarget } from '../../../protocol/control.ts';
import { whyAndWhere } from '../../../protocol/held.ts';
import { MAX_MASK_NODES } from '../../../protocol/limits.ts';
import type { Steering, TaskStatus } from '../../../protocol/task.ts';
import { treeError } from '../tree-error.ts';
import { type Directory, directory, type Entry, value } from './entries.ts';

export interface TaskCommands {
  self: number;
  tasks(): readonly TaskStatus[];
  migrate(task: string, to: MoveTarget): Promise<unknown>;
  steer(task: string, change: Steering): Promise<unknown>;
}

/** `/proc/PID` of the tasks whose home is here; all that are known here also by their names in the cluster, `/proc/HOME:PID`. */
export function tasks({ self, tasks: all, migrate, steer }: TaskCommands): Directory {
  const find = (name: string): TaskStatus | undefined =>
    all().find(({ task }) => task === name || task === `${self}:${name}`);
  return {
    list: () =>
      all().flatMap(({ task, home }) => (home === self ? [task.slice(task.indexOf(':') + 1), task] : [task])),
    entry: (name): Entry | undefined => {
      const task = find(name);
      return task && files(() => find(name) ?? task, { migrate, steer });
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

function files(
  now: () => TaskStatus,
  { migrate, steer }: Pick<TaskCommands, 'migrate' | 'steer'>,
): Directory {
  const set = async (change: Steering): Promise<void> => {
    await steer(now().task, change);
  };
  return directory({
    where: value(() => now().where),
    goto: value(
      () => 0,
      async (text) => {
        await migrate(now().task, targetIn(text));
      },
    ),
    nmigs: value(() => now().nmigs),
    lock: value(
      () => (now().lock === null ? '?' : Number(now().lock)),
      async (text) => {
        if (text !== '0' && text !== '1') throw treeError('EINVAL');
        await set({ lock: text === '1' });
      },
    ),
    migpolicy: value(
      () => now().mask?.policy ?? 'deny',
      async (text) => {
        if (text !== 'allow' && text !== 'deny') throw treeError('EINVAL');
        await set({ mask: { policy: text, nodes: now().mask?.nodes ?? [] } });
      },
    ),
    mignodes: value(
      () => now().mask?.nodes.join(' ') ?? '',
      async (text) => {
        await set({ mask: { policy: now().mask?.policy ?? 'deny', nodes: nodesIn(text) } });
      },
    ),
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

/** IDs, with blanks or commas between them. */
function nodesIn(text: string): number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const isId = (word: string): boolean =>
    /^\d{1,5}$/.test(word) && Number(word) >= 1 && Number(word) <= 65_535;
  if (words.length > MAX_MASK_NODES || !words.every(isId)) throw treeError('EINVAL');
  return words.map(Number);
}

/** A node's ID, `home` or 0, or what the balancer chooses. */
function targetIn(text: string): MoveTarget {
  if (text === 'balance' || text === 'out') return text;
  if (text === 'home') return 0;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw treeError('EINVAL');
}
